"""How expressions are written in the data, and made comparable with what was heard.

An entry is written as ``I have (got) a question/problem``: words in brackets may be missing, of
words joined by a slash one is said.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

_PIECE = re.compile(r"\(([^)]*)\)|([^\s()]+)")
_WORD = re.compile(r"[^\W_]+")

# Letters that are written in several ways; Arabic vowel signs and the tatweel are left out.
_SAME_LETTERS = str.maketrans(
    {
        **dict.fromkeys(map(chr, (*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, 0x640))),
        "\u0307": None,  # what remains of the Turkish capital İ in lower case
        "\u200c": " ",  # the joint of Persian words is as often written as a space
        "\u200d": None,
        "ı": "i",
        "ё": "е",
        "ş": "ș",
        "ţ": "ț",
        "آ": "ا",
        "أ": "ا",
        "إ": "ا",
        "ٱ": "ا",
        "ة": "ه",
        "ی": "ي",
        "ک": "ك",
    }
)


def variants(entry: str) -> Iterator[str]:
    """All that an entry stands for."""
    choices = [
        ["", *optional.split("/")] if optional else required.split("/")
        for optional, required in _PIECE.findall(entry)
    ]
    for choice in product(*choices):
        yield " ".join(choice)


def comparable_words(text: str) -> list[str]:
    """The words as they are compared: one case, one spelling of every letter."""
    folded = unicodedata.normalize("NFKC", text.casefold()).translate(_SAME_LETTERS)
    return _WORD.findall(folded)


def without_diacritics(text: str) -> str:
    """The letters alone: ``türkçe`` becomes ``turkce``."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
