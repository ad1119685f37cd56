"""The office the assistant speaks for: hours, holidays, callbacks, read from one YAML file."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import holidays
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from intents.answers import Fact
from intents.errors import KnowledgeError
from intents.weekly_hours import WEEKDAYS, TimeRange, WeeklyHours
from intents.yaml_lines import YamlError, read_yaml
from languages.registry import LANGUAGES

__all__ = [
    "WEEKDAYS",
    "CallbackHours",
    "Closure",
    "HolidayRegion",
    "LocalText",
    "Office",
    "Residence",
    "Service",
    "TimeRange",
    "WeeklyHours",
    "load_office",
]


def _known_languages(texts: dict[str, str]) -> dict[str, str]:
    for code, text in texts.items():
        if code not in LANGUAGES:
            raise ValueError(f"unknown language {code!r}")
        if not text.strip():
            raise ValueError(f"the text in language {code!r} is empty")
    return texts


LocalText = Annotated[dict[str, str], Field(min_length=1), AfterValidator(_known_languages)]
"""A text by ISO 639-1 code."""


def _secure_link(link: str) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    # A name before an @ would hide where the link leads.
    named = parts.hostname is not None and "." in parts.hostname and parts.username is None
    if parts.scheme != "https" or not named or any(sign.isspace() for sign in link):
        raise ValueError(f"{link!r} is not a link that begins with https://")
    return link


SecureLink = Annotated[str, AfterValidator(_secure_link)]
"""An address on the web, as it is written in text messages."""


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


Town = Annotated[str, Field(pattern=r"^\S.*\S$")]


class Residence(_Section):
    """Which office is responsible for whom, by place of residence.

    Attributes:
        ours: Towns for which this office is responsible, as officially written.
        others: Towns for which another one is, with its name by language, as spoken.
        parts: Parts of towns, with the town they belong to.
    """

    ours: Annotated[tuple[Town, ...], Field(min_length=1)]
    others: dict[Town, LocalText] = {}
    parts: dict[Town, Town] = {}

    @model_validator(mode="after")
    def _one_office_for_each(self) -> Self:
        if both := sorted(set(self.ours) & self.others.keys()):
            raise ValueError(f"{both[0]} is both in ours and in others")
        for part, town in self.parts.items():
            if town not in self.ours and town not in self.others:
                raise ValueError(f"{part} is part of {town}, which is neither in ours nor others")
            if part in self.ours or part in self.others:
                raise ValueError(f"{part} is both a part and a town of its own")
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
        privacy_notice: Where the privacy notice is, by language, as spoken ("on our website");
            None if not stated.
        website_link: The website in text messages; None if not stated.
        links: Pages about single subjects in text messages, by identifier of the subject.
        payment: Accepted ways of paying, by language, as spoken; None if not stated.
        services: What the office offers besides its counters.
        residence: For whom the office is responsible; None if not stated.
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
    privacy_notice: LocalText | None = None
    website_link: SecureLink | None = None
    links: dict[str, SecureLink] = {}
    payment: LocalText | None = None
    services: frozenset[Service] = frozenset()
    residence: Residence | None = None

    @property
    def language(self) -> str:
        """ISO 639-1 code of the office's own language."""
        return next(iter(self.name))

    def link(self, topic: str) -> str | None:
        """What a text message about a subject links to; None if nothing is stated.

        Args:
            topic: Identifier of the subject; without a page of its own, it is the website.
        """
        return self.links.get(topic, self.website_link)

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


def load_office(path: Path | None = None) -> Office:
    """Read an office file.

    Args:
        path: The file; None for the example that ships with the package.

    Raises:
        KnowledgeError: The file cannot be read, is not YAML or a field is wrong; the message
            names the file, and the line and the field where they are known.
    """
    source: Path | Traversable = path or resources.files("intents").joinpath("example_office.yaml")
    try:
        text = source.read_text("utf-8")
    except FileNotFoundError:
        raise KnowledgeError(f"the office file {source} does not exist") from None
    except OSError as error:
        raise KnowledgeError(f"the office file {source} cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"the office file {source} is not UTF-8 text") from error
    try:
        written = read_yaml(text)
    except YamlError as error:
        raise KnowledgeError(f"{_place(source, error.line)}: {error}") from error
    try:
        return Office.model_validate(written.content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "(the whole file)"
        message = first["msg"].removeprefix("Value error, ")
        place = _place(source, written.line(first["loc"]))
        raise KnowledgeError(f"{place}: {field}: {message}") from error


def _place(source: Path | Traversable, line: int | None) -> str:
    return f"{source}, line {line}" if line else str(source)
