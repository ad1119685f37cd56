"""Telephone numbers as people dictate them and recognisers write them down.

A number that was not said must never come out. So an unknown word among the digits is taken for
a digit that was misheard: the digits are reported, but not as a number that could be called.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import phonenumbers
from babel.dates import get_month_names

from intents.slots.numerals import Numeral, number_tokens, number_words, read_numeral
from intents.slots.tokens import Token, fold, phrase_key, readable
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
        doubtful: Whether the same words can mean other digits, too. Such a number is never taken
            without being read back.
    """

    digits: str
    e164: str | None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _PhoneWords:
    """``PhoneNumberWords`` in the form in which tokens are compared."""

    plus: tuple[tuple[str, ...], ...]
    weak_zeros: frozenset[str]
    repeats: dict[tuple[str, ...], int]
    repeat_links: frozenset[str]
    repeats_behind: dict[tuple[str, ...], int]
    counted_digits: dict[str, str]
    doubtful_counts: frozenset[str]
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
        doubtful: Whether some of its words can be other digits.
    """

    plus: bool = False
    digits: str = ""
    distance: int = 0
    introduced: bool = False
    corrects: bool = False
    doubtful: bool = False


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
    runs = _Reader(number_tokens(_without_dates(text, language), language), words, language).runs()
    for index in range(len(runs) - 1, 0, -1):
        if runs[index].corrects:
            runs = runs[index:]
            break
    callable_runs = [(run, number) for run in runs if (number := _e164(run, region))]
    if not callable_runs:
        longest = max(runs, key=lambda run: len(run.digits), default=_Run())
        if len(longest.digits) < _FEWEST_DIGITS:
            return None
        return PhoneNumber(longest.digits, None, longest.doubtful)
    last, e164 = callable_runs[-1]
    certain = len({number for _, number in callable_runs}) == 1 and all(
        _unrelated(earlier, later, region) for earlier, later in pairwise(runs)
    )
    return PhoneNumber(last.digits, e164 if certain else None, last.doubtful)


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
        if length := self._plus(self._index):
            self._close()
            self._run.plus = True
            self._index += length
        elif heard := self._digits(self._index):
            self._index += heard.length
            if len(heard.digits) <= 2 and self._key(self._index) in self._words.units:
                self._interrupt()
                self._index += 1
            else:
                self._run.digits += heard.digits
                self._run.doubtful |= heard.doubtful
                self._repeat_last(heard)
        else:
            if token.key not in self._words.fillers:
                self._interrupt()
                self._run.introduced |= token.key in self._words.introductions
                self._run.corrects |= token.key in self._words.corrections
            self._index += 1

    def _plus(self, index: int) -> int:
        """How many tokens a plus at ``index`` takes."""
        if self._tokens[index].kind == "plus":
            return 1
        said = (len(phrase) for phrase in self._words.plus if self._said(phrase, index))
        return next(said, 0)

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

    def _digits(self, index: int) -> Numeral | None:
        """The digits at ``index``."""
        if repeated := self._repeated(index):
            return repeated
        if self._key(index) in self._words.weak_zeros:
            return Numeral("0", 1) if self._is_zero(index) else None
        numeral = read_numeral(self._tokens, index, self._language)
        return (numeral and self._counted(numeral, index)) or numeral

    def _repeated(self, index: int) -> Numeral | None:
        """A digit behind a word like "double", or in one word with it ("doppelnull")."""
        key = self._key(index) or ""
        for phrase, times in self._words.repeats.items():
            digit = number_words(self._language).get(key.removeprefix(phrase[0]))
            if len(phrase) == 1 and key.startswith(phrase[0]) and digit and len(digit) == 1:
                return Numeral(digit * times, 1)
            if not self._said(phrase, index):
                continue
            following = index + len(phrase)
            while self._key(following) in self._words.repeat_links:
                following += 1
            digit = self._single_digit(following)
            if digit:
                return Numeral(digit * times, following + 1 - index)
        return None

    def _counted(self, count: Numeral, index: int) -> Numeral | None:
        """A digit behind its number: "two zeros"."""
        key = self._key(index + count.length) or ""
        digit = self._words.counted_digits.get(key)
        if digit is None or count.digits not in {"2", "3", "4"}:
            return None
        doubtful = key in self._words.doubtful_counts
        return Numeral(digit * int(count.digits), count.length + 1, doubtful)

    def _repeat_last(self, heard: Numeral) -> None:
        """Repeat a digit when a phrase behind it says so."""
        for phrase, times in self._words.repeats_behind.items():
            if len(heard.digits) == 1 and self._said(phrase, self._index):
                self._run.digits += heard.digits * (times - 1)
                self._run.doubtful = True
                self._index += len(phrase)
                return

    def _said(self, phrase: tuple[str, ...], index: int) -> bool:
        """Whether the tokens at ``index`` are the phrase."""
        tokens = self._tokens[index : index + len(phrase)]
        return tuple(token.key for token in tokens) == phrase

    def _single_digit(self, index: int) -> str | None:
        if self._key(index) in self._words.weak_zeros:
            return "0"
        if index >= len(self._tokens):
            return None
        key = self._tokens[index].key
        if key in self._words.counted_digits:
            return self._words.counted_digits[key]
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
        plus=tuple(map(phrase_key, words.plus)),
        weak_zeros=_keys(words.weak_zeros),
        repeats={phrase_key(phrase): times for phrase, times in words.repeats.items()},
        repeat_links=_keys(words.repeat_links),
        repeats_behind={
            phrase_key(phrase): times for phrase, times in words.repeats_behind.items()
        },
        counted_digits={
            fold(word): digit
            for word, digit in (words.counted_digits | words.doubtful_counts).items()
        },
        doubtful_counts=_keys(words.doubtful_counts),
        fillers=_keys(words.fillers),
        introductions=_keys(words.introductions),
        corrections=_keys(words.corrections),
        units=_keys(words.units),
    )


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _without_dates(text: str, language: str) -> str:
    """Put a word in place of every written date and time, so that their digits are no number."""
    return _date_or_time(language).sub(" - date - ", readable(text))


@cache
def _date_or_time(language: str) -> re.Pattern[str]:
    locale = LANGUAGES[language].locale
    months = "|".join(
        re.escape(name)
        for width in ("wide", "abbreviated")
        for name in get_month_names(width, locale=locale).values()
    )
    links = "|".join(map(re.escape, vocabulary(language).phone_numbers.date_links))
    link = rf"(?:(?:{links})\s)?" if links else ""
    day = "(?:0?[1-9]|[12][0-9]|3[01])"
    year = "(?:19|20)[0-9]{2}"
    return re.compile(
        rf"""(?<![\d.:/+-])(?:
            {year}-[01][0-9]-[0-3][0-9]                                # 2026-11-24
          | {day}\.\s?(?:0?[1-9]|1[0-2])\.(?:\s?{year})?               # 24.11.2026
          | {day}(?:\.|st|nd|rd|th)?\s{link}(?:{months})\b(?:\s{year}\b)?  # 24. November
          | (?:{months})\s{day}(?:st|nd|rd|th)?\b(?:,?\s{year}\b)?      # November 24th
          | [0-2]?[0-9]:[0-5][0-9]                                     # 10:30
        )(?![\d:/-]|[.\s]\d)""",
        re.VERBOSE | re.IGNORECASE,
    )
