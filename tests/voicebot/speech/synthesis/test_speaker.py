"""Sentences in pieces, with the small test voices where they are."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from voicebot.speech.synthesis import speaker as module
from voicebot.speech.synthesis.speaker import Speaker
from voicebot.speech.voices.loudness import active_level
from voicebot.speech.voices.pico import PicoVoice
from voicebot.speech.voices.piper import PiperVoice

RATE = 8_000
TEST_VOICES = sorted((Path(__file__).parents[5] / "shared" / "voices").glob("*.onnx"))
# Names of streets and people are read alike by all of them.
SAMPLE = "Anna Maria Kaminski, Sonata in Moll, Opera Romana, Kilo, Tango, Delta."
LONG = (
    "Anna Maria Kaminski in Berlin, Paulina Navarro in Granada, Daniela Romano in Milano, "
    "Katarina Novak in Praga, Elena Popa in Timisoara, Irina Marinova in Moskva."
)

each_test_voice = pytest.mark.parametrize(
    "model",
    TEST_VOICES or [pytest.param(None, marks=pytest.mark.skip("the test voices are not here"))],
    ids=lambda model: model.stem if model else "none",
)


def level_of(samples: NDArray[np.int16]) -> float:
    level = active_level(samples.astype(np.float32) / np.float32(32768), RATE)
    assert level is not None
    return level


def speak(speaker: Speaker, text: str, speed: float = 1.0) -> list[NDArray[np.int16]]:
    samples, rest = speaker.begin(text, speed)
    return [samples, *(speaker.go_on(piece, last=piece is rest[-1]) for piece in rest)]


@each_test_voice
def test_a_sentence_in_pieces_is_as_loud_as_at_once(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Hardly any time, so that the level has to be guessed.
    monkeypatch.setattr(module, "_FIRST_PIECE_SECONDS", 0.0)
    speaker = Speaker(PiperVoice(model), RATE, SAMPLE)
    pieces = speak(speaker, LONG)
    assert len(pieces) > 2
    assert level_of(np.concatenate(pieces)) == pytest.approx(-20, abs=1.5)
    assert level_of(speaker.whole(LONG, 1.0)) == pytest.approx(-20, abs=0.5)


@each_test_voice
def test_a_short_sentence_is_one_piece_that_begins_at_once_and_ends_with_a_pause(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FIRST_PIECE_SECONDS", 5.0)
    (samples,) = speak(Speaker(PiperVoice(model), RATE, SAMPLE), "Kilo, Tango.")
    loud = np.flatnonzero(np.abs(samples.astype(int)) > 0.05 * np.abs(samples.astype(int)).max())
    assert loud[0] / RATE < 0.15
    assert 0.15 < (len(samples) - loud[-1]) / RATE < 0.45
    assert level_of(samples) == pytest.approx(-20, abs=0.5)


def test_a_voice_that_speaks_at_once_gives_one_piece() -> None:
    speaker = Speaker(PicoVoice("it-IT"), RATE, SAMPLE)
    (samples,) = speak(speaker, LONG)
    assert len(samples) > 8 * RATE
    assert level_of(samples) == pytest.approx(-20, abs=0.3)


def test_a_text_without_words_is_no_sound() -> None:
    (samples,) = speak(Speaker(PicoVoice("it-IT"), RATE, SAMPLE), "...")
    assert len(samples) == 0
