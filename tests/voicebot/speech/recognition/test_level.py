import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicebot.speech.recognition.level import SPEECH_LEVEL_DBFS, active_level, with_speech_level


def syllables(level_dbfs: float, pause_dbfs: float = -90.0) -> NDArray[np.int16]:
    """Three seconds of tone in syllables of 0.2 s, with pauses as long."""
    time = np.arange(48_000) / 16_000
    tone = np.sin(2 * np.pi * 300 * time) * np.sqrt(2)
    spoken = (time % 0.4) < 0.2
    gains = np.where(spoken, 10 ** (level_dbfs / 20), 10 ** (pause_dbfs / 20))
    return np.asarray(np.clip(np.rint(tone * gains * 32768), -32768, 32767), dtype=np.int16)


def as_int16(audio: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.asarray(np.clip(np.rint(audio * 32768), -32768, 32767), dtype=np.int16)


def test_pauses_do_not_count_in_the_active_level() -> None:
    assert active_level(syllables(-26.0)) == pytest.approx(-26.0, abs=0.3)


@pytest.mark.parametrize("level", [-45.0, -30.0, -20.0, -10.0])
def test_speech_of_any_level_comes_out_at_one_level(level: float) -> None:
    audio = with_speech_level(syllables(level))
    assert active_level(as_int16(audio)) == pytest.approx(SPEECH_LEVEL_DBFS, abs=0.6)


def test_the_gain_is_bounded() -> None:
    audio = with_speech_level(syllables(-65.0))
    assert active_level(as_int16(audio)) < -30.0


def test_noise_is_not_made_louder() -> None:
    noise = np.random.default_rng(1).normal(0, 100, 32_000).astype(np.int16)
    assert np.array_equal(with_speech_level(noise), noise.astype(np.float32) / 32768)


def test_loud_noise_is_made_quieter() -> None:
    noise = np.random.default_rng(1).normal(0, 8_000, 32_000).astype(np.int16)
    assert active_level(as_int16(with_speech_level(noise))) == pytest.approx(-20.0, abs=0.5)


def test_speech_is_raised_with_the_noise_of_its_line() -> None:
    quiet = syllables(-45.0, pause_dbfs=-60.0)
    assert active_level(as_int16(with_speech_level(quiet))) == pytest.approx(-20.0, abs=0.6)


def test_silence_stays_silence() -> None:
    assert not with_speech_level(np.zeros(16_000, dtype=np.int16)).any()


@given(st.lists(st.integers(-32768, 32767), max_size=2_000))
def test_any_samples_stay_finite_and_within_the_largest_gain(values: list[int]) -> None:
    samples = np.array(values, dtype=np.int16)
    audio = with_speech_level(samples)
    assert audio.shape == samples.shape
    assert np.all(np.abs(audio) <= np.abs(samples / 32768.0) * 10 ** (30.1 / 20) + 1e-9)
