"""Abbreviations and signs that stand for words."""

import re

from languages.spoken.forms import spoken_forms
from languages.spoken.reading.rules import Rule, any_of, put

# Vowel signs belong to the letter before them but are no word characters to Python.
_VOWEL_SIGNS = "\u0300-\u036f\u064b-\u0655\u0670"
_BEFORE_NUMBER = " #"
_NEXT_WORD = re.compile(r"\s+([^\W\d_])")


def abbreviation_pattern(language: str) -> str:
    """A pattern for all abbreviations of a language."""
    whole, numbered, ends = [], [], []
    for written in spoken_forms(language).reading.abbreviations:
        if written.startswith("-"):
            ends.append(written[1:])
        elif written.endswith(_BEFORE_NUMBER):
            numbered.append(written.removesuffix(_BEFORE_NUMBER))
        else:
            whole.append(written)
    return (
        rf"(?<![^\W_])(?<![{_VOWEL_SIGNS}])(?:(?:{any_of(_both_cases(whole))})(?![^\W_])"
        rf"|(?:{any_of(_both_cases(numbered))})(?=\s?\d))"
        rf"|(?<=[^\W\d_])(?P<end>{any_of(ends)})(?![^\W_])"
    )


def abbreviation_rule(language: str) -> Rule:
    """Write abbreviations out; one that ends a sentence still does."""
    reading = spoken_forms(language).reading
    words = {
        _key(written.removesuffix(_BEFORE_NUMBER)): spoken
        for written, spoken in reading.abbreviations.items()
    }
    closing = {_key(written) for written in reading.closing}

    def read(match: re.Match[str]) -> str:
        key = f"-{match['end']}" if match["end"] else _key(match[0])
        small = key[:1].lower() + key[1:]
        spoken = words[key] if key in words else _capitalised(words[small])
        following = _NEXT_WORD.match(match.string, match.end())
        if small in closing and following and following[1].isupper():
            spoken += "."
        if match["end"]:
            # The ending of a word stays joined to it.
            return put(match, spoken).lstrip()
        return put(match, spoken)

    pattern = re.compile(abbreviation_pattern(language))
    return lambda text: pattern.sub(read, text)


def sign_rule(language: str) -> Rule:
    """Say single signs as words."""
    signs = spoken_forms(language).reading.signs
    pattern = re.compile(any_of(signs))

    def read(match: re.Match[str]) -> str:
        left = "" if match.string[: match.start()][-1:].isspace() else " "
        right = "" if match.string[match.end() :][:1].isspace() else " "
        left = left if match.start() else ""
        right = right if match.end() < len(match.string) else ""
        return f"{left}{signs[match[0]]}{right}"

    return lambda text: pattern.sub(read, text)


def _both_cases(written: list[str]) -> list[str]:
    return [form for one in written for form in (one, _capitalised(one))]


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _key(written: str) -> str:
    return re.sub(r"\s", "", written)
