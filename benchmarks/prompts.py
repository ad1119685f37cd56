"""Human telephone prompts with their texts, as Debian packages them for Asterisk.

``apt-get install asterisk-core-sounds-en-wav asterisk-core-sounds-en``, and alike for es, fr, it
and ru.

Taken are recordings of 1 to 12 s in which at least four words are said, each sound once. Left out
is what does not tell what is spoken: recordings of silence and beeps, and texts with notes in
brackets, with signs that are read as words (``*``, ``#``), with spelt letters, with letters that a
wrong encoding has destroyed, or that run into the text of the next prompt. What remains is not
free of slips: word error rates on it compare ways of recognising, and are no absolute truth.
"""

import gzip
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicebot.errors import InputError
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE
from voicebot.speech.recognition.audio_file import read_audio

SPEAKERS = {
    "en": "en_US_f_Allison",
    "es": "es_MX_f_Allison",
    "fr": "fr_CA_f_June",
    "it": "it_IT_m_Carlo",
    "ru": "ru_RU_f_IvrvoiceRU",
}
"""Folder of the recordings by ISO 639-1 code."""

_SOUNDS = Path("/usr/share/asterisk/sounds")
_TEXTS = "/usr/share/doc/asterisk-core-sounds-{language}/core-sounds-{language}.txt.gz"
_MIN_WORDS = 4
_MIN_SECONDS = 1.0
_MAX_SECONDS = 12.0
_NOT_SPOKEN = ("silence", "beep")
_SIGNS = re.compile(r"[\[\]()*#&\ufffd]")
_SPELT_LETTERS = re.compile(r"(?:\b[A-Z]\b\W*){3}")
_NEXT_PROMPT = re.compile(r"\w-\w+:\s")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One recording.

    Attributes:
        name: As Asterisk knows it.
        samples: Mono PCM at 16 kHz, shape ``(samples,)``.
        text: What is said.
    """

    name: str
    samples: NDArray[np.int16]
    text: str


def prompts(language: str, count: int | None = None, seed: int = 1) -> list[Prompt]:
    """Take prompts of 1 to 12 s with at least four words.

    Args:
        language: One of ``SPEAKERS``.
        count: How many, chosen by the seed; None takes all.
        seed: Which.

    Raises:
        InputError: The language has no prompts, or they are not installed.
    """
    if language not in SPEAKERS:
        raise InputError(f"there are no prompts in {language!r}; there are {', '.join(SPEAKERS)}")
    texts = Path(_TEXTS.format(language=language))
    folder = _SOUNDS / SPEAKERS[language]
    if not texts.is_file() or not folder.is_dir():
        raise InputError(
            f"install the prompts first: apt-get install asterisk-core-sounds-{language}-wav "
            f"asterisk-core-sounds-{language}"
        )
    found = list(_suitable(texts, folder))
    random.Random(seed).shuffle(found)  # noqa: S311 - a sample, not a secret
    chosen: dict[bytes, Prompt] = {}
    for name, text in found:
        if len(chosen) == count:
            break
        samples = read_audio(folder / f"{name}.wav")
        if _MIN_SECONDS <= len(samples) / RECOGNITION_SAMPLE_RATE <= _MAX_SECONDS:
            # Some recordings are there under several names.
            chosen.setdefault(samples.tobytes(), Prompt(name, samples, text))
    return list(chosen.values())


def tells_what_is_spoken(text: str) -> bool:
    """Whether a prompt's text has only words, and enough of them."""
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    # Where a letter was lost, a question mark stands in the middle of a sentence.
    after_question = re.search(r"\?\W*(\w)", text)
    return (
        len(words) >= _MIN_WORDS
        and not _SIGNS.search(text)
        and not _SPELT_LETTERS.search(text)
        and not _NEXT_PROMPT.search(text)
        and not (after_question and after_question[1].islower())
    )


def _suitable(texts: Path, folder: Path) -> Iterator[tuple[str, str]]:
    lines = gzip.decompress(texts.read_bytes()).decode("utf-8", "replace").splitlines()
    pairs = dict(line.split(":", 1) for line in lines if ":" in line and not line.startswith(";"))
    for name, text in sorted(pairs.items()):
        is_speech = not any(sound in name for sound in _NOT_SPOKEN)
        if is_speech and tells_what_is_spoken(text) and (folder / f"{name}.wav").is_file():
            yield name, text.strip()
