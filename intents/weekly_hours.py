"""Hours of a week, as an office file writes them: ``monday: ["08:30-12:00", "14:00-16:00"]``."""

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator

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


WeeklyHours = dict[
    Weekday,
    Annotated[
        tuple[Annotated[TimeRange, BeforeValidator(_time_range)], ...], AfterValidator(_in_order)
    ],
]
"""Ranges by weekday, in order and without overlap; a weekday that is missing is closed."""
