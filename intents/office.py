"""The office the assistant speaks for: hours, holidays, callbacks, read from one YAML file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self, get_args
from zoneinfo import ZoneInfo

import holidays
import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from intents.answers import Fact
from intents.errors import KnowledgeError
from languages.registry import LANGUAGES

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""In the order of ``date.weekday()``."""

_TIME_RANGE = re.compile(r"\s*([0-9]{1,2}:[0-9]{2})\s*[-–]\s*([0-9]{1,2}:[0-9]{2})\s*")


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """Part of a day in the office's wall-clock time; ``end`` itself is outside."""

    start: time
    end: time

    def __contains__(self, moment: time) -> bool:
        """Whether ``moment`` is in the range."""
        return self.start <= moment < self.end


def _time_range(value: object) -> TimeRange:
    if isinstance(value, TimeRange):
        return value
    written = _TIME_RANGE.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise ValueError(f"{value!r} is not a range of times like 09:00-12:00")
    # Hours may lack their leading zero, which ISO 8601 demands.
    start, end = (time.fromisoformat(part.zfill(5)) for part in written.groups())
    if end <= start:
        raise ValueError(f"{value!r} ends before it starts")
    return TimeRange(start, end)


def _in_order(ranges: tuple[TimeRange, ...]) -> tuple[TimeRange, ...]:
    ordered = tuple(sorted(ranges))
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            raise ValueError(f"two ranges overlap at {later.start:%H:%M}")
    return ordered


def _known_languages(texts: dict[str, str]) -> dict[str, str]:
    for code, text in texts.items():
        if code not in LANGUAGES:
            raise ValueError(f"unknown language {code!r}")
        if not text.strip():
            raise ValueError(f"the text in language {code!r} is empty")
    return texts


WeeklyHours = dict[
    Weekday,
    Annotated[
        tuple[Annotated[TimeRange, BeforeValidator(_time_range)], ...], AfterValidator(_in_order)
    ],
]
"""Ranges by weekday, in order and without overlap; a weekday that is missing is closed."""

LocalText = Annotated[dict[str, str], Field(min_length=1), AfterValidator(_known_languages)]
"""A text by ISO 639-1 code."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HolidayRegion(_Section):
    """Whose public holidays are kept.

    Attributes:
        country: ISO 3166-1 code.
        state: Subdivision as ISO 3166-2 names it behind the hyphen, None for the whole country.
    """

    country: str
    state: str | None = None

    @model_validator(mode="after")
    def _supported(self) -> Self:
        regions: Mapping[str, list[str]] = holidays.list_supported_countries()
        if self.country not in regions:
            raise ValueError(f"no holidays are known for country {self.country!r}")
        if self.state is not None and self.state not in regions[self.country]:
            raise ValueError(f"{self.country} has no state {self.state!r}")
        return self


class Closure(_Section):
    """Days on which the office is closed besides the public holidays.

    Attributes:
        first_day: The first of them.
        last_day: The last of them; None if it is only one day.
        reason: Why, by language, as spoken.
    """

    first_day: date
    last_day: date | None = None
    reason: LocalText

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError("last_day is before first_day")
        return self

    def __contains__(self, day: date) -> bool:
        """Whether the office is closed on ``day`` for this reason."""
        return self.first_day <= day <= (self.last_day or self.first_day)


class CallbackHours(_Section):
    """When staff can call people back.

    Attributes:
        hours: Ranges by weekday; each is cut into windows from its start, a rest that is
            shorter than a window is not offered.
        window_minutes: Length of a window.
        lead_hours: Least hours between a booking and the begin of its window.
        capacity: Callbacks that fit into one window.
        days_ahead: Calendar days after today for which windows are offered.
    """

    hours: WeeklyHours
    window_minutes: Annotated[int, Field(ge=5, le=24 * 60)]
    lead_hours: Annotated[float, Field(ge=0, le=366 * 24)]
    capacity: Annotated[int, Field(ge=1)]
    days_ahead: Annotated[int, Field(ge=1, le=366)]

    @model_validator(mode="after")
    def _room_for_windows(self) -> Self:
        length = timedelta(minutes=self.window_minutes)
        for weekday, ranges in self.hours.items():
            for part in ranges:
                if datetime.combine(date.min, part.end) - length < datetime.combine(
                    date.min, part.start
                ):
                    raise ValueError(
                        f"hours.{weekday}: {part.start:%H:%M}-{part.end:%H:%M} is shorter than "
                        f"a window of {self.window_minutes} minutes"
                    )
        return self


Service = Literal["document_locker", "card_by_post", "photo_machine", "online_portal"]
"""A locker for collecting documents at any hour, cards sent by post, a machine for photographs,
and a portal for applications and documents."""


class Office(_Section):
    """One office. All times of day are wall-clock times in ``timezone``.

    Attributes:
        example: Whether this is the shipped example, whose hours are invented.
        name: By language, as spoken; the office's own language first.
        timezone: IANA time zone.
        holidays: Whose public holidays are kept.
        opening_hours: When visitors are received.
        telephone_hours: When staff answer the telephone; None if not stated.
        closures: Days closed besides the public holidays.
        callbacks: When staff can call people back.
        address: By language, as spoken; None if not stated.
        website: As spoken; None if not stated.
        payment: Accepted ways of paying, by language, as spoken; None if not stated.
        services: What the office offers besides its counters.
    """

    example: bool = False
    name: LocalText
    timezone: ZoneInfo
    holidays: HolidayRegion
    opening_hours: WeeklyHours
    telephone_hours: WeeklyHours | None = None
    closures: tuple[Closure, ...] = ()
    callbacks: CallbackHours
    address: LocalText | None = None
    website: Annotated[str, Field(min_length=1)] | None = None
    payment: LocalText | None = None
    services: frozenset[Service] = frozenset()

    @property
    def language(self) -> str:
        """ISO 639-1 code of the office's own language."""
        return next(iter(self.name))

    def facts(self, language: str) -> dict[Fact, str]:
        """What the office states about itself, with its words where there are any.

        Args:
            language: ISO 639-1 code; a fact without words in it counts as not stated.
        """
        worded = {
            Fact.PAYMENT: self.payment and self.payment.get(language),
            Fact.ADDRESS: self.address and self.address.get(language),
            Fact.WEBSITE: self.website,
        }
        stated = {fact: words for fact, words in worded.items() if words}
        return stated | {Fact(service): "" for service in self.services}


class _UniqueKeyLoader(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys; a weekday written twice would lose hours."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002 - the signature of the base class
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.MarkedYAMLError(
                        problem=f"{key.value!r} is written twice", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def load_office(path: Path | None = None) -> Office:
    """Read an office file.

    Args:
        path: The file; None for the example that ships with the package.

    Raises:
        KnowledgeError: The file cannot be read, is not YAML or a field is wrong; the message
            names the file and the line or field.
    """
    source: Path | Traversable = path or resources.files("intents").joinpath("example_office.yaml")
    try:
        content = _UniqueKeyLoader(source.read_text("utf-8")).get_single_data()
    except FileNotFoundError:
        raise KnowledgeError(f"the office file {source} does not exist") from None
    except OSError as error:
        raise KnowledgeError(f"the office file {source} cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"the office file {source} is not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        place = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise KnowledgeError(f"{source}{place}: {error.problem or 'not YAML'}") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date like 2026-02-30
        raise KnowledgeError(f"{source}: not YAML: {error}") from error
    try:
        return Office.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "(the whole file)"
        message = first["msg"].removeprefix("Value error, ")
        raise KnowledgeError(f"{source}: {field}: {message}") from error
