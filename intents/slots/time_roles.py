"""What words do in an expression of time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import Enum, auto


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
    HOUR = auto()
    NEGATION_BEHIND = auto()
    BARE_ORDINAL = auto()
    ON_NUMBER = auto()
    DAY_MARK = auto()
    FROM = auto()
    DISTANCE_BEHIND = auto()
    AFTER_BEHIND = auto()
    BEFORE_BEHIND = auto()
    BETWEEN_BEHIND = auto()
    OFFSET_BEHIND = auto()
    PLUS = auto()
    MINUS = auto()
    TO_BEFORE = auto()
    PAST_BEHIND = auto()
    TO_BEHIND = auto()


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


def is_negated(words: Sequence[TimeWord], index: int) -> bool:
    """Whether a negation stands before ``words[index]``: "nicht am Dienstag"."""
    position = index - 1
    while position >= 0 and words[position].can(Role.AT, Role.ON):
        position -= 1
    return position >= 0 and words[position].can(Role.NEGATION)
