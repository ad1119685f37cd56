"""Opening hours, from the office's calendar at the moment of asking."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from dialogs.turn import Turn
from intents.calendar import DayHours, OpeningStatus, day_hours, opening_status
from intents.office import TimeRange
from intents.slots.times import TimeWish
from intents.slots.visits import find_visit
from languages.spoken import spoken_date, spoken_list, spoken_time
from languages.spoken.dates import spoken_date_inside

_KNOWN_DAYS = 366
"""Closures are entered about a year ahead; behind that nobody knows."""


def opening_hours_text(turn: Turn, text: str | None = None) -> str:
    """Whether the office is open, and when it opens next.

    Args:
        turn: The moment and the language of the answer.
        text: What the caller said; the day and time that it names are answered, else the
            present moment is.
    """
    now = turn.at.astimezone(turn.house.office.timezone)
    asked = find_visit(text, turn.language, now) if text else None
    return " ".join(_now(turn, now) if asked is None else _then(turn, now, asked))


def _now(turn: Turn, now: datetime) -> Iterator[str]:
    status = opening_status(turn.house.office, now, language=turn.language)
    if status.open_now and status.closes_at is not None:
        yield turn.text("hours_open_until", time=spoken_time(status.closes_at, turn.language))
    elif status.closed_reason is not None:
        yield turn.text("hours_closed_today", reason=status.closed_reason)
    else:
        yield turn.text("hours_closed_now")
    yield from _next(turn, now, status)
    # What the office file does not state is not said.
    address = (turn.house.office.address or {}).get(turn.language)
    if address is not None:
        yield turn.text("hours_address", address=address)


def _next(turn: Turn, now: datetime, status: OpeningStatus) -> Iterator[str]:
    later = [hours for hours in status.hours_today if hours.start > now.time()]
    if later:
        yield turn.text("hours_later_today", hours=_hours(turn, later))
    elif status.next_opening is not None:
        yield _opening(turn, "hours_next", status.next_opening, now)
    else:
        yield turn.text("hours_unknown")


def _then(turn: Turn, now: datetime, asked: TimeWish) -> Iterator[str]:
    """The answer for the day and time that were asked for."""
    today = now.date()
    day = asked.day or _day_of_time(asked, now)
    timed = asked.earliest is not None or asked.latest is not None
    if day < today:
        alone = spoken_date(day, turn.language, today=today)
        yield turn.text("hours_day_past", date=alone)
        yield from _now(turn, now)
    elif asked.past:
        yield turn.text("hours_time_past")
        yield from _now(turn, now)
    elif (day - today).days > _KNOWN_DAYS:
        alone = spoken_date(day, turn.language, today=today)
        yield turn.text("hours_day_unknown", date=alone)
    elif day == today and not timed:
        yield from _now(turn, now)
    else:
        there = day_hours(turn.house.office, day, language=turn.language)
        yield from _on_day(turn, now, there, asked if timed else None)


def _day_of_time(asked: TimeWish, now: datetime) -> date:
    """The day that is meant where only a time was said: tomorrow once it is over today."""
    last = asked.latest or time.max
    return now.date() + timedelta(days=last < now.time())


def _on_day(turn: Turn, now: datetime, there: DayHours, asked: TimeWish | None) -> Iterator[str]:
    inside = spoken_date_inside(there.day, turn.language, today=now.date())
    if there.hours and asked is None:
        yield turn.text("hours_on_day", date=inside, hours=_hours(turn, there.hours))
    elif coming := [
        hours for hours in there.hours if there.day > now.date() or hours.end > now.time()
    ]:
        fits = asked is not None and any(_overlap(hours, asked) for hours in coming)
        key = "hours_at_open" if fits else "hours_at_closed"
        yield turn.text(key, date=inside, hours=_hours(turn, there.hours))
    elif there.hours:
        # Today's hours are over: hearing them would help nobody.
        yield turn.text("hours_no")
        yield from _now(turn, now)
    else:
        if asked is not None:
            yield turn.text("hours_no")
        yield from _closed(turn, now, there, inside)


def _closed(turn: Turn, now: datetime, there: DayHours, inside: str) -> Iterator[str]:
    if there.closed_reason is not None:
        yield turn.text("hours_on_day_closed_for", date=inside, reason=there.closed_reason)
    else:
        yield turn.text("hours_on_day_closed", date=inside)
    if there.next_opening is not None:
        yield _opening(turn, "hours_next_after", there.next_opening, now)
    else:
        yield turn.text("hours_unknown")


def _overlap(hours: TimeRange, asked: TimeWish) -> bool:
    """Whether the office is open at a point in time, or at all in a range."""
    if asked.earliest is not None and asked.earliest == asked.latest:
        return asked.earliest in hours
    starts_before_end = asked.latest is None or hours.start < asked.latest
    return starts_before_end and (asked.earliest is None or asked.earliest < hours.end)


def _opening(turn: Turn, key: str, opening: datetime, now: datetime) -> str:
    date_words = spoken_date(opening.date(), turn.language, today=now.date())
    return turn.text(key, date=date_words, time=spoken_time(opening.time(), turn.language))


def _hours(turn: Turn, ranges: Sequence[TimeRange]) -> str:
    spoken = [
        turn.text(
            "hours_range",
            start=spoken_time(hours.start, turn.language),
            end=spoken_time(hours.end, turn.language),
        )
        for hours in ranges
    ]
    return spoken_list(spoken, turn.language, "and")
