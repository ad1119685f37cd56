"""What all rules of reading share: a rule turns text into text and knows its surroundings."""

import re
from collections.abc import Callable, Iterable

Rule = Callable[[str], str]
"""Writes out what it recognises in a text, and leaves the rest as it is."""

DASH = "[-\u2010-\u2015\u2212]"
"""Hyphens, dashes and the minus sign."""

JOINED = "\ue000"
"""Stands for the mark between figures and an ending, from first to last rule ("2026'da")."""

NEVER = r"(?!)"
"""A pattern that matches nothing."""

_LAST_WORD = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)?[.'’]?)[\s(]*\Z")
_TEXT_END = re.compile(r"[\s\"'»«“”’)\]]*\Z")
_LONGEST_WORD = 40  # characters


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, the longest first; a space may be missing or unusual."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s?") for word in ordered) or NEVER


def put(match: re.Match[str], spoken: str) -> str:
    """``spoken`` in the place of ``match``, with spaces where it would run into a word.

    A full stop that ends an abbreviation and the text with it goes on ending the text.
    """
    text = match.string
    if match[0].endswith(".") and spoken[-1:].isalnum() and _TEXT_END.match(text, match.end()):
        spoken += "."
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    left = " " if before.isalnum() else ""
    right = " " if after.isalnum() else ""
    return f"{left}{spoken}{right}"


def word_before(match: re.Match[str]) -> str:
    """The word right before ``match`` in lower case, or nothing."""
    start = match.start()
    found = _LAST_WORD.search(match.string[max(0, start - _LONGEST_WORD) : start])
    return found[1].lower() if found else ""


def lower(words: Iterable[str]) -> frozenset[str]:
    """The words in lower case, for comparison with ``word_before``."""
    return frozenset(word.lower() for word in words)
