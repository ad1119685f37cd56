"""The expressions that are measured, and what became of them.

``CODE.yaml`` beside this file holds them by kind: what was recognised, and what was meant. Times
are written ``2026-12-01 09:00-11:00``; ``09:00-`` has no end, ``@09:00`` is a point in time, and
``any`` leaves it to the office.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from intents.slots import (
    TimeWish,
    find_name,
    find_phone_number,
    find_reference,
    find_time_wish,
    find_town,
)

AT = datetime(2026, 11, 23, 9, 30)
"""When everything is said, in the office's time: a Monday."""

Outcome = Literal["right", "asked back", "silently wrong"]


class Expressions(BaseModel):
    """Expressions of one language: what was recognised, and what was meant.

    Attributes:
        phone: Telephone numbers in E.164 form.
        when: Days and times.
        name: Names.
        reference: File numbers.
        town: Places of residence.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    phone: dict[str, str]
    when: dict[str, str]
    name: dict[str, str]
    reference: dict[str, str]
    town: dict[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in one expression.

    Attributes:
        language: ISO 639-1 code.
        kind: Which slot.
        text: What was recognised.
        meant: What was meant.
        found: What was found; None if nothing.
        doubtful: Whether it is marked to be asked back.
    """

    language: str
    kind: str
    text: str
    meant: str
    found: str | None
    doubtful: bool = False

    @property
    def outcome(self) -> Outcome:
        """What it means for the caller."""
        if self.found is None or self.doubtful:
            return "asked back"
        return "right" if self.found == self.meant else "silently wrong"


def load_expressions(language: str) -> Expressions:
    """The expressions of a language that has a file."""
    file = resources.files("benchmarks.slots").joinpath(f"{language}.yaml")
    return Expressions.model_validate(yaml.safe_load(file.read_text("utf-8")))


def measure(language: str) -> list[Finding]:
    """Read every expression of a language."""
    findings = []
    for kind, expressions in load_expressions(language):
        for text, meant in expressions.items():
            found, doubtful = _READERS[kind](text, language)
            findings.append(Finding(language, kind, text, meant, found, doubtful))
    return findings


def written(wish: TimeWish) -> str:
    """A wish as the files have it."""
    parts = [wish.day.isoformat()] if wish.day else []
    start, end = (f"{one:%H:%M}" if one else "" for one in (wish.earliest, wish.latest))
    if start and start == end:
        parts.append(f"@{start}")
    elif start or end:
        parts.append(f"{start}-{end}")
    return " ".join(parts) or "any"


_Found = tuple[str | None, bool]


def _phone(text: str, language: str) -> _Found:
    number = find_phone_number(text, language)
    return (number.e164, number.doubtful) if number else (None, False)


def _when(text: str, language: str) -> _Found:
    wish = find_time_wish(text, language, AT)
    return (written(wish), wish.past) if wish else (None, False)


def _name(text: str, language: str) -> _Found:
    return find_name(text, language), False


def _reference(text: str, language: str) -> _Found:
    reference = find_reference(text, language)
    return (reference.text, reference.doubtful) if reference else (None, False)


def _town(text: str, language: str) -> _Found:
    town = find_town(text, language)
    return (town.name, town.doubtful) if town else (None, False)


_READERS: Mapping[str, Callable[[str, str], _Found]] = {
    "phone": _phone,
    "when": _when,
    "name": _name,
    "reference": _reference,
    "town": _town,
}
