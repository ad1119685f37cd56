"""Opening hours, from the office's calendar at the moment of asking."""

from collections.abc import Iterator

from dialogs.turn import Turn
from intents.calendar import OpeningStatus, opening_status
from intents.office import TimeRange
from languages.spoken import spoken_date, spoken_list, spoken_time


def opening_hours_text(turn: Turn) -> str:
    """Whether the office is open now, and when it opens next."""
    status = opening_status(turn.house.office, turn.at, language=turn.language)
    return " ".join(_sentences(turn, status))


def _sentences(turn: Turn, status: OpeningStatus) -> Iterator[str]:
    if status.open_now and status.closes_at is not None:
        yield _text(turn, "hours_open_until", time=spoken_time(status.closes_at, turn.language))
    elif status.closed_reason is not None:
        yield _text(turn, "hours_closed_today", reason=status.closed_reason)
    else:
        yield _text(turn, "hours_closed_now")
    now = turn.at.astimezone(turn.house.office.timezone)
    later = [hours for hours in status.hours_today if hours.start > now.time()]
    if later:
        ranges = [_range(turn, hours) for hours in later]
        yield _text(turn, "hours_later_today", hours=spoken_list(ranges, turn.language, "and"))
    elif status.next_opening is not None:
        date = spoken_date(status.next_opening.date(), turn.language, today=now.date())
        time = spoken_time(status.next_opening.time(), turn.language)
        yield _text(turn, "hours_next", date=date, time=time)
    else:
        yield _text(turn, "hours_unknown")
    # What the office file does not state is not said.
    address = (turn.house.office.address or {}).get(turn.language)
    if address is not None:
        yield _text(turn, "hours_address", address=address)


def _range(turn: Turn, hours: TimeRange) -> str:
    start, end = (spoken_time(moment, turn.language) for moment in (hours.start, hours.end))
    return _text(turn, "hours_range", start=start, end=end)


def _text(turn: Turn, key: str, **values: str) -> str:
    return turn.house.phrases.text(key, turn.language, **values)
