from pathlib import Path

import numpy as np
import pytest
import soxr
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from languages.registry import LANGUAGES
from voicebot.settings import Settings, VoiceSettings
from voicebot.speech.voices.catalogue import find_voice, load_voice
from voicebot.speech.voices.loudness import (
    PEAK_DBFS,
    SPEECH_LEVEL_DBFS,
    active_level,
    limited,
    speech_gain,
    with_speech_level,
)

RATE = 8_000
TEST_VOICES = Path(__file__).parents[5] / "shared" / "voices"
SENTENCES = {
    "de": "Ja.\nDer Antrag kostet dreiundneunzig Euro und wird bei der Abholung bezahlt.",
    "en": "Yes.\nThe application costs ninety-three euros and is paid on collection.",
    "tr": "Evet.\nBaşvuru ücreti doksan üç avrodur ve teslim alırken ödenir.",
    "ar": "نعم.\nرسوم الطلب ثلاثة وتسعون يورو وتدفع عند الاستلام.",
    "uk": "Так.\nЗаява коштує дев'яносто три євро і оплачується при отриманні.",
    "ru": "Да.\nЗаявление стоит девяносто три евро и оплачивается при получении.",
    "pl": "Tak.\nWniosek kosztuje dziewięćdziesiąt trzy euro i jest płatny przy odbiorze.",
    "ro": "Da.\nCererea costă nouăzeci și trei de euro și se plătește la ridicare.",
    "fr": "Oui.\nLa demande coûte quatre-vingt-treize euros, payables lors du retrait.",
    "fa": "بله.\nهزینه درخواست نود و سه یورو است و هنگام دریافت پرداخت می‌شود.",
    "es": "Sí.\nLa solicitud cuesta noventa y tres euros y se paga al recogerla.",
    "it": "Sì.\nLa domanda costa novantatré euro e si paga al momento del ritiro.",
}


def tone(amplitude: float, seconds: float = 1.0) -> NDArray[np.float32]:
    moments = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(amplitude * np.sin(2 * np.pi * 300 * moments), np.float32)


def level_of(samples: NDArray[np.int16]) -> float:
    level = active_level(samples.astype(np.float32) / np.float32(32768), RATE)
    assert level is not None
    return level


def test_the_level_of_a_tone_is_its_root_mean_square() -> None:
    assert active_level(tone(0.1), RATE) == pytest.approx(-23.0, abs=0.1)


def test_pauses_do_not_make_speech_quieter() -> None:
    halting = np.concatenate([tone(0.1), np.zeros(3 * RATE, np.float32), tone(0.1)])
    assert active_level(halting, RATE) == pytest.approx(-23.0, abs=0.1)


def test_silence_has_no_level_and_stays_silent() -> None:
    silence = np.zeros(500, np.int16)
    assert active_level(silence.astype(np.float32), RATE) is None
    assert not with_speech_level(silence, RATE).any()
    assert len(with_speech_level(silence[:0], RATE)) == 0


def test_what_is_hardly_there_is_not_made_loud() -> None:
    assert speech_gain(-90.0) == pytest.approx(10**1.5)


def test_a_peak_is_brought_down_without_a_corner() -> None:
    loud = tone(0.2)
    loud[4_000:4_020] *= 8
    quiet = limited(loud, RATE)
    assert np.abs(quiet).max() <= 32_768 * 10 ** (PEAK_DBFS / 20)
    # Far from the peak nothing changes, and near it the sound bends but never stands still.
    assert np.array_equal(quiet[:3_900], np.rint(loud[:3_900] * 32_767).astype(np.int16))
    assert not any(np.ptp(quiet[start : start + 4]) == 0 for start in range(3_990, 4_030))


@given(
    st.lists(st.floats(-1e6, 1e6, width=32), max_size=400),
    st.sampled_from((8_000, 16_000, 22_050)),
)
def test_no_sound_ever_clips(values: list[float], sample_rate: int) -> None:
    samples = limited(np.array(values, np.float32), sample_rate)
    assert len(samples) == len(values)
    assert np.abs(samples.astype(int)).max(initial=0) <= 29_206


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_voices_are_equally_loud(language: str) -> None:
    voices = {
        find_voice(
            language, Settings(voice=VoiceSettings(folder=folder), models_folder=Path("/nowhere"))
        )
        for folder in (None, TEST_VOICES if TEST_VOICES.is_dir() else None)
    }
    for source in voices:
        voice = load_voice(source)
        for sentence in SENTENCES[language].splitlines():
            samples = np.concatenate(list(voice.synthesise(sentence)))
            narrow = np.asarray(soxr.resample(samples, voice.sample_rate, RATE), np.int16)
            level = level_of(with_speech_level(narrow, RATE))
            assert level == pytest.approx(SPEECH_LEVEL_DBFS, abs=0.75), source.name
