"""Times of day in an utterance: "halb elf", "ten past nine", "between two and four"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from intents.slots.time_words import Role, Span, TimeWord, is_negated

_DAY_BEGINS = 7
"""Hour before which a bare "three" or "half past six" means the afternoon: nobody wants to be
called by an office at three in the morning."""

_MINUTES_OF_A_DAY = 24 * 60
_BEFORE_TIMES = (Role.AT, Role.AFTER, Role.BEFORE, Role.BETWEEN, Role.UNTIL)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time found among words.

    Attributes:
        minutes: Minutes since midnight as said, before the half of the day is known.
        fixed: Whether it was said which half of the day is meant.
        length: How many words it took.
    """

    minutes: int
    fixed: bool
    length: int


def read_range(words: Sequence[TimeWord]) -> tuple[time | None, time | None]:
    """The earliest and the latest time that words of one utterance allow.

    A point in time ("at ten") is both.
    """
    part = next(
        (
            word.spans[Role.PART]
            for index, word in enumerate(words)
            if word.can(Role.PART) and not is_negated(words, index)
        ),
        None,
    )
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
        if not is_negated(words, index):
            if _before(words, index, Role.LINK, Role.UNTIL) and earliest is not None:
                latest = _later(earliest, said)
            elif _before(words, index, Role.BEFORE, Role.UNTIL):
                latest = latest or said
            elif _before(words, index, Role.AFTER, Role.BETWEEN) or _opens_range(words, following):
                earliest = earliest or said
            elif earliest is None and latest is None:
                earliest = latest = said
        index = following
    if earliest is None and latest is None and part is not None:
        return part.start, part.end
    if earliest is not None and latest is not None and latest < earliest:
        latest = None
    return earliest, latest


def read_clock(words: Sequence[TimeWord], index: int) -> ClockTime | None:
    """The time that begins at ``words[index]``."""
    word = words[index]
    if word.can(Role.MOMENT):
        moment = word.spans[Role.MOMENT].start
        return ClockTime(moment.hour * 60 + moment.minute, fixed=True, length=1)
    return _with_offset(words, index) or _minutes_to_hour(words, index) or _hour(words, index)


def _with_offset(words: Sequence[TimeWord], index: int) -> ClockTime | None:
    """Half past two, halb elf."""
    hour = _number(words, index + 1, 24)
    if not words[index].can(Role.OFFSET) or hour is None:
        return None
    offset = words[index].numbers[Role.OFFSET]
    return _finish(words, index, index + 2, _around(hour, offset))


def _minutes_to_hour(words: Sequence[TimeWord], index: int) -> ClockTime | None:
    """Ten past nine, fünf Minuten vor zwölf; but not the range "10 to 12"."""
    minutes = _number(words, index, 29)
    link = index + 1
    named = _can(words, link, Role.MINUTES)
    if named:
        link += 1
    if not minutes or not _can(words, link, Role.PAST, Role.TO):
        return None
    hour = _number(words, link + 1, 24)
    if hour is None:
        return None
    if (
        not named
        and _can(words, link, Role.UNTIL)
        and (words[index].written or _before(words, index, Role.AFTER))
    ):
        return None
    sign = 1 if words[link].can(Role.PAST) else -1
    return _finish(words, index, link + 2, _around(hour, sign * minutes))


def _around(hour: int, minutes: int) -> int:
    """Minutes of the day; "halb eins" is after noon, not after midnight."""
    return (hour + 12 if hour == 1 and minutes < 0 else hour) * 60 + minutes


def _hour(words: Sequence[TimeWord], index: int) -> ClockTime | None:
    """10:30, zehn Uhr dreißig, ten thirty, ten."""
    hour = _number(words, index, 24)
    following = index + 1
    if hour is None:
        if not (words[index].can(Role.ONE) and _can(words, following, Role.OCLOCK)):
            return None
        hour = 1
    separator = words[following].before if following < len(words) else ""
    minutes = _number(words, following, 59)
    if minutes is not None and words[following].written and separator in {":", "."}:
        return _finish(words, index, following + 1, hour * 60 + minutes)
    if _can(words, following, Role.OCLOCK):
        minutes = _number(words, following + 1, 59)
        if minutes is not None and not words[following + 1].before.strip():
            return _finish(words, index, following + 2, hour * 60 + minutes)
        return _finish(words, index, following + 1, hour * 60)
    return _unmarked(words, index, hour)


def _unmarked(words: Sequence[TimeWord], index: int, hour: int) -> ClockTime | None:
    """A bare "ten" or "ten thirty", which is a time only where nothing else is possible."""
    following = index + 1
    minutes = _number(words, following, 59)
    separated = following < len(words) and words[following].before.strip()
    if minutes is not None and minutes >= 10 and minutes % 5 == 0 and not separated:
        clock = _finish(words, index, following + 1, hour * 60 + minutes)
    else:
        clock = _finish(words, index, following, hour * 60)
    others = [*words[:index], *words[clock.length + index :]]
    only_time = all(word.can(*Role) and not word.can(Role.NUMBER) for word in others)
    if (
        clock.fixed
        or only_time
        or _before(words, index, *_BEFORE_TIMES)
        or _ends_range(words, index)
        or _opens_range(words, index + clock.length)
        or _can(words, index + clock.length, Role.PART)
    ):
        return clock
    return None


def _finish(words: Sequence[TimeWord], start: int, end: int, minutes: int) -> ClockTime:
    """Take what may follow a time: "Uhr", "pm"."""
    fixed = False
    if _can(words, end, Role.OCLOCK):
        end += 1
    if _can(words, end, Role.AM, Role.PM):
        half = 12 * 60 if words[end].can(Role.PM) else 0
        minutes = minutes % (12 * 60) + half if minutes < 13 * 60 else minutes
        fixed = True
        end += 1
    return ClockTime(minutes % _MINUTES_OF_A_DAY, fixed, end - start)


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


def _opens_range(words: Sequence[TimeWord], following: int) -> bool:
    """Whether the words after a time make it the begin of a range: "ten to twelve", "10-12"."""
    if _can(words, following, Role.UNTIL):
        return _number(words, following + 1, 24) is not None or _can(
            words, following + 1, Role.MOMENT, Role.OFFSET, Role.ONE
        )
    return _dash(words, following)


def _ends_range(words: Sequence[TimeWord], index: int) -> bool:
    return _dash(words, index) or (
        index >= 1
        and words[index - 1].can(Role.LINK)
        and any(word.can(Role.BETWEEN) for word in words[: index - 1])
    )


def _dash(words: Sequence[TimeWord], index: int) -> bool:
    return 0 < index < len(words) and words[index].before.strip() in {"-", "–"}


def _before(words: Sequence[TimeWord], index: int, *roles: Role) -> bool:
    """Whether the word before a time has one of the roles; a dash is an "until"."""
    if Role.UNTIL in roles and _dash(words, index):
        return True
    return index > 0 and words[index - 1].can(*roles)


def _number(words: Sequence[TimeWord], index: int, largest: int) -> int | None:
    if not _can(words, index, Role.NUMBER):
        return None
    value = words[index].numbers[Role.NUMBER]
    return value if value <= largest else None


def _can(words: Sequence[TimeWord], index: int, *roles: Role) -> bool:
    return 0 <= index < len(words) and words[index].can(*roles)
