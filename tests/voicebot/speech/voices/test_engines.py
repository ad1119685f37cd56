"""The engines that are always here, and Piper with the test voices where they are."""

import contextlib
import json
import logging
import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from piper.tashkeel import TASHKEEL_DIR

from dialogs.actions import Pace
from languages.registry import LANGUAGES
from voicebot.errors import ModelError, VoiceError
from voicebot.speech.voices.base import SPEEDS, Voice
from voicebot.speech.voices.espeak import EspeakVoice
from voicebot.speech.voices.pico import PicoVoice
from voicebot.speech.voices.piper import PiperVoice
from voicebot.speech.voices.piper_network import open_session

TEST_VOICES = Path(__file__).parents[5] / "shared" / "voices"
GERMAN = TEST_VOICES / "de_DE-sano_german-x_low.onnx"
needs_test_voices = pytest.mark.skipif(
    not GERMAN.is_file(), reason="the test voices are not beside this checkout"
)

GREETING = {
    "de": "Guten Tag, hier ist das Amt.",
    "en": "Good morning, this is the office.",
    "tr": "İyi günler, burası yabancılar dairesi.",
    "ar": "صباح الخير، هنا دائرة الأجانب.",
    "uk": "Добрий день, це відомство у справах іноземців.",
    "ru": "Добрый день, это ведомство по делам иностранцев.",
    "pl": "Dzień dobry, tu urząd do spraw cudzoziemców.",
    "ro": "Bună ziua, aici este oficiul pentru străini.",
    "fr": "Bonjour, ici le bureau des étrangers.",
    "fa": "روز بخیر، اینجا اداره امور خارجیان است.",
    "es": "Buenos días, esta es la oficina de extranjería.",
    "it": "Buongiorno, questo è l'ufficio stranieri.",
}


def assert_speech(chunks: Iterable[NDArray[np.int16]], rate: int, sentences: int = 1) -> None:
    chunks = list(chunks)
    assert len(chunks) == sentences
    for chunk in chunks:
        assert chunk.dtype == np.int16
        assert chunk.ndim == 1
        assert 0.4 < len(chunk) / rate < 6
        assert np.sqrt(np.mean(np.square(chunk.astype(np.float64)))) > 500


@pytest.mark.parametrize("locale", ["de-DE", "en-GB", "fr-FR", "es-ES", "it-IT"])
def test_pico_speaks(locale: str) -> None:
    voice = PicoVoice(locale)
    assert voice.sample_rate == 16_000
    assert_speech(voice.synthesise(GREETING[locale[:2]]), voice.sample_rate)


@pytest.mark.parametrize("language", LANGUAGES)
def test_espeak_speaks_every_language(language: str) -> None:
    voice = EspeakVoice(language)
    assert_speech(voice.synthesise(GREETING[language]), voice.sample_rate)


def always_here() -> list[Voice]:
    return [PicoVoice("de-DE"), EspeakVoice("de")]


@pytest.mark.parametrize("voice", always_here(), ids=lambda voice: voice.name)
def test_one_chunk_a_sentence(voice: Voice) -> None:
    text = "Guten Tag. Am 3. Mai ist geschlossen. Auf Wiederhören!"
    assert_speech(voice.synthesise(text), voice.sample_rate, sentences=3)


@pytest.mark.parametrize("voice", always_here(), ids=lambda voice: voice.name)
@pytest.mark.parametrize("text", ["", "   ", "\n\x00", "...", "?!"])
def test_a_text_without_words_is_no_sound(voice: Voice, text: str) -> None:
    assert list(voice.synthesise(text)) == []


@pytest.mark.parametrize("voice", always_here(), ids=lambda voice: voice.name)
@pytest.mark.parametrize(
    "text",
    [
        "Anmeldung & Abmeldung",
        "<b>Anmeldung</b>",
        "Anmeldung < Abmeldung",
        "Ein Wert von 3 > 2",
        "Das ist [[ein]] \\Test\\ {}",
        "Anmeldung 😀 heute",
    ],
)
def test_markup_does_not_break_a_voice(voice: Voice, text: str) -> None:
    assert_speech(voice.synthesise(text), voice.sample_rate)


def test_pico_takes_no_commands_out_of_a_text() -> None:
    voice = PicoVoice("de-DE")
    plain = next(voice.synthesise("Anmeldung und Abmeldung im Bürgerbüro"))
    hurried = next(voice.synthesise("<speed level='400'>Anmeldung und Abmeldung im Bürgerbüro"))
    assert len(hurried) > len(plain)


@pytest.mark.parametrize("voice", always_here(), ids=lambda voice: voice.name)
def test_an_endless_word_comes_to_an_end(voice: Voice) -> None:
    assert sum(len(chunk) for chunk in voice.synthesise("x" * 5_000)) > 0


@pytest.mark.parametrize("voice", always_here(), ids=lambda voice: voice.name)
def test_slower_speech_takes_longer_by_that_much(voice: Voice) -> None:
    assert_slower(voice)


def assert_slower(voice: Voice) -> None:
    text = "Der Antrag kostet etwas Geld und wird bei der Abholung bezahlt"
    normal = next(voice.synthesise(text))
    slow = next(voice.synthesise(text, speed=SPEEDS[Pace.SLOW]))
    pause = 0.2 * voice.sample_rate
    # Engines that draw the length of each sound by lot differ a little from run to run.
    assert (len(normal) - pause) / (len(slow) - pause) == pytest.approx(0.75, abs=0.08)


def test_an_unknown_pico_voice_is_a_voice_error() -> None:
    with pytest.raises(VoiceError, match="pico-xx-XX cannot speak"):
        list(PicoVoice("xx-XX").synthesise("Hallo"))


def test_an_unknown_espeak_voice_is_a_voice_error() -> None:
    with pytest.raises(VoiceError, match="no voice 'xx'"):
        list(EspeakVoice("xx").synthesise("Hallo"))


def test_espeak_sounds_the_same_whatever_it_spoke_before() -> None:
    before = next(EspeakVoice("tr").synthesise(GREETING["tr"]))
    for language in LANGUAGES:
        list(EspeakVoice(language).synthesise(GREETING[language]))
    after = next(EspeakVoice("tr").synthesise(GREETING["tr"]))
    assert len(after) == pytest.approx(len(before), rel=0.01)


@needs_test_voices
def test_piper_speaks_at_its_own_rate_one_chunk_a_sentence() -> None:
    voice = PiperVoice(GERMAN)
    assert voice.name == "de_DE-sano_german-x_low"
    assert voice.sample_rate == 22_050
    text = "Guten Tag. Das Amt ist heute geschlossen."
    assert_speech(voice.synthesise(text), voice.sample_rate, sentences=2)


@needs_test_voices
@pytest.mark.parametrize("text", ["", "...", "[[", "\x00"])
def test_piper_makes_no_sound_of_a_text_without_words(text: str) -> None:
    assert list(PiperVoice(GERMAN).synthesise(text)) == []


@needs_test_voices
def test_piper_and_espeak_get_along_in_one_process() -> None:
    piper, espeak = PiperVoice(GERMAN), EspeakVoice("tr")
    lengths = set()
    for _ in range(3):
        assert_speech(espeak.synthesise(GREETING["tr"]), espeak.sample_rate)
        assert_speech(piper.synthesise(GREETING["de"]), piper.sample_rate)
        # The phonemes come from Piper's own copy of eSpeak NG, undisturbed by ours.
        lengths.add(len(piper._engine.phonemize(GREETING["de"])[0]))
    assert len(lengths) == 1


@needs_test_voices
def test_piper_speaks_slower_by_its_own_means() -> None:
    assert_slower(PiperVoice(GERMAN))


def test_networks_run_on_one_thread_and_keep_no_memory() -> None:
    options = open_session(TASHKEEL_DIR / "model.onnx").get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)
    assert not options.enable_cpu_mem_arena


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for path in (GERMAN, GERMAN.with_name(f"{GERMAN.name}.json")):
        shutil.copy(path, tmp_path)
    return tmp_path / GERMAN.name


def change(model: Path, **changes: object) -> None:
    path = model.with_name(f"{model.name}.json")
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


@needs_test_voices
def test_an_arabic_voice_adds_vowels_on_one_thread(copy: Path) -> None:
    change(copy, espeak={"voice": "ar"})
    engine = PiperVoice(copy)._engine
    assert engine.tashkeel_diacritizier is not None
    options = engine.tashkeel_diacritizier.session.get_session_options()
    assert options.intra_op_num_threads == 1
    assert engine.tashkeel_diacritizier("مرحبا") != "مرحبا"


@needs_test_voices
def test_a_voice_of_small_letters_reads_capitals_too(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = {letter: [3 + index] for index, letter in enumerate("abcdefghijklmnopqrstuvwxyz .")}
    marks = {"_": [0], "^": [1], "$": [2]}
    change(copy, phoneme_type="text", phoneme_id_map=marks | letters)
    voice = PiperVoice(copy)
    spoken: list[str] = []
    phonemize = voice._engine.phonemize

    def remember(text: str) -> list[list[str]]:
        spoken.append(text)
        return phonemize(text)

    monkeypatch.setattr(voice._engine, "phonemize", remember)
    list(voice.synthesise("GUTEN Tag."))
    assert spoken == ["guten tag."]


@needs_test_voices
def test_a_damaged_piper_voice_is_named(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:10_000])
    with pytest.raises(ModelError, match=r"x_low\.onnx is missing or damaged"):
        PiperVoice(copy)


@needs_test_voices
def test_a_missing_piper_model_is_named(copy: Path) -> None:
    copy.unlink()
    with pytest.raises(ModelError, match=r"x_low\.onnx is missing or damaged"):
        PiperVoice(copy)


@needs_test_voices
def test_a_description_without_its_numbers_is_named(copy: Path) -> None:
    path = copy.with_name(f"{copy.name}.json")
    raw = json.loads(path.read_text("utf-8"))
    del raw["num_symbols"]
    path.write_text(json.dumps(raw), "utf-8")
    with pytest.raises(ModelError, match="num_symbols"):
        PiperVoice(copy)


@needs_test_voices
def test_a_description_of_the_wrong_kind_is_named(copy: Path) -> None:
    change(copy, num_speakers="many", inference="none")
    with pytest.raises(ModelError, match=r"x_low\.onnx\.json is no Piper voice"):
        PiperVoice(copy)


@needs_test_voices
@pytest.mark.parametrize("seed", range(8))
def test_flipped_bits_are_noise_or_one_of_our_errors(copy: Path, seed: int) -> None:
    content = bytearray(copy.read_bytes())
    chance = random.Random(seed)
    for _ in range(20):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    copy.chmod(0o600)
    copy.write_bytes(content)
    with contextlib.suppress(ModelError, VoiceError):
        assert len(list(PiperVoice(copy).synthesise("Guten Tag."))) <= 1


@needs_test_voices
def test_no_spoken_text_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        list(PiperVoice(GERMAN).synthesise("Mein Geheimnis."))
    assert "Geheimnis" not in caplog.text
