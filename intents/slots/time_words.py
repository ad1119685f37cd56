"""Expressions of time cut into words with known roles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import Enum, auto
from functools import cache

from babel.dates import get_day_names, get_month_names
from num2words import num2words

from intents.slots.numerals import read_numeral
from intents.slots.tokens import Token, phrase_key, tokenise
from intents.slots.vocabulary import TimeWords, vocabulary
from languages.registry import LANGUAGES


class Role(Enum):
    """What a word can do in an expression of time; many can do several things."""

    ANY_TIME = auto()
    NEGATION = auto()
    DAY = auto()
    WEEKDAY = auto()
    NEXT_WEEK = auto()
    DISTANCE = auto()
    UNIT = auto()
    ON = auto()
    ORDINAL = auto()
    ORDINAL_MARK = auto()
    MONTH = auto()
    PART = auto()
    NUMBER = auto()
    ONE = auto()
    AFTER = auto()
    BEFORE = auto()
    AT = auto()
    BETWEEN = auto()
    LINK = auto()
    UNTIL = auto()
    OCLOCK = auto()
    AM = auto()
    PM = auto()
    OFFSET = auto()
    PAST = auto()
    TO = auto()
    MINUTES = auto()
    MOMENT = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a day; ``end`` is None if it is open."""

    start: time
    end: time | None


@dataclass(frozen=True, slots=True)
class TimeWord:
    """One word or phrase with all its roles; none if it has nothing to do with time.

    Attributes:
        numbers: Value by role, for the roles that are numbers.
        spans: Value by role, for parts of the day and moments.
        written: Whether it is a number in digits.
        before: What stands between the word before and this one.
        after: What stands between this word and the next one.
    """

    numbers: Mapping[Role, int] = field(default_factory=dict)
    spans: Mapping[Role, Span] = field(default_factory=dict)
    written: bool = False
    before: str = ""
    after: str = ""

    def can(self, *roles: Role) -> bool:
        """Whether the word has one of the roles."""
        return any(role in self.numbers or role in self.spans for role in roles)


@dataclass(slots=True)
class _Entry:
    numbers: dict[Role, int] = field(default_factory=dict)
    spans: dict[Role, Span] = field(default_factory=dict)
    ignored: bool = False


_Lexicon = Mapping[tuple[str, ...], _Entry]


def read_time_words(text: str, language: str) -> list[TimeWord]:
    """Cut a text into words and phrases, the longest phrases first."""
    tokens = tokenise(text)
    lexicon, longest = _lexicon(language)
    words: list[TimeWord] = []
    index = 0
    while index < len(tokens):
        for length in range(min(longest, len(tokens) - index), 0, -1):
            key = tuple(token.key for token in tokens[index : index + length])
            if entry := lexicon.get(key):
                break
        else:
            entry, length = _compound(tokens[index].key, lexicon), 1
        numeral = read_numeral(tokens, index, language)
        numbers = dict(entry.numbers)
        if numeral and numeral.length >= length and len(numeral.digits) <= 4:
            length = numeral.length
            numbers[Role.NUMBER] = int(numeral.digits)
        if not entry.ignored:
            words.append(_word(tokens[index : index + length], numbers, entry.spans))
        index += length
    return words


def is_negated(words: Sequence[TimeWord], index: int) -> bool:
    """Whether a negation stands before ``words[index]``: "nicht am Dienstag"."""
    position = index - 1
    while position >= 0 and words[position].can(Role.AT, Role.ON):
        position -= 1
    return position >= 0 and words[position].can(Role.NEGATION)


def _word(
    tokens: Sequence[Token], numbers: Mapping[Role, int], spans: Mapping[Role, Span]
) -> TimeWord:
    return TimeWord(
        numbers,
        spans,
        written=tokens[0].kind == "number",
        before=tokens[0].before,
        after=tokens[-1].after,
    )


def _compound(word: str, lexicon: _Lexicon) -> _Entry:
    """A weekday and a part of the day written as one: "Dienstagnachmittag"."""
    for split in range(3, len(word) - 2):
        day, part = lexicon.get((word[:split],)), lexicon.get((word[split:],))
        if day and part and Role.WEEKDAY in day.numbers and Role.PART in part.spans:
            return _Entry(
                {Role.WEEKDAY: day.numbers[Role.WEEKDAY]}, {Role.PART: part.spans[Role.PART]}
            )
    return _Entry()


@cache
def _lexicon(language: str) -> tuple[_Lexicon, int]:
    """All phrases with their roles, and the number of words of the longest."""
    words = vocabulary(language).times
    lexicon: dict[tuple[str, ...], _Entry] = {}

    def entry(phrase: str) -> _Entry:
        return lexicon.setdefault(phrase_key(phrase), _Entry())

    for role, phrases in _plain_roles(words).items():
        for phrase in phrases:
            entry(phrase).numbers[role] = 1
    for role, values in _number_roles(words, language).items():
        for phrase, value in values.items():
            entry(phrase).numbers[role] = value
    for part in words.parts:
        for phrase in part.words:
            entry(phrase).spans[Role.PART] = Span(part.start, part.end)
    for phrase, moment in words.moments.items():
        entry(phrase).spans[Role.MOMENT] = Span(moment, moment)
    for phrase in (*words.ignored, *words.skipped):
        entry(phrase).ignored = True
    return lexicon, max(len(key) for key in lexicon)


def _plain_roles(words: TimeWords) -> dict[Role, Iterable[str]]:
    return {
        Role.ANY_TIME: words.any_time,
        Role.NEGATION: words.negations,
        Role.NEXT_WEEK: words.next_week,
        Role.DISTANCE: words.distance,
        Role.ON: words.on,
        Role.ORDINAL_MARK: words.ordinal_marks,
        Role.ONE: words.ones,
        Role.AFTER: words.after,
        Role.BEFORE: words.before,
        Role.AT: words.at,
        Role.BETWEEN: words.between,
        Role.LINK: words.links,
        Role.UNTIL: words.until,
        Role.OCLOCK: words.oclock,
        Role.AM: words.am,
        Role.PM: words.pm,
        Role.PAST: words.past,
        Role.TO: words.to,
        Role.MINUTES: words.minutes,
    }


def _number_roles(words: TimeWords, language: str) -> dict[Role, Mapping[str, int]]:
    locale = LANGUAGES[language].locale
    weekdays = {name: day for day, name in get_day_names("wide", locale=locale).items()}
    weekdays |= words.weekdays
    months = {
        name: month
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=locale).items()
    }
    return {
        Role.DAY: words.days,
        Role.WEEKDAY: {
            name + suffix: day
            for name, day in weekdays.items()
            for suffix in ("", *words.weekday_suffixes)
        },
        Role.UNIT: words.distance_units,
        Role.ORDINAL: {
            num2words(day, lang=language, to="ordinal") + suffix: day
            for day in range(1, 32)
            for suffix in ("", *words.ordinal_suffixes)
        },
        Role.MONTH: months | words.months,
        Role.OFFSET: words.offsets,
    }
