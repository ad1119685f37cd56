"""The spoken forms of a language, read from its YAML file."""

from datetime import time
from functools import cache
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import Field

from languages.registry import LANGUAGES, Language
from languages.spoken.number_forms import Forms, NumberForms
from languages.spoken.reading_forms import Plurals, ReadingForms

_Week = Annotated[tuple[str, ...], Field(min_length=7, max_length=7)]


class DateForms(Forms):
    """Templates of dates.

    Attributes:
        plain: A date standing alone, with ``{weekday}``, ``{ordinal}``, ``{day}`` and ``{month}``.
        inside: The same date as the adverbial of a sentence ("on Tuesday ...").
        with_year: The ``{month}`` followed by the ``{year}``.
        year_case: The case in which the year is said there.
        ordinals: Days whose ordinal differs in ``plain`` from the plain ordinal.
        inside_ordinals: The same for ``inside``.
        days: Days whose cardinal is not said in dates ("premier").
        months: Names of months, where those of Babel are not the usual ones.
        weekdays: Names of weekdays from Monday on, where those of Babel are not the usual ones.
        inside_weekdays: The weekdays in ``inside``, where they differ.
        relative: Words for days by their distance from today.
        with_relative: A ``{relative}`` word followed by its ``{date}``.
    """

    plain: str
    inside: str
    with_year: str
    year_case: str | None = None
    ordinals: dict[int, str] = Field(default_factory=dict)
    inside_ordinals: dict[int, str] = Field(default_factory=dict)
    days: dict[int, str] = Field(default_factory=dict)
    months: dict[int, str] = Field(default_factory=dict)
    weekdays: _Week | None = None
    inside_weekdays: _Week | None = None
    relative: dict[int, str]
    with_relative: str


class DayPart(Forms):
    """What is added to a time from ``start`` until the next part begins."""

    start: time
    text: str


class ClockCase(Forms):
    """A case in which times are said, or their form with an article.

    Attributes:
        after: Written words after which a time is in this case.
        hour_words: The hours in this case.
        minute_words: The minutes in this case, as far as they differ; tens and ones are combined.
        full_hour: A time without minutes.
    """

    after: tuple[str, ...] = ()
    hour_words: dict[int, str]
    minute_words: dict[int, str] = Field(default_factory=dict)
    full_hour: Plurals | None = None


class ClockForms(Forms):
    """Templates of times, with ``{hour}``, ``{next_hour}`` and ``{minute}`` in words.

    Attributes:
        cycle: Whether hours are counted to 12 or to 24.
        hour_words: Hours whose word is not the plain number.
        minute_words: Minutes whose word is not the plain number.
        full_hour: A time without minutes, for each plural category where they differ.
        minutes: Templates for particular minutes ("half past ...").
        early_minutes: Template for the minutes 1 to 9 where it differs from the others.
        other_minutes: Template for all other minutes, for each plural category of the hour.
        exact: Times with a name of their own.
        parts: Parts of the day in ascending order, needed where the clock counts to 12.
        cases: Other forms of times by name.
        cited: What stands around a ``{time}`` that is named alone ("at" included by none).
        cited_case: The case in which a time is named alone.
    """

    cycle: Literal[12, 24]
    hour_words: dict[int, str] = Field(default_factory=dict)
    minute_words: dict[int, str] = Field(default_factory=dict)
    full_hour: Plurals
    minutes: dict[int, str] = Field(default_factory=dict)
    early_minutes: str | None = None
    other_minutes: Plurals
    exact: dict[time, str] = Field(default_factory=dict)
    parts: tuple[DayPart, ...] = ()
    cases: dict[str, ClockCase] = Field(default_factory=dict)
    cited: str = "{time}"
    cited_case: str | None = None


class WindowForms(Forms):
    """Templates of time windows.

    Attributes:
        between: From one spoken time to another.
        between_hours: The same for two full hours, ``{start}`` and ``{end}`` being bare hour words.
        case: The case of the clock in which both ends are said.
        dated: A ``{date}`` (in its ``inside`` form) with its ``{window}``.
    """

    between: str
    between_hours: str
    case: str | None = None
    dated: str


class ListForms(Forms):
    """Enumerations, as far as Babel does not have them right for the ear.

    Attributes:
        replacements: Signs of Babel's enumerations and what they become.
    """

    replacements: dict[str, str] = Field(default_factory=dict)


class SpokenForms(Forms):
    """Everything in which languages differ when numbers are spoken.

    Attributes:
        digits: The words for 0 to 9.
        plus: The word for the sign in front of a country code.
        pause: What makes a synthesiser pause between groups of digits.
        numbers: Numbers.
        dates: Dates.
        clock: Times of day.
        windows: Time windows.
        lists: Enumerations, where Babel has them wrong.
        reading: Written text that is read aloud.
    """

    digits: Annotated[tuple[str, ...], Field(min_length=10, max_length=10)]
    plus: str
    pause: str
    numbers: NumberForms
    dates: DateForms
    clock: ClockForms
    windows: WindowForms
    lists: ListForms = ListForms()
    reading: ReadingForms


@cache
def spoken_forms(language: str) -> SpokenForms:
    """The spoken forms of a language.

    Args:
        language: ISO 639-1 code.

    Raises:
        ValueError: There is no file for ``language``, or it is broken.
    """
    file = resources.files("languages.spoken").joinpath(f"{registered(language).code}.yaml")
    if not file.is_file():
        raise ValueError(
            f"how to speak numbers in {language!r} is not described: {file} is missing"
        )
    return SpokenForms.model_validate(yaml.safe_load(file.read_text("utf-8")))


def registered(language: str) -> Language:
    """The entry of ``language`` in the registry.

    Raises:
        ValueError: The code is not in the registry.
    """
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    return LANGUAGES[language]
