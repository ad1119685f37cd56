"""When a caller wants to be called back."""

from dataclasses import dataclass
from datetime import date, datetime, time

from intents.slots.days import take_day, take_written_date
from intents.slots.time_ranges import read_range
from intents.slots.time_roles import Role
from intents.slots.time_words import read_time_words


@dataclass(frozen=True, slots=True)
class TimeWish:
    """A day, a part of a day, both, or none where the caller leaves it to the office.

    Attributes:
        day: The date; None if no day was said.
        earliest: Time before which the caller cannot be reached; None if there is none.
        latest: Time after which the caller cannot be reached; None if there is none. Equal to
            ``earliest`` for a point in time ("at ten").
        past: Whether what was said is over already; ``day`` is then the day that was said.
    """

    day: date | None
    earliest: time | None
    latest: time | None
    past: bool = False

    def allows(self, start: datetime, end: datetime) -> bool:
        """Whether a time window (office time, within one day) fulfils the wish.

        A point in time must lie in the window, a range must hold the whole window.
        """
        if self.past or (self.day is not None and start.date() != self.day):
            return False
        if self.earliest is not None and self.earliest == self.latest:
            return start.time() <= self.earliest < end.time()
        return (self.earliest is None or self.earliest <= start.time()) and (
            self.latest is None or end.time() <= self.latest
        )


def find_time_wish(text: str, language: str, at: datetime) -> TimeWish | None:
    """Find the day and time in an utterance.

    Args:
        text: What was recognised.
        language: ISO 639-1 code.
        at: Now, in the office's wall-clock time.

    Returns:
        The wish; one without any limits for "any time"; None when nothing was said about time.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    day, rest = take_written_date(text, at.date())
    words = read_time_words(rest, language)
    said = take_day(words, at.date())
    day = day or said.day
    earliest, latest = read_range(said.rest)
    if day is None and earliest is None and latest is None:
        free = any(word.can(Role.ANY_TIME) for word in words)
        return TimeWish(None, None, None) if free else None
    return TimeWish(day, earliest, latest, past=_is_past(day, latest, at))


def _is_past(day: date | None, latest: time | None, at: datetime) -> bool:
    if day is None or day > at.date():
        return False
    return day < at.date() or (latest is not None and latest < at.time())
