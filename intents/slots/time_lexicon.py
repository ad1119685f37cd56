"""All words of time of a language with their roles."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from babel.dates import get_day_names, get_month_names

from intents.slots.numerals import number_words
from intents.slots.time_roles import Role, Span
from intents.slots.tokens import fold, phrase_key, plain
from intents.slots.vocabulary import TimeWords, vocabulary
from languages.registry import LANGUAGES
from languages.spoken.number_words import cardinal, ordinal

_LARGEST_INFLECTED = 60  # minutes; larger numbers of expressions of time are years


@dataclass(slots=True)
class Entry:
    """The roles of a word or phrase.

    Attributes:
        numbers: Value by role, for the roles that are numbers.
        spans: Value by role, for parts of the day and moments.
        ignored: Whether it only looks like a time, or separates nothing.
    """

    numbers: dict[Role, int] = field(default_factory=dict)
    spans: dict[Role, Span] = field(default_factory=dict)
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class TimeLexicon:
    """All phrases of a language.

    Attributes:
        entries: By the keys of their tokens.
        longest: How many tokens the longest phrase has.
        attached: What is written together with the next word.
        suffixes: Endings of numbers in digits.
        from_suffixes: Those that make a number the begin of a range.
        parts: All words of the phrases, and number words.
    """

    entries: Mapping[tuple[str, ...], Entry]
    longest: int
    attached: frozenset[str]
    suffixes: frozenset[str]
    from_suffixes: frozenset[str]
    parts: frozenset[str]

    def knows(self, key: str) -> bool:
        """Whether a key is a word of time, alone or in a phrase, or a number word."""
        return key in self.parts

    def compound(self, word: str) -> Entry:
        """A weekday and a part of the day written as one: "Dienstagnachmittag"."""
        for split in range(3, len(word) - 2):
            day, part = self.entries.get((word[:split],)), self.entries.get((word[split:],))
            if day and part and Role.WEEKDAY in day.numbers and Role.PART in part.spans:
                return Entry(
                    {Role.WEEKDAY: day.numbers[Role.WEEKDAY]}, {Role.PART: part.spans[Role.PART]}
                )
        return Entry()


@cache
def time_lexicon(language: str) -> TimeLexicon:
    """The words of time of a language.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    words = vocabulary(language).times
    entries: dict[tuple[str, ...], Entry] = {}
    for phrase, role, value in _numbers_of_phrases(words, language):
        entries.setdefault(phrase_key(phrase), Entry()).numbers[role] = value
    for phrase, role, span in _spans_of_phrases(words):
        entries.setdefault(phrase_key(phrase), Entry()).spans[role] = span
    for phrase in (*words.ignored, *words.skipped):
        entries.setdefault(phrase_key(phrase), Entry()).ignored = True
    for key, same in list(entries.items()):
        entries.setdefault(tuple(map(plain, key)), same)
    suffixes = (*words.number_suffixes, *words.from_suffixes, *words.day_suffixes)
    return TimeLexicon(
        entries,
        longest=max(len(key) for key in entries),
        attached=frozenset(map(fold, words.attached)),
        suffixes=frozenset(map(fold, suffixes)),
        from_suffixes=frozenset(map(fold, words.from_suffixes)),
        parts=frozenset(word for key in entries for word in key) | number_words(language).keys(),
    )


def _numbers_of_phrases(words: TimeWords, language: str) -> Iterator[tuple[str, Role, int]]:
    for role, phrases in _plain_roles(words).items():
        yield from ((phrase, role, 1) for phrase in phrases)
    for role, values in _number_roles(words, language).items():
        yield from ((phrase, role, value) for phrase, value in values.items())
    for number in range(_LARGEST_INFLECTED):
        for suffix in (*words.number_suffixes, *words.from_suffixes):
            yield cardinal(number, language) + suffix, Role.NUMBER, number
        for suffix in words.from_suffixes:
            yield cardinal(number, language) + suffix, Role.FROM, 1


def _spans_of_phrases(words: TimeWords) -> Iterator[tuple[str, Role, Span]]:
    for part in words.parts:
        yield from ((phrase, Role.PART, Span(part.start, part.end)) for phrase in part.words)
    for phrase, moment in words.moments.items():
        yield phrase, Role.MOMENT, Span(moment, moment)


def _plain_roles(words: TimeWords) -> dict[Role, Iterable[str]]:
    return {
        Role.ANY_TIME: words.any_time,
        Role.NEGATION: words.negations,
        Role.NEGATION_BEHIND: words.negations_behind,
        Role.NEXT_WEEK: words.next_week,
        Role.DISTANCE: words.distance,
        Role.DISTANCE_BEHIND: words.distance_behind,
        Role.ON: words.on,
        Role.ORDINAL_MARK: words.ordinal_marks,
        Role.ON_NUMBER: words.on_numbers,
        Role.DAY_MARK: words.day_marks,
        Role.ONE: words.ones,
        Role.AFTER: words.after,
        Role.BEFORE: words.before,
        Role.AFTER_BEHIND: words.after_behind,
        Role.BEFORE_BEHIND: words.before_behind,
        Role.AT: words.at,
        Role.BETWEEN: words.between,
        Role.BETWEEN_BEHIND: words.between_behind,
        Role.LINK: words.links,
        Role.UNTIL: words.until,
        Role.OCLOCK: words.oclock,
        Role.AM: words.am,
        Role.PM: words.pm,
        Role.FROM: words.from_words,
        Role.PLUS: words.plus,
        Role.MINUS: words.minus,
        Role.TO_BEFORE: words.to_before,
        Role.PAST: words.past,
        Role.TO: words.to,
        Role.PAST_BEHIND: words.past_behind,
        Role.TO_BEHIND: words.to_behind,
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
        Role.ORDINAL: _ordinals(words, language),
        Role.BARE_ORDINAL: _ordinals(words, language) if words.bare_ordinals else {},
        Role.HOUR: _hours(words, language),
        Role.MONTH: months | words.months,
        Role.OFFSET: words.offsets,
        Role.OFFSET_BEHIND: words.offsets_behind,
    }


def _ordinals(words: TimeWords, language: str) -> dict[str, int]:
    """Days of the month from the first to the thirty-first."""
    plain_ones = {
        ordinal(day, language) + suffix: day
        for day in range(1, 32)
        for suffix in ("", *words.ordinal_suffixes)
    }
    suffixed = {
        cardinal(day, language) + suffix: day
        for day in range(1, 32)
        for suffix in words.day_suffixes
    }
    return plain_ones | suffixed | _with_compounds(words.ordinals, words.ordinal_endings, language)


def _hours(words: TimeWords, language: str) -> dict[str, int]:
    return _with_compounds(words.hours, words.hour_endings, language)


def _with_compounds(
    stems: Mapping[str, int], endings: Iterable[str], language: str
) -> dict[str, int]:
    """Inflected words, and those from 21 on of which only the end, or both parts are inflected."""
    found = {stem + ending: number for stem, number in stems.items() for ending in endings}
    compounds = {
        f"{tens} {unit}": number + value
        for number in (20, 30)
        for tens in (
            cardinal(number, language),
            *(word for word, value in found.items() if value == number),
        )
        for unit, value in found.items()
        if value < 10
    }
    return compounds | found
