"""Errors of recognisers: which recorded ones are worth teaching, and imitations of others.

Where nobody could speak a sentence to a recogniser, its errors are imitated: letters of like sound
are confused, endings swallowed, words lost, torn apart and run together. The rates make words as
wrong as those that ``benchmarks.heard_sentences`` recorded (a test compares them).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from importlib import resources

import numpy as np
import yaml

from intents.corpus import normal_form

_LEAST_LIKENESS = 0.6
_LETTERS = 0.16  # share of words in which letters are confused
_ENDINGS = 0.03  # share of words that lose their last letter
_LOST = 0.02
_JOINED = 0.04  # share of words that run into the next one
_TORN = 0.02
_SHORTEST_TORN = 6


def is_recognisable(said: str, heard: str) -> bool:
    """Whether a person could still tell from what was heard what was said.

    Teaching that "Altruhe" means a photograph would teach nothing but noise.
    """
    return likeness(said, heard) >= _LEAST_LIKENESS


def likeness(said: str, heard: str) -> float:
    """How alike two texts are, 0 to 1, letter by letter, without case and punctuation."""
    return SequenceMatcher(None, normal_form(said), normal_form(heard), autojunk=False).ratio()


def mishear(text: str, language: str, chance: np.random.Generator) -> str:
    """Return ``text`` as a recogniser might write it on a bad day; never nothing.

    Args:
        text: As said.
        language: ISO 639-1 code.
        chance: Decides about the errors.
    """
    words = text.split()
    heard: list[str] = []
    joined = False
    for word in words:
        draw = chance.random()
        if draw < _LOST and len(words) > 1:
            continue
        written = _misheard_word(word, language, chance)
        if joined:
            heard[-1] += written
        else:
            heard.append(written)
        joined = chance.random() < _JOINED
    return " ".join(heard) or text


def _misheard_word(word: str, language: str, chance: np.random.Generator) -> str:
    if chance.random() < _LETTERS:
        word = _other_letters(word, language, chance)
    if len(word) > 2 and chance.random() < _ENDINGS:
        word = word[:-1]
    if len(word) >= _SHORTEST_TORN and chance.random() < _TORN:
        place = int(chance.integers(2, len(word) - 2))
        word = f"{word[:place]} {word[place:]}"
    return word


def _other_letters(word: str, language: str, chance: np.random.Generator) -> str:
    """Confuse one sound of a word, if there is one that can be confused."""
    alike = _sound_alikes(_script(word), language)
    places = [
        (start, sound)
        for sound in alike
        for start in range(len(word))
        if word.startswith(sound, start)
    ]
    if not places or any(sign.isdigit() for sign in word):
        return word
    start, sound = places[int(chance.integers(len(places)))]
    others = alike[sound]
    other = others[int(chance.integers(len(others)))]
    return f"{word[:start]}{other}{word[start + len(sound) :]}"


@cache
def _sound_alikes(script: str, language: str) -> Mapping[str, Sequence[str]]:
    """For each sound, what else may be written; words of the office keep their Latin script."""
    text = resources.files("intents.engine").joinpath("sound_alikes.yaml").read_text("utf-8")
    known = yaml.safe_load(text)
    alike: dict[str, list[str]] = {}
    for group in (*known["scripts"].get(script, ()), *known["languages"].get(language, ())):
        for sound in filter(None, group):
            alike.setdefault(sound, []).extend(other for other in group if other != sound)
    return alike


def _script(word: str) -> str:
    """First word of the Unicode name of the first letter: ``LATIN``, ``CYRILLIC``, ``ARABIC``."""
    letter = next((sign for sign in word if sign.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""
