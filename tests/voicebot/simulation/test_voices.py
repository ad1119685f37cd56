import sys
from pathlib import Path

import numpy as np
import pytest

from voicebot.errors import InputError, VoiceError
from voicebot.simulation.voices import (
    TELEPHONE_RATE,
    caller_languages,
    caller_voice,
    speak_all,
)
from voicebot.simulation.voices.pico import PicoVoice
from voicebot.simulation.voices.program import DebianPackage, speak_with
from voicebot.simulation.voices.rhvoice import RHVoice


def test_a_voice_speaks_without_silence_around_it_at_telephone_level() -> None:
    speech = caller_voice("de", 0).speak("Guten Tag, ich habe eine Frage.")

    assert speech.dtype == np.int16
    assert 1 < len(speech) / TELEPHONE_RATE < 4
    assert np.abs(speech[:80]).max() > 100
    assert np.abs(speech[-80:]).max() > 100
    level = 20 * np.log10(np.sqrt(np.mean(np.square(speech.astype(float)))) / 32768)
    assert level == pytest.approx(-20, abs=0.5)


def test_the_same_call_has_the_same_voice_and_the_next_call_another() -> None:
    voices = [caller_voice("en", index) for index in range(35)]

    assert voices == [caller_voice("en", index) for index in range(35)]
    assert len(set(map(str, voices))) == 35


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it"])
def test_every_language_of_pico_can_be_spoken(language: str) -> None:
    assert all(len(speech) for speech in speak_all(caller_voice(language, 3), ["Hotel", "Radio"]))


def test_a_language_without_a_voice_is_refused() -> None:
    with pytest.raises(InputError, match="no simulated caller speaks 'ja'"):
        caller_voice("ja", 0)


def test_a_text_without_sound_is_an_error() -> None:
    with pytest.raises(VoiceError):
        PicoVoice("de-DE").speak("")


@pytest.mark.parametrize("language", ["pl", "ru", "uk", "ar", "fa", "ro", "tr"])
def test_voices_of_debian_speak_at_telephone_level(language: str) -> None:
    if language not in caller_languages():
        pytest.skip(f"the Debian packages of the voices for {language} are not installed")
    text = {"ar": "مرحبا", "fa": "سلام", "ru": "Добрый день", "uk": "Добрий день"}

    for index in range(2):
        speech = caller_voice(language, index).speak(text.get(language, "Radio Hotel"))
        assert 0.2 < len(speech) / TELEPHONE_RATE < 3
        level = 20 * np.log10(np.sqrt(np.mean(np.square(speech.astype(float)))) / 32768)
        assert level == pytest.approx(-20, abs=0.5)


def test_people_change_from_call_to_call() -> None:
    if "ru" not in caller_languages():
        pytest.skip("the Debian packages of the Russian voices are not installed")

    voices = [caller_voice("ru", index) for index in range(6)]

    assert len({voice.voice for voice in voices if isinstance(voice, RHVoice)}) == 6


def test_languages_whose_programs_are_missing_are_not_spoken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert caller_languages() == ("de", "en", "es", "fr", "it")
    with pytest.raises(InputError, match=r"'ru' need Debian packages .*apt-get install rhvoice"):
        caller_voice("ru", 0)
    with pytest.raises(InputError, match="apt-get install espeak-ng"):
        caller_voice("tr", 0)


def test_a_package_is_installed_when_what_it_brings_is_there(tmp_path: Path) -> None:
    assert DebianPackage("base-files", data=tmp_path).installed
    assert DebianPackage("dash", program="sh").installed
    assert not DebianPackage("rhvoice-klingon", data=tmp_path / "klingon").installed
    assert not DebianPackage("dash", program="sh", data=tmp_path / "missing").installed


@pytest.mark.parametrize("command", [["true"], ["false"], ["no-such-program"]])
def test_a_program_that_does_not_speak_is_an_error(command: list[str]) -> None:
    with pytest.raises(VoiceError, match="has not spoken a text"):
        speak_with(command, "-o", "Hello")


def test_a_program_gets_the_text_as_data_and_the_file_as_an_argument(tmp_path: Path) -> None:
    program = tmp_path / "echo-as-sound"
    program.write_text(
        f"#!{sys.executable}\n"
        "import sys, wave\n"
        "text = sys.stdin.buffer.read().decode()\n"
        "with wave.open(sys.argv[2], 'wb') as file:\n"
        "    file.setparams((1, 2, 16000, 0, 'NONE', ''))\n"
        "    file.writeframes(len(text).to_bytes(2, 'little') * 16)\n",
        "utf-8",
    )
    program.chmod(0o700)

    samples, rate = speak_with([str(program)], "-o", "Добрый день; --help")

    assert rate == 16_000
    assert samples.tolist() == [len("Добрый день; --help")] * 16
