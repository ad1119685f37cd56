import gzip
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks import prompts as module
from benchmarks.prompts import prompts, tells_what_is_spoken
from voicebot.errors import InputError


@pytest.mark.parametrize(
    "text",
    [
        "Please enter your password.",
        "... letters of your party's last name.",
        "Login non corretta. Casella di posta?",
        "En que carpeta desea guardar el mensaje ?",
        "Нажмите 1 для ввода номера.",
    ],
)
def test_plain_sentences_tell_what_is_spoken(text: str) -> None:
    assert tells_what_is_spoken(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you ... very",
        "[this is a simple tone]",
        "Il [suo] messaggio è stato salvato.",
        "Channel driver: M I S D N",
        "press * to toggle pause",
        "La chiamata non pu? essere completata.",
        "Questo ? corretto, premi uno",
        "Le num\ufffdro que vous avez",
        "il primo testo. confbridge-mute-in: il testo che segue",
    ],
)
def test_notes_signs_and_lost_letters_do_not(text: str) -> None:
    assert not tells_what_is_spoken(text)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A language's package with ten prompts of 1.5 to 6 s, and some that are not wanted."""
    folder = tmp_path / "sounds" / "en_US_f_Allison"
    folder.mkdir(parents=True)
    lines = ["; Prompts"]
    for number in range(10):
        seconds = 1.5 + number / 2
        _write(folder / f"prompt-{number}.wav", seconds, number + 1)
        lines.append(f"prompt-{number}: This is prompt number {number}.")
    for name, seconds, text in (
        ("short", 0.9, "This is too short."),
        ("long", 12.5, "This is far too long."),
        ("beeperr", 2.0, "This is an error tone."),
        ("same-as-0", 1.5, "This is prompt number 0."),
    ):
        _write(folder / f"{name}.wav", seconds, 1)
        lines.append(f"{name}: {text}")
    lines.append("not-recorded: Nobody has spoken this.")
    texts = tmp_path / "core-sounds-en.txt.gz"
    texts.write_bytes(gzip.compress("\n".join(lines).encode()))
    monkeypatch.setattr(module, "_SOUNDS", tmp_path / "sounds")
    monkeypatch.setattr(module, "_TEXTS", str(tmp_path / "core-sounds-{language}.txt.gz"))
    return tmp_path


def _write(path: Path, seconds: float, value: int) -> None:
    soundfile.write(path, np.full(round(seconds * 8_000), value / 100), 8_000)


@pytest.mark.usefixtures("installed")
def test_every_sound_of_1_to_12_seconds_is_taken_once() -> None:
    found = {prompt.text: prompt for prompt in prompts("en")}

    assert sorted(found) == [f"This is prompt number {number}." for number in range(10)]
    assert len(found["This is prompt number 3."].samples) == 3 * 16_000


@pytest.mark.usefixtures("installed")
def test_a_seed_chooses_the_same_sample_every_time() -> None:
    names = [prompt.name for prompt in prompts("en", 4, seed=1)]

    assert names == [prompt.name for prompt in prompts("en", 4, seed=1)]
    assert len(names) == 4
    assert names != [prompt.name for prompt in prompts("en", 4, seed=2)]


@pytest.mark.usefixtures("installed")
def test_missing_packages_are_named() -> None:
    with pytest.raises(InputError, match="asterisk-core-sounds-fr-wav asterisk-core-sounds-fr"):
        prompts("fr")
    with pytest.raises(InputError, match="no prompts in 'de'"):
        prompts("de")
