"""When a caller wants to come: "am Dienstag nach Ostern um zehn", "tomorrow at five"."""

from datetime import date, datetime, time, timedelta

from intents.slots.feast_days import SaidFeastDay, read_feast_day
from intents.slots.time_roles import Role
from intents.slots.time_words import read_time_words
from intents.slots.times import TimeWish, find_time_wish

_WEEK = timedelta(days=7)

_SLIP = timedelta(days=31)
"""Someone who names a date that has passed so recently has mistaken the day, not the year."""


def find_visit(text: str, language: str, at: datetime) -> TimeWish | None:
    """Find the first day that an utterance names in any way, and the time.

    Unlike ``find_time_wish``, it knows days by name, such as Christmas.

    Args:
        text: What was recognised.
        language: ISO 639-1 code.
        at: Now, in the office's wall-clock time.

    Returns:
        The wish; None when nothing was said about day or time.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    feast = read_feast_day(text, language, at)
    if feast is None:
        wish = _coming(text, language, at)
        stated = wish is not None and (wish.day or wish.earliest or wish.latest)
        return wish if stated else None
    before = _coming(_without_link(feast.before, language), language, at)
    if before is not None and before.day is not None:
        relative = _beside(feast, language)
        if relative is None:
            return before
        feast = SaidFeastDay(relative, feast.before, feast.after)
    after = find_time_wish(feast.after, language, at)
    timed = next(
        (wish for wish in (before, after) if wish and (wish.earliest or wish.latest)), None
    )
    earliest, latest = (timed.earliest, timed.latest) if timed else (None, None)
    return TimeWish(feast.day, earliest, latest, past=_is_past(feast.day, latest, at))


def _coming(text: str, language: str, at: datetime) -> TimeWish | None:
    """As ``find_time_wish``, but nobody asks about a date without a year that is long over."""
    wish = find_time_wish(text, language, at)
    if wish is None or wish.day is None or at.date() - wish.day < _SLIP:
        return wish
    # Seen from next year, a date without a year is in that year.
    later = find_time_wish(text, language, datetime(at.year + 1, 1, 1, tzinfo=at.tzinfo))
    moved = later is not None and later.day is not None and later.day.year > at.year
    return later if moved else wish


def _without_link(before: str, language: str) -> str:
    """The words before a day without the "an" of "um zehn an Heiligabend": no "onwards"."""
    words = read_time_words(before, language)
    if words and words[-1].can(Role.AFTER_BEHIND):
        return before.rstrip().rpartition(" ")[0]
    return before


def _beside(feast: SaidFeastDay, language: str) -> date | None:
    """The weekday right before or after a feast: "Tuesday after Easter", "Freitag vor Ostern"."""
    words = read_time_words(feast.before, language)
    if not words or not any(word.can(Role.WEEKDAY) for word in words):
        return None
    if words[-1].can(Role.AFTER):
        origin = feast.day
    elif words[-1].can(Role.BEFORE):
        origin = feast.day - _WEEK - timedelta(days=1)
    else:
        return None
    wish = find_time_wish(feast.before, language, datetime.combine(origin, time()))
    return wish.day if wish else None


def _is_past(day: date, latest: time | None, at: datetime) -> bool:
    today = at.date()
    return day < today or (day == today and latest is not None and latest < at.time())
