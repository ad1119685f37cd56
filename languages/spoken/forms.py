"""The spoken forms of a language, read from its YAML file."""

from datetime import time
from functools import cache
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from languages.registry import LANGUAGES, Language


class _Forms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DateForms(_Forms):
    """Templates of dates.

    Attributes:
        plain: A date standing alone, with ``{weekday}``, ``{ordinal}``, ``{day}`` and ``{month}``.
        inside: The same date as the adverbial of a sentence ("on Tuesday ...").
        with_year: A ``{date}`` followed by its ``{year}``.
        relative: Words for days by their distance from today.
        with_relative: A ``{relative}`` word followed by its ``{date}``.
    """

    plain: str
    inside: str
    with_year: str
    relative: dict[int, str]
    with_relative: str


class DayPart(_Forms):
    """What is added to a time from ``start`` until the next part begins."""

    start: time
    text: str


class ClockForms(_Forms):
    """Templates of times, with ``{hour}``, ``{next_hour}`` and ``{minute}`` in words.

    Attributes:
        cycle: Whether hours are counted to 12 or to 24.
        hour_words: Hours whose word is not the plain number.
        full_hour: A time without minutes.
        minutes: Templates for particular minutes ("half past ...").
        early_minutes: Template for the minutes 1 to 9 where it differs from the others.
        other_minutes: Template for all other minutes.
        exact: Times with a name of their own.
        parts: Parts of the day in ascending order, needed where the clock counts to 12.
    """

    cycle: Literal[12, 24]
    hour_words: dict[int, str] = {}
    full_hour: str
    minutes: dict[int, str] = {}
    early_minutes: str | None = None
    other_minutes: str
    exact: dict[time, str] = {}
    parts: tuple[DayPart, ...] = ()


class WindowForms(_Forms):
    """Templates of time windows.

    Attributes:
        between: From one spoken time to another.
        between_hours: The same for two full hours, ``{start}`` and ``{end}`` being bare hour words.
        dated: A ``{date}`` (in its ``inside`` form) with its ``{window}``.
    """

    between: str
    between_hours: str
    dated: str


class SpokenForms(_Forms):
    """Everything in which languages differ when numbers are spoken.

    Attributes:
        digits: The words for 0 to 9.
        plus: The word for the sign in front of a country code.
        pause: What makes a synthesiser pause between groups of digits.
    """

    digits: Annotated[tuple[str, ...], Field(min_length=10, max_length=10)]
    plus: str
    pause: str
    dates: DateForms
    clock: ClockForms
    windows: WindowForms


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
