"""``voicebot speak``, called as the command line calls it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from languages.spoken.reading import read_aloud
from voicebot.cli.speech import speak
from voicebot.errors import InputError
from voicebot.settings import load_settings
from voicebot.speech.voices.loudness import active_level

TEXT = "Die Gebühr beträgt 93 €. Sie wird bei der Abholung bezahlt."


@pytest.fixture(autouse=True)
def no_installed_voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("VOICEBOT_MODELS_FOLDER", str(tmp_path / "no-models"))
    monkeypatch.delenv("VOICEBOT_VOICE__FOLDER", raising=False)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def test_a_text_becomes_a_file_as_loud_as_a_call(tmp_path: Path) -> None:
    speak(TEXT, "de", tmp_path / "out.wav")
    audio, rate = soundfile.read(tmp_path / "out.wav", dtype="float32")
    assert rate == 16_000
    assert active_level(np.asarray(audio), rate) == pytest.approx(-20, abs=0.5)
    assert [path.name for path in tmp_path.iterdir()] == ["out.wav"]


def test_slow_speech_is_longer(tmp_path: Path) -> None:
    speak(TEXT, "de", tmp_path / "normal.wav")
    speak(TEXT, "de", tmp_path / "slow.wav", slow=True)
    seconds = [
        soundfile.info(tmp_path / f"{name}.wav").duration - 0.4 for name in ("normal", "slow")
    ]
    assert seconds[0] / seconds[1] == pytest.approx(0.75, abs=0.05)


def test_figures_are_read_by_rule(tmp_path: Path) -> None:
    written = "Es gilt § 81 Abs. 4 AufenthG."
    in_words = read_aloud(written, "de")
    assert in_words != written
    for name, text in (("written", written), ("in-words", in_words)):
        speak(text, "de", tmp_path / f"{name}.wav")
    seconds = [
        soundfile.info(tmp_path / f"{name}.wav").duration for name in ("written", "in-words")
    ]
    # Pico adds a trace of noise that is never the same.
    assert seconds[0] == pytest.approx(seconds[1], abs=0.05)


@pytest.mark.parametrize("text", ["", "  ", "...", "?!"])
def test_a_text_without_words_is_refused_and_nothing_is_written(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"speak|spoken"):
        speak(text, "de", tmp_path / "out.wav")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere does not exist"):
        speak(TEXT, "de", tmp_path / "nowhere" / "out.wav")
