"""Texts as the engines can bear them; callers' names may be spoken, so anything may come."""

import re
import unicodedata

# Pico never comes back from a word of some thousand characters; no language has longer words.
_LONGEST_WORD = 60
_LONG_WORD = re.compile(rf"(\S{{{_LONGEST_WORD}}})(?=\S)")
# Pico takes angle brackets for commands (speed, files to play), Piper square ones for phonemes;
# the rest is read out as "backslash" and the like.
_MARKUP = str.maketrans("<>[]{}\\", " " * 7)
# Engines read rows of punctuation out one by one: three hundred dots are three minutes.
_REPEATED_PUNCTUATION = re.compile(r"([^\w\s])\1+")


def clean(text: str) -> str:
    """Remove what no engine can speak: markup, control characters, surrogates, endless words."""
    printable = "".join(
        " " if unicodedata.category(character) in ("Cc", "Cs") else character for character in text
    )
    calm = _REPEATED_PUNCTUATION.sub(r"\1", printable.translate(_MARKUP))
    return " ".join(_LONG_WORD.sub(r"\1 ", calm).split())


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in ``text``."""
    return any(character.isalnum() for character in text)
