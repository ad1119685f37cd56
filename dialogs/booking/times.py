"""Which times are offered for a callback, and which fit what the caller wishes."""

from collections.abc import Sequence
from datetime import datetime, time
from itertools import islice

from dialogs.turn import Turn
from intents.calendar import CallbackWindow, callback_windows
from intents.slots.times import TimeWish

# Half a year of hourly windows; an office that plans further ahead offers no more of them.
_MOST_WINDOWS = 1000


def offered_windows(turn: Turn) -> tuple[CallbackWindow, ...]:
    """The two times offered first: the earliest of all, and one on another day; none if full."""
    return _two_of(_free_windows(turn))


def fitting_windows(turn: Turn, wish: TimeWish) -> tuple[CallbackWindow, ...]:
    """At most two free times that fulfil the wish."""
    return _two_of([free for free in _free_windows(turn) if wish.allows(free.start, free.end)])


def nearest_windows(turn: Turn, wish: TimeWish) -> tuple[CallbackWindow, ...]:
    """At most two free times nearest to the wish, the earlier one first."""
    zone = turn.house.office.timezone
    day = wish.day or turn.at.astimezone(zone).date()
    wished = datetime.combine(day, wish.earliest or wish.latest or time(12), zone)
    by_distance = sorted(
        _free_windows(turn), key=lambda window: (abs(window.start - wished), window.start)
    )
    return tuple(sorted(by_distance[:2]))


def _free_windows(turn: Turn) -> list[CallbackWindow]:
    windows = callback_windows(turn.house.office, turn.at, taken=dict(turn.state.taken))
    return list(islice(windows, _MOST_WINDOWS))


def _two_of(windows: Sequence[CallbackWindow]) -> tuple[CallbackWindow, ...]:
    """The first and one on another day: two hours of one morning are hardly a choice."""
    if not windows:
        return ()
    first, *others = windows
    later = (window for window in others if window.start.date() != first.start.date())
    second = next(later, next(iter(others), None))
    return (first,) if second is None else (first, second)
