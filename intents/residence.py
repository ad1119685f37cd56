"""Which office is responsible for a caller, by place of residence."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intents.office import Office
from intents.slots.tokens import fold, plain

_EXPANDED = {"ä": "ae", "ö": "oe", "ü": "ue"}


@dataclass(frozen=True, slots=True)
class Ours:
    """This office is responsible.

    Attributes:
        town: As officially written.
    """

    town: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another office is responsible.

    Attributes:
        town: As officially written.
        name: What the other office is called, as spoken.
    """

    town: str
    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The office file does not say who is responsible.

    Attributes:
        town: As it was given.
    """

    town: str


Responsibility = Ours | Elsewhere | Unknown


def responsible_office(office: Office, town: str, language: str) -> Responsibility:
    """Look up who is responsible for people who live in a town.

    Neither case nor accents matter, and "ü" may be "ue". Of "Viersen-Dülken" one half is enough.

    Args:
        office: The office; without ``residence`` every town is unknown.
        town: A town, or a part of one.
        language: ISO 639-1 code for the name of another office, which comes in the office's
            own language where it is not translated.
    """
    residence = office.residence
    if residence is None:
        return Unknown(town)
    towns = (*residence.ours, *residence.others)
    for said in _names(town):
        found = _same(said, residence.parts)
        official = residence.parts[found] if found else _same(said, towns)
        if official is None:
            continue
        if official in residence.ours:
            return Ours(official)
        name = residence.others[official]
        own = name.get(office.language) or next(iter(name.values()))
        return Elsewhere(official, name.get(language, own))
    return Unknown(town)


def _names(town: str) -> Iterator[str]:
    """What a town may be called: all of it; the part before the whole, since it tells more."""
    yield town
    whole, *parts = re.split(r"\s*[-,/]\s*|\s+in\s+", town)
    if parts:
        yield parts[-1]
        yield whole


def _same(said: str, towns: Iterable[str]) -> str | None:
    wanted = set(_keys(said))
    return next((town for town in towns if wanted & set(_keys(town))), None)


def _keys(town: str) -> Iterator[str]:
    """The forms in which a name can be written."""
    small = " ".join(re.findall(r"\w+", fold(town)))
    yield plain(small)
    yield plain("".join(_EXPANDED.get(letter, letter) for letter in small))
