"""One thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    NOTE = "note"
    """Works, but the operator should know."""
    PROBLEM = "problem"
    """Calls cannot be taken, or must not be."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found.

    Attributes:
        area: What was looked at.
        level: How bad it is.
        text: One sentence; where something is to be done, it says what.
    """

    area: str
    level: Level
    text: str
