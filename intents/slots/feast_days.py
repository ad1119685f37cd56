"""Days that callers call by name: "an Rosenmontag", "at Christmas", "Kurban Bayramı'nda"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Annotated

import holidays
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from intents.slots.tokens import plain, tokenise
from intents.weekly_hours import WEEKDAYS, Weekday
from languages.expressions import variants

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_ANY_ENDING = "*"


@dataclass(frozen=True, slots=True)
class SaidFeastDay:
    """A named day found in an utterance.

    Attributes:
        day: The date.
        before: The words before its name.
        after: The words behind its name.
    """

    day: date
    before: str
    after: str


def find_feast_day(text: str, language: str, at: datetime) -> date | None:
    """The first day that an utterance calls by name.

    Args:
        text: What was recognised.
        language: ISO 639-1 code.
        at: Now, in the office's wall-clock time.

    Returns:
        The next one, today included, or that of the year that was said; None if no day was
        named.

    Raises:
        ValueError: No names of days are known in ``language``.
    """
    said = read_feast_day(text, language, at)
    return said.day if said else None


def read_feast_day(text: str, language: str, at: datetime) -> SaidFeastDay | None:
    """The first day that an utterance calls by name, and the words around it.

    Arguments and errors are those of ``find_feast_day``.
    """
    names = _names(language)
    tokens = tokenise(text)
    words = [
        (plain(part), index) for index, token in enumerate(tokens) for part in token.key.split("'")
    ]
    for start in range(len(words)):
        fitting = [name for name in names if name.fits([word for word, _ in words[start:]])]
        if not fitting:
            continue
        name = max(fitting, key=lambda name: (len(name.words), sum(map(len, name.words))))
        first, last = words[start][1], words[start + len(name.words) - 1][1]
        before = "".join(token.before + token.text for token in tokens[:first])
        after = "".join(token.text + token.after for token in tokens[last + 1 :])
        day = _next(name.day, at.date(), _YEAR.search(after) or _YEAR.search(before))
        return SaidFeastDay(day, before, after) if day else None
    return None


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Fixed(_Rule):
    date: Annotated[str, Field(pattern=r"^\d\d-\d\d$")]


class _Holiday(_Rule):
    holiday: str
    country: str
    state: str | None = None


class _Distance(_Rule):
    origin: Annotated[str, Field(alias="from")]
    days: int


class _FirstOf(_Rule):
    first_of: tuple[str, ...]


class _Weekday(_Rule):
    weekday: Weekday


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to say a day.

    Attributes:
        day: Its identifier.
        words: In the form in which they are compared, with ``*`` behind those that take any
            ending.
        attached: What is written together with the first word, "" among it.
    """

    day: str
    words: tuple[str, ...]
    attached: tuple[str, ...]

    def fits(self, said: Sequence[str]) -> bool:
        """Whether a text begins with it."""
        if len(said) < len(self.words):
            return False
        first, *others = self.words
        return any(_same(beginning + first, said[0]) for beginning in self.attached) and all(
            _same(word, heard) for word, heard in zip(others, said[1:], strict=False)
        )


def _same(word: str, heard: str) -> bool:
    if word.endswith(_ANY_ENDING):
        return heard.startswith(word.removesuffix(_ANY_ENDING))
    return heard == word


def _next(day: str, today: date, year: re.Match[str] | None) -> date | None:
    if year is not None:
        return next(_in_year(day, int(year.group())), None)
    rule = _rules()[day]
    if isinstance(rule, _Weekday):
        return today + timedelta(days=(WEEKDAYS.index(rule.weekday) - today.weekday()) % 7)
    for candidate in (today.year, today.year + 1):
        if coming := [found for found in _in_year(day, candidate) if found >= today]:
            return min(coming)
    return None


def _in_year(day: str, year: int) -> Iterator[date]:
    """When a day is in one year: Islamic feasts can come twice."""
    match _rules()[day]:
        case _Fixed(date=month_and_day):
            yield date.fromisoformat(f"{year}-{month_and_day}")
        case _Holiday() as rule:
            yield from _holidays(rule, year)
        case _Distance(origin=origin, days=days):
            yield from (found + timedelta(days=days) for found in _in_year(origin, year))
        case _FirstOf(first_of=others):
            yield from sorted(found for other in others for found in _in_year(other, year))
        case _Weekday():
            return


@cache
def _holidays(rule: _Holiday, year: int) -> tuple[date, ...]:
    named = holidays.country_holidays(
        rule.country, subdiv=rule.state, years=year, language="en_US"
    ).items()
    # Two feasts on one day are one entry, and a date that depends on the moon says so.
    days = {
        day
        for day, names in named
        if rule.holiday in {name.split(" (")[0].strip() for name in names.split(";")}
    }
    # Of a feast of several days the first.
    return tuple(sorted(day for day in days if day - timedelta(days=1) not in days))


@cache
def _rules() -> Mapping[str, _Fixed | _Holiday | _Distance | _FirstOf | _Weekday]:
    content = TypeAdapter(dict[str, _Fixed | _Holiday | _Distance | _FirstOf | _Weekday])
    return content.validate_python(_read("calendar"))


@cache
def _names(language: str) -> tuple[_Name, ...]:
    content = _read(language)
    attached = ("", *map(_key, content.get("attached", ())))
    return tuple(
        _Name(day, tuple(_words(variant)), attached)
        for day, entries in content["days"].items()
        for entry in entries
        for variant in variants(entry)
    )


def _words(entry: str) -> Iterator[str]:
    for word in entry.split():
        *parts, last = _key(word.removesuffix(_ANY_ENDING)).split("'")
        yield from parts
        yield last + (_ANY_ENDING if word.endswith(_ANY_ENDING) else "")


def _key(word: str) -> str:
    return " ".join(plain(token.key) for token in tokenise(word))


@cache
def _read(name: str) -> dict[str, dict[str, list[str]]]:
    file = resources.files("languages").joinpath("feast_days", f"{name}.yaml")
    # isalpha: the code becomes part of a file name.
    if not (name.isalpha() and file.is_file()):
        raise ValueError(f"no names of days are known in language {name!r}")
    content: dict[str, dict[str, list[str]]] = yaml.safe_load(file.read_text("utf-8"))
    return content
