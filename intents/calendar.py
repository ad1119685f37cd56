"""When the office is open and when it can call back. Pure: the moment is always an argument."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType

import holidays

from intents.office import WEEKDAYS, HolidayRegion, Office, TimeRange, WeeklyHours
from languages.holiday_names import holiday_name

_SEARCH_DAYS = 366  # an office that does not open within a year never does


@dataclass(frozen=True, slots=True)
class OpeningStatus:
    """Whether visitors are received.

    Attributes:
        open_now: Whether the office is open at the moment asked for.
        hours_today: All of today's hours, past ones included; empty when closed today.
        closes_at: When the current hours end; None when it is closed.
        next_opening: Begin of the next hours after that moment (aware, office time), today's
            afternoon for example; None if there are none within a year.
        closed_reason: The holiday or closure that keeps the office closed today, as spoken;
            None on ordinary days, including weekdays without hours.
    """

    open_now: bool
    hours_today: tuple[TimeRange, ...]
    closes_at: time | None
    next_opening: datetime | None
    closed_reason: str | None


@dataclass(frozen=True, slots=True)
class DayHours:
    """Whether visitors are received on one day.

    Attributes:
        day: Date in office time.
        hours: All of the day's hours; empty when closed.
        closed_reason: The holiday or closure that keeps the office closed, as spoken; None on
            ordinary days, including weekdays without hours.
        next_opening: Begin of the first hours on a later day (aware, office time); None if
            there are none within a year.
    """

    day: date
    hours: tuple[TimeRange, ...]
    closed_reason: str | None
    next_opening: datetime | None


@dataclass(frozen=True, slots=True, order=True)
class CallbackWindow:
    """A time window in which a callback can be promised (aware, office time)."""

    start: datetime
    end: datetime


def opening_status(office: Office, at: datetime, *, language: str | None = None) -> OpeningStatus:
    """Look up whether the office is open, and when it opens next.

    Args:
        office: The office.
        at: The moment, time-zone aware.
        language: ISO 639-1 code for ``closed_reason``; None for the office's own language.

    Raises:
        ValueError: ``at`` has no time zone.
    """
    local = _office_time(office, at)
    today = _hours_on(office, office.opening_hours, local.date())
    current = next((hours for hours in today if local.time() in hours), None)
    return OpeningStatus(
        open_now=current is not None,
        hours_today=today,
        closes_at=current.end if current else None,
        next_opening=_next_opening(office, local),
        closed_reason=closed_reason(office, local.date(), language or office.language),
    )


def day_hours(office: Office, day: date, *, language: str | None = None) -> DayHours:
    """Look up when the office is open on a day, and when it opens next after that day.

    Args:
        office: The office.
        day: Date in office time.
        language: ISO 639-1 code for ``closed_reason``; None for the office's own language.
    """
    return DayHours(
        day=day,
        hours=_hours_on(office, office.opening_hours, day),
        closed_reason=closed_reason(office, day, language or office.language),
        next_opening=_next_opening(office, datetime.combine(day, time.max, office.timezone)),
    )


def staff_available(office: Office, at: datetime) -> bool:
    """Whether staff answer the telephone: within telephone hours, else opening hours.

    Args:
        office: The office; holidays and closures keep everybody away.
        at: The moment, time-zone aware.

    Raises:
        ValueError: ``at`` has no time zone.
    """
    local = _office_time(office, at)
    stated = office.telephone_hours
    hours = office.opening_hours if stated is None else stated
    return any(local.time() in part for part in _hours_on(office, hours, local.date()))


def closed_reason(office: Office, day: date, language: str) -> str | None:
    """The holiday or closure on ``day`` as it is called in ``language``.

    A closure's reason comes in the office's own language where it is not translated, a
    holiday's name in the language of its country.

    Args:
        office: The office.
        day: Date in office time.
        language: ISO 639-1 code.
    """
    if holiday := _holiday_names(office.holidays, day.year, language).get(day):
        return holiday
    for closure in office.closures:
        if day in closure:
            own = closure.reason.get(office.language) or next(iter(closure.reason.values()))
            return closure.reason.get(language, own)
    return None


def is_working_day(office: Office, day: date) -> bool:
    """Whether staff are there on ``day``: neither holiday nor closure, and hours of any kind."""
    if closed_reason(office, day, office.language) is not None:
        return False
    weekday = WEEKDAYS[day.weekday()]
    kinds = (office.opening_hours, office.telephone_hours or {}, office.callbacks.hours)
    return any(hours.get(weekday) for hours in kinds)


def callback_windows(
    office: Office, at: datetime, *, taken: Mapping[datetime, int] = MappingProxyType({})
) -> Iterator[CallbackWindow]:
    """The windows that can be offered, the earliest first.

    Args:
        office: The office.
        at: Moment of the booking, time-zone aware.
        taken: Number of callbacks already booked by begin of their window (aware).

    Raises:
        ValueError: ``at`` or a key of ``taken`` has no time zone.
    """
    local = _office_time(office, at)
    booked = {_office_time(office, start).astimezone(UTC): n for start, n in taken.items()}
    return _callback_windows(office, local, booked)


def _callback_windows(
    office: Office, local: datetime, booked: Mapping[datetime, int]
) -> Iterator[CallbackWindow]:
    callbacks = office.callbacks
    length = timedelta(minutes=callbacks.window_minutes)
    # Real time, not wall-clock time: two hours stay two hours when clocks change.
    earliest = local.astimezone(UTC) + timedelta(hours=callbacks.lead_hours)
    for day in _days(local.date(), callbacks.days_ahead):
        for hours in _hours_on(office, callbacks.hours, day):
            # Naive, so that windows are as long on the wall clock as the file says.
            start, end = datetime.combine(day, hours.start), datetime.combine(day, hours.end)
            while start + length <= end:
                window = CallbackWindow(
                    start.replace(tzinfo=office.timezone),
                    (start + length).replace(tzinfo=office.timezone),
                )
                begin = window.start.astimezone(UTC)
                if begin >= earliest and booked.get(begin, 0) < callbacks.capacity:
                    yield window
                start += length


def _next_opening(office: Office, local: datetime) -> datetime | None:
    for day in _days(local.date(), _SEARCH_DAYS):
        for hours in _hours_on(office, office.opening_hours, day):
            if (day, hours.start) > (local.date(), local.time()):
                return datetime.combine(day, hours.start, office.timezone)
    return None


def _hours_on(office: Office, hours: WeeklyHours, day: date) -> tuple[TimeRange, ...]:
    if closed_reason(office, day, office.language) is not None:
        return ()
    return hours.get(WEEKDAYS[day.weekday()], ())


def _days(first: date, ahead: int) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range(ahead + 1))


def _office_time(office: Office, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone could mean any hour")
    return moment.astimezone(office.timezone)


@cache
def _holiday_names(region: HolidayRegion, year: int, language: str) -> Mapping[date, str]:
    entity = getattr(holidays, region.country)
    supported = entity.supported_languages or ()
    # The library writes some of its languages with a territory ("en_US").
    spoken = next((name for name in supported if name.split("_")[0] == language), None)
    names = holidays.country_holidays(
        region.country,
        subdiv=region.state,
        years=year,
        language=spoken or entity.default_language,
    )
    # A plain dictionary: the library's own adds years whenever it is asked for one.
    return {
        day: name if spoken else holiday_name(name, language) or name for day, name in names.items()
    }
