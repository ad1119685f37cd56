"""Telephone numbers as people dictate them and recognisers write them down.

A number that was not said must never come out. So an unknown word among the digits is taken for
a digit that was misheard: the digits are reported, but not as a number that could be called.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import phonenumbers
from babel.dates import get_month_names

from intents.slots.numerals import number_word, read_numeral
from intents.slots.tokens import Token, fold, tokenise
from intents.slots.vocabulary import vocabulary
from languages.registry import LANGUAGES

_FEWEST_DIGITS = 3  # less is an hour, an age, a count
_FEWEST_SIGNIFICANT = 6  # no German number with its area code is shorter
_MOST_E164_DIGITS = 15  # ITU-T E.164, section 6: country code included
_MOST_DIGITS = 19  # 15 by E.164, and an international prefix
_SEPARATING_WORDS = 3  # so many words between digits are a new statement, not a misheard digit


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """Digits that were said as a telephone number.

    Attributes:
        digits: All digits in order as said, without a plus sign.
        e164: The number in E.164 form; None when the digits cannot be called as they are:
            impossible, incomplete, without area code, or interrupted by something not understood.
    """

    digits: str
    e164: str | None


@dataclass(frozen=True, slots=True)
class _PhoneWords:
    """``PhoneNumberWords`` in the form in which tokens are compared."""

    plus: frozenset[str]
    weak_zeros: frozenset[str]
    repeats: dict[str, int]
    repeat_links: frozenset[str]
    fillers: frozenset[str]
    introductions: frozenset[str]
    corrections: frozenset[str]
    units: frozenset[str]


@dataclass(slots=True)
class _Run:
    """Digits without anything unknown among them.

    Attributes:
        digits: The digits so far.
        plus: Whether a plus stood in front.
        distance: Unknown words since the run before.
        introduced: Whether a word announced it as a new number.
        corrects: Whether a word took back what was said before.
    """

    plus: bool = False
    digits: str = ""
    distance: int = 0
    introduced: bool = False
    corrects: bool = False


def find_phone_number(text: str, language: str, *, region: str = "DE") -> PhoneNumber | None:
    """Find the telephone number in an utterance.

    Args:
        text: What was recognised: digits, number words or both.
        language: ISO 639-1 code of the number words.
        region: ISO 3166-1 code of the country whose national form is dialled.

    Returns:
        The number, or None when fewer than three digits were said in a row.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    words = _words(language)
    runs = _Reader(tokenise(_without_dates(text, language)), words, language).runs()
    for index in range(len(runs) - 1, 0, -1):
        if runs[index].corrects:
            runs = runs[index:]
            break
    callable_runs = [(run, number) for run in runs if (number := _e164(run, region))]
    if not callable_runs:
        longest = max(runs, key=lambda run: len(run.digits), default=_Run())
        return PhoneNumber(longest.digits, None) if len(longest.digits) >= _FEWEST_DIGITS else None
    last, e164 = callable_runs[-1]
    certain = len({number for _, number in callable_runs}) == 1 and all(
        _unrelated(earlier, later, region) for earlier, later in pairwise(runs)
    )
    return PhoneNumber(last.digits, e164 if certain else None)


class _Reader:
    """Reads runs of digits from left to right."""

    def __init__(self, tokens: Sequence[Token], words: _PhoneWords, language: str) -> None:
        self._tokens = tokens
        self._language = language
        self._words = words
        self._index = 0
        self._run = _Run()
        self._runs: list[_Run] = []

    def runs(self) -> list[_Run]:
        """All runs of digits in order."""
        while self._index < len(self._tokens):
            self._step()
        self._close()
        return self._runs

    def _step(self) -> None:
        token = self._tokens[self._index]
        if token.kind == "plus" or token.key in self._words.plus:
            self._close()
            self._run.plus = True
            self._index += 1
        elif heard := self._digits(self._index):
            digits, length = heard
            self._index += length
            if len(digits) <= 2 and self._key(self._index) in self._words.units:
                self._interrupt()
                self._index += 1
            else:
                self._run.digits += digits
        else:
            if token.key not in self._words.fillers:
                self._interrupt()
                self._run.introduced |= token.key in self._words.introductions
                self._run.corrects |= token.key in self._words.corrections
            self._index += 1

    def _close(self) -> None:
        if self._run.digits:
            self._runs.append(self._run)
            self._run = _Run()

    def _interrupt(self) -> None:
        self._close()
        self._run.plus = False
        self._run.distance += 1

    def _key(self, index: int) -> str | None:
        return self._tokens[index].key if 0 <= index < len(self._tokens) else None

    def _digits(self, index: int) -> tuple[str, int] | None:
        """The digits at ``index`` and the number of tokens they take."""
        if (repeated := self._repeated(index)) is not None:
            return repeated
        if self._key(index) in self._words.weak_zeros:
            return ("0", 1) if self._is_zero(index) else None
        numeral = read_numeral(self._tokens, index, self._language)
        return (numeral.digits, numeral.length) if numeral else None

    def _repeated(self, index: int) -> tuple[str, int] | None:
        """A digit behind a word like "double", or in one word with it ("doppelnull")."""
        key = self._key(index) or ""
        for word, times in self._words.repeats.items():
            digit = number_word(key.removeprefix(word), self._language)
            if key.startswith(word) and digit and len(digit) == 1:
                return digit * times, 1
        if key not in self._words.repeats:
            return None
        following = index + 1
        while self._key(following) in self._words.repeat_links:
            following += 1
        if self._key(following) in self._words.weak_zeros:
            digit = "0"
        else:
            digit = self._single_digit(following)
        return (digit * self._words.repeats[key], following + 1 - index) if digit else None

    def _single_digit(self, index: int) -> str | None:
        if index >= len(self._tokens):
            return None
        numeral = read_numeral(self._tokens, index, self._language)
        return numeral.digits if numeral and len(numeral.digits) == 1 else None

    def _is_zero(self, index: int) -> bool:
        """Whether a word that can also be an interjection is a zero: right beside digits."""
        if self._run.digits and self._index == index:
            return True
        following = index + 1
        while self._key(following) in self._words.weak_zeros:
            following += 1
        if following >= len(self._tokens):
            return False
        # "Oh, 030 ..." begins with an interjection: nobody mixes both kinds of zero.
        written_zero = self._tokens[following].text.startswith("0")
        return not written_zero and self._digits(following) is not None


def _unrelated(earlier: _Run, later: _Run, region: str) -> bool:
    """Whether two neighbouring runs are two statements rather than one broken number."""
    repeated = _e164(earlier, region)
    return (
        later.introduced
        or later.distance >= _SEPARATING_WORDS
        or (repeated is not None and repeated == _e164(later, region))
    )


def _e164(run: _Run, region: str) -> str | None:
    """The number to call.

    ``is_possible_number`` (the length fits) instead of ``is_valid_number`` (the range is in
    use): the library's list of ranges lags behind new ones and lacks those reserved for
    examples, and a wrong refusal would cost the caller the callback, while a wrong digit is
    noticed when the number is read back.
    """
    if len(run.digits) > _MOST_DIGITS:
        return None
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    trunk = metadata.national_prefix if metadata else None
    if trunk == "0" and not run.plus and not run.digits.startswith(trunk):
        return None  # a subscriber's number without area code: which town was not said
    try:
        number = phonenumbers.parse(("+" if run.plus else "") + run.digits, region)
    except phonenumbers.NumberParseException:
        return None
    significant = phonenumbers.national_significant_number(number)
    if (
        len(significant) < _FEWEST_SIGNIFICANT
        or not run.digits.endswith(significant)
        or not phonenumbers.is_possible_number(number)
    ):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # The library lets German numbers be longer than any exchange would take.
    return e164 if len(e164) - 1 <= _MOST_E164_DIGITS else None


@cache
def _words(language: str) -> _PhoneWords:
    words = vocabulary(language).phone_numbers
    return _PhoneWords(
        plus=_keys(words.plus),
        weak_zeros=_keys(words.weak_zeros),
        repeats={fold(word): times for word, times in words.repeats.items()},
        repeat_links=_keys(words.repeat_links),
        fillers=_keys(words.fillers),
        introductions=_keys(words.introductions),
        corrections=_keys(words.corrections),
        units=_keys(words.units),
    )


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _without_dates(text: str, language: str) -> str:
    """Put a word in place of every written date and time, so that their digits are no number."""
    return _date_or_time(language).sub(" - date - ", unicodedata.normalize("NFKC", text))


@cache
def _date_or_time(language: str) -> re.Pattern[str]:
    locale = LANGUAGES[language].locale
    months = "|".join(
        re.escape(name)
        for width in ("wide", "abbreviated")
        for name in get_month_names(width, locale=locale).values()
    )
    day = "(?:0?[1-9]|[12][0-9]|3[01])"
    year = "(?:19|20)[0-9]{2}"
    return re.compile(
        rf"""(?<![\d.:/+-])(?:
            {year}-[01][0-9]-[0-3][0-9]                                # 2026-11-24
          | {day}\.\s?(?:0?[1-9]|1[0-2])\.(?:\s?{year})?               # 24.11.2026
          | {day}(?:\.|st|nd|rd|th)?\s(?:of\s)?(?:{months})\b(?:\s{year}\b)?  # 24. November
          | (?:{months})\s{day}(?:st|nd|rd|th)?\b(?:,?\s{year}\b)?      # November 24th
          | [0-2]?[0-9]:[0-5][0-9]                                     # 10:30
        )(?![\d:/-]|[.\s]\d)""",
        re.VERBOSE | re.IGNORECASE,
    )
