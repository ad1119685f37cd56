"""The times of day that an utterance allows: "between two and four", "not before ten"."""

from collections.abc import Sequence
from datetime import time

from intents.slots.clock import ClockTime, can, follows, opens_range, read_clock
from intents.slots.time_roles import Role, Span, TimeWord, is_negated

_DAY_BEGINS = 7
"""Hour before which a bare "three" or "half past six" means the afternoon: nobody wants to be
called by an office at three in the morning."""


def read_range(words: Sequence[TimeWord]) -> tuple[time | None, time | None]:
    """The earliest and the latest time that words of one utterance allow.

    A point in time ("at ten") is both.
    """
    part = _part(words)
    earliest: time | None = None
    latest: time | None = None
    index = 0
    while index < len(words):
        clock = read_clock(words, index)
        if clock is None:
            index += 1
            continue
        following = index + clock.length
        said = _resolve(clock, part)
        closes = _is_latest(words, index, following)
        opens = not closes and _is_earliest(words, index, following)
        if _is_turned_around(words, following):
            opens, closes = closes, opens
        if is_negated(words, index):
            pass
        elif _ends(words, index) and earliest is not None:
            latest = _later(earliest, said)
        elif closes:
            latest = latest or said
        elif opens:
            earliest = earliest or said
        elif earliest is None and latest is None:
            earliest = latest = said
        index = following
    if earliest is None and latest is None and part is not None:
        return part.start, part.end
    if earliest is not None and latest is not None and latest < earliest:
        latest = None
    return earliest, latest


def _part(words: Sequence[TimeWord]) -> Span | None:
    """The part of the day that was said."""
    return next(
        (
            word.spans[Role.PART]
            for index, word in enumerate(words)
            if word.can(Role.PART) and not is_negated(words, index)
        ),
        None,
    )


def _ends(words: Sequence[TimeWord], index: int) -> bool:
    """Whether a time is the second of two."""
    return follows(words, index, Role.LINK, Role.UNTIL) or (
        index > 0 and words[index - 1].can(Role.FROM)
    )


def _is_latest(words: Sequence[TimeWord], index: int, following: int) -> bool:
    # "A las diez" is the end of a range only behind its begin.
    until = follows(words, index, Role.UNTIL) and not follows(words, index, Role.AT)
    before = until or follows(words, index, Role.BEFORE)
    return before or can(words, following, Role.BEFORE_BEHIND)


def _is_earliest(words: Sequence[TimeWord], index: int, following: int) -> bool:
    return (
        follows(words, index, Role.AFTER, Role.BETWEEN)
        or can(words, following, Role.AFTER_BEHIND)
        or can(words, following - 1, Role.FROM)
        or opens_range(words, following)
    )


def _is_turned_around(words: Sequence[TimeWord], following: int) -> bool:
    """Whether a negation stands behind a time: "vor drei nicht", but not "vor drei, nicht um"."""
    return can(words, following, Role.NEGATION_BEHIND) and "," not in words[following].before


def _resolve(clock: ClockTime, part: Span | None) -> time:
    minutes = clock.minutes
    noon = 12 * 60
    if not clock.fixed and minutes < noon:
        early = 60 <= minutes < _DAY_BEGINS * 60
        later = early if part is None else part.start.hour >= 12
        minutes += noon if later else 0
    return time(*divmod(minutes, 60))


def _later(earliest: time, said: time) -> time:
    """The end of a range: "between eleven and one" ends in the afternoon."""
    if said <= earliest and said.hour + 12 < 24:
        return said.replace(hour=said.hour + 12)
    return said
