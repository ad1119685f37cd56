"""Figures as they are written in a language: grouped, with fractions, in other digits."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import get_decimal_symbol

from languages.spoken.forms import registered, spoken_forms
from languages.spoken.number_words import cardinal, counted, decimal
from languages.spoken.numbers import spoken_digits

_LONGEST_NUMBER = 12  # digits; longer ones are said digit by digit
_GROUPED = r"\d{1,3}(?:(?P<NAME>[.,'’ \u00a0\u202f])\d{3})(?:(?P=NAME)\d{3})*(?!\d)"
_SPACES = str.maketrans("", "", "'’ \u00a0\u202f")

_LAST_PLANE_WITH_DIGITS = 0x20000  # Unicode has no digits in the planes of ideographs and beyond
_DIGITS = {
    character: str(unicodedata.digit(character))
    for character in map(chr, range(0x80, _LAST_PLANE_WITH_DIGITS))
    if unicodedata.digit(character, None) is not None
}
ANY_DIGIT = f"[0-9{''.join(map(re.escape, _DIGITS))}]"
"""Every character that is a digit: of any script, raised, lowered, circled."""

_TRANSLATION = str.maketrans(_DIGITS)
_ARABIC_MARKS = re.compile(r"(?<=\d)[٫٬](?=\d)")


def number_pattern(name: str) -> str:
    """A pattern for numbers; the group of their sign of thousands is called ``name``."""
    return rf"(?:(?:{_GROUPED.replace('NAME', name)}|\d+)(?:[.,]\d+)?)"


@dataclass(frozen=True, slots=True)
class Figure:
    """A written number.

    Attributes:
        digits: The digits of its whole part as they are written.
        fraction: The digits after the decimal mark, or nothing.
    """

    digits: str
    fraction: str

    @property
    def value(self) -> Decimal:
        """The number."""
        return Decimal(f"{self.digits}.{self.fraction or '0'}")

    @property
    def countable(self) -> bool:
        """Whether it is said as a number and not digit by digit."""
        return len(self.digits) <= _LONGEST_NUMBER and (
            self.digits == "0" or not self.digits.startswith("0")
        )


def with_ascii_digits(text: str) -> str:
    """Write the digits of all scripts as ASCII digits, and decimal marks of Arabic as others."""
    if text.isascii():
        return text
    return _ARABIC_MARKS.sub(
        lambda mark: "." if mark[0] == "٫" else ",", text.translate(_TRANSLATION)
    )


def parse(written: str, language: str) -> Figure:
    """Understand a number as it is written in ``language`` or, where that cannot be, elsewhere."""
    plain = written.translate(_SPACES)
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return Figure(plain, "")
    locale = registered(language).locale
    usual = get_decimal_symbol(locale, numbering_system="latn")
    whole, _, tail = plain.rpartition(marks[-1])
    grouping = len(marks) > 1 and len(set(marks)) == 1
    if len(marks) == 1 and marks[0] != usual:
        grouping = len(tail) == 3 and len(whole) <= 3 and not whole.startswith("0")
    whole = whole.replace(".", "").replace(",", "")
    return Figure(whole + tail, "") if grouping else Figure(whole, tail)


def spoken(figure: Figure, language: str, words: Mapping[int, str] | None = None) -> str:
    """Say a number.

    Args:
        figure: The number.
        language: ISO 639-1 code.
        words: Numbers that are said differently here, because of what is counted.
    """
    if not figure.countable:
        pause = spoken_forms(language).pause
        return pause.join(
            spoken_digits(part, language) for part in (figure.digits, figure.fraction) if part
        )
    whole = int(figure.digits)
    if figure.fraction:
        return decimal(whole, figure.fraction, language)
    return counted(whole, language, words) if words else cardinal(whole, language)


@cache
def words_before(noun: str, language: str) -> Mapping[int, str]:
    """Numbers that are said differently before ``noun``, and how."""
    for kind in spoken_forms(language).numbers.counted:
        if noun in kind.nouns:
            return kind.words
    return {}
