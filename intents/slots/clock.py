"""Times of day in an utterance: "halb elf", "ten past nine", "las dos y media", "без пяти три"."""

from collections.abc import Sequence
from dataclasses import dataclass

from intents.slots.time_roles import Role, TimeWord

_MINUTES_OF_A_DAY = 24 * 60
_BEFORE_TIMES = (Role.AT, Role.AFTER, Role.BEFORE, Role.BETWEEN, Role.UNTIL)
_BEHIND_TIMES = (Role.PART, Role.AFTER_BEHIND, Role.BEFORE_BEHIND, Role.BETWEEN_BEHIND)


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


def read_clock(words: Sequence[TimeWord], index: int) -> ClockTime | None:
    """The time that begins at ``words[index]``."""
    word = words[index]
    if word.can(Role.MOMENT):
        moment = word.spans[Role.MOMENT].start
        return ClockTime(moment.hour * 60 + moment.minute, fixed=True, length=1)
    return (
        _with_offset(words, index)
        or _missing_minutes(words, index)
        or _minutes_to_hour(words, index)
        or _hour_with_more(words, index)
        or _hour(words, index)
    )


def follows(words: Sequence[TimeWord], index: int, *roles: Role) -> bool:
    """Whether the word before a time has one of the roles; a dash is an "until"."""
    if Role.UNTIL in roles and is_dash(words, index):
        return True
    return index > 0 and words[index - 1].can(*roles)


def opens_range(words: Sequence[TimeWord], following: int) -> bool:
    """Whether the words after a time make it the begin of a range: "ten to twelve", "10-12"."""
    link = can(words, following, Role.LINK) and _has(words[following:], Role.BETWEEN_BEHIND)
    if link or can(words, following, Role.UNTIL):
        return hour_number(words, following + 1) is not None or can(
            words, following + 1, Role.MOMENT, Role.OFFSET, Role.ONE, Role.AT
        )
    return is_dash(words, following)


def is_dash(words: Sequence[TimeWord], index: int) -> bool:
    """Whether a dash stands before a word."""
    return 0 < index < len(words) and words[index].before.strip() in {"-", "–"}


def can(words: Sequence[TimeWord], index: int, *roles: Role) -> bool:
    """Whether there is a word at ``index`` with one of the roles."""
    return 0 <= index < len(words) and words[index].can(*roles)


def hour_number(words: Sequence[TimeWord], index: int) -> int | None:
    """The hour at ``index``: a number, or the word that the language has for the hour."""
    hour = words[index].numbers.get(Role.HOUR) if 0 <= index < len(words) else None
    return _number(words, index, 24) if hour is None else hour


def _with_offset(words: Sequence[TimeWord], index: int) -> ClockTime | None:
    """Half past two, halb elf, половина третьего."""
    if not words[index].can(Role.OFFSET):
        return None
    hour_at = index + 1 + can(words, index + 1, Role.AT)
    hour = _named_hour(words, hour_at)
    if hour is None:
        return None
    return _finish(words, index, hour_at + 1, _around(hour, words[index].numbers[Role.OFFSET]))


def _missing_minutes(words: Sequence[TimeWord], index: int) -> ClockTime | None:
    """Без десяти три, за десять третя."""
    if not words[index].can(Role.TO_BEFORE):
        return None
    minutes = _number(words, index + 1, 29)
    hour_at = index + 2 + can(words, index + 2, Role.MINUTES)
    hour = _named_hour(words, hour_at)
    if not minutes or hour is None:
        return None
    return _finish(words, index, hour_at + 1, _around(hour, -minutes))


def _minutes_to_hour(words: Sequence[TimeWord], index: int) -> ClockTime | None:
    """Ten past nine, fünf vor halb zwölf, десять минут третьего; not the range "10 to 12"."""
    minutes = _number(words, index, 29)
    link = index + 1
    named = can(words, link, Role.MINUTES)
    if named:
        link += 1
    if minutes and named and can(words, link, Role.ORDINAL) and (into := _named_hour(words, link)):
        return _finish(words, index, link + 1, _around(into, minutes - 60))
    if not minutes or not can(words, link, Role.PAST, Role.TO):
        return None
    if can(words, link + 1, Role.OFFSET) and (half := _with_offset(words, link + 1)):
        sign = 1 if words[link].can(Role.PAST) else -1
        return ClockTime(half.minutes + sign * minutes, half.fixed, link + 1 - index + half.length)
    hour_at = link + 1 + can(words, link + 1, Role.AT)
    hour = hour_number(words, hour_at)
    if hour is None:
        return None
    if (
        not named
        and can(words, link, Role.UNTIL)
        and (words[index].written or follows(words, index, Role.AFTER))
    ):
        return None
    sign = 1 if words[link].can(Role.PAST) else -1
    return _finish(words, index, hour_at + 1, _around(hour, sign * minutes))


def _hour_with_more(words: Sequence[TimeWord], index: int) -> ClockTime | None:
    """Las dos y media, le tre meno dieci, ikiyi on geçe: what is added stands behind the hour."""
    hour = hour_number(words, index)
    if hour is None:
        return None
    more = index + 1 + can(words, index + 1, Role.OCLOCK)
    if can(words, more, Role.OFFSET_BEHIND) and not _is_link(words, more):
        offset = words[more].numbers[Role.OFFSET_BEHIND]
        return _finish(words, index, more + 1, _around(hour, offset))
    if can(words, more, Role.PLUS, Role.MINUS) and not _is_link(words, more):
        minutes = _number(words, more + 1, 59)
        end = more + 2 + can(words, more + 2, Role.MINUTES)
        if minutes:
            sign = 1 if words[more].can(Role.PLUS) else -1
            return _finish(words, index, end, _around(hour, sign * minutes))
        return None
    minutes = _number(words, more, 29)
    end = more + 1 + can(words, more + 1, Role.MINUTES)
    if minutes and can(words, end, Role.PAST_BEHIND, Role.TO_BEHIND):
        sign = 1 if words[end].can(Role.PAST_BEHIND) else -1
        return _finish(words, index, end + 1, _around(hour, sign * minutes))
    return None


def _is_link(words: Sequence[TimeWord], index: int) -> bool:
    """Whether an "and" stands between the ends of a range: "entre diez y doce"."""
    if not words[index].can(Role.LINK):
        return False
    if _has(words[index:], Role.BETWEEN_BEHIND):
        return True
    begins = [at for at in range(index) if words[at].can(Role.BETWEEN)]
    return bool(begins) and not _has(words[begins[-1] : index], Role.LINK)


def _has(words: Sequence[TimeWord], role: Role) -> bool:
    return any(word.can(role) for word in words)


def _named_hour(words: Sequence[TimeWord], index: int) -> int | None:
    """An hour that can also be an ordinal, where only an hour can stand."""
    hour = hour_number(words, index)
    if hour is None and can(words, index, Role.ORDINAL):
        counted = words[index].numbers[Role.ORDINAL]
        return counted if counted <= 12 else None
    return hour


def _around(hour: int, minutes: int) -> int:
    """Minutes of the day; "halb eins" is after noon, not after midnight."""
    return (hour + 12 if hour == 1 and minutes < 0 else hour) * 60 + minutes


def _hour(words: Sequence[TimeWord], index: int) -> ClockTime | None:
    """10:30, zehn Uhr dreißig, ten thirty, ten."""
    hour = hour_number(words, index)
    following = index + 1
    if hour is None:
        if not (words[index].can(Role.ONE) and can(words, following, Role.OCLOCK)):
            return None
        hour = 1
    separator = words[following].before if following < len(words) else ""
    minutes = _number(words, following, 59)
    if minutes is not None and words[following].written and separator in {":", "."}:
        return _finish(words, index, following + 1, hour * 60 + minutes)
    if can(words, following, Role.OCLOCK):
        minutes = _number(words, following + 1, 59)
        if minutes is not None and not words[following + 1].before.strip():
            end = following + 2 + can(words, following + 2, Role.MINUTES)
            return _finish(words, index, end, hour * 60 + minutes)
        return _finish(words, index, following + 1, hour * 60)
    return _unmarked(words, index, hour)


def _unmarked(words: Sequence[TimeWord], index: int, hour: int) -> ClockTime | None:
    """A bare "ten" or "ten thirty", which is a time only where nothing else is possible."""
    following = index + 1
    minutes = _number(words, following, 59)
    separated = following < len(words) and words[following].before.strip()
    ended = words[index].can(Role.FROM)
    if minutes is not None and minutes >= 10 and minutes % 5 == 0 and not separated and not ended:
        end = following + 1 + can(words, following + 1, Role.MINUTES)
        clock = _finish(words, index, end, hour * 60 + minutes)
    else:
        clock = _finish(words, index, following, hour * 60)
    others = [*words[:index], *words[clock.length + index :]]
    only_time = all(word.can(*Role) and not word.can(Role.NUMBER) for word in others)
    behind = index + clock.length
    if (
        clock.fixed
        or only_time
        or ended
        or follows(words, index, *_BEFORE_TIMES, Role.FROM)
        or _ends_range(words, index)
        or opens_range(words, behind)
        or can(words, behind, *_BEHIND_TIMES)
    ):
        return clock
    return None


def _finish(words: Sequence[TimeWord], start: int, end: int, minutes: int) -> ClockTime:
    """Take what may follow a time: "Uhr", "pm"."""
    fixed = False
    if can(words, end, Role.OCLOCK):
        end += 1
    if can(words, end, Role.AM, Role.PM):
        half = 12 * 60 if words[end].can(Role.PM) else 0
        minutes = minutes % (12 * 60) + half if minutes < 13 * 60 else minutes
        fixed = True
        end += 1
    return ClockTime(minutes % _MINUTES_OF_A_DAY, fixed, end - start)


def _ends_range(words: Sequence[TimeWord], index: int) -> bool:
    return is_dash(words, index) or (
        index >= 1
        and words[index - 1].can(Role.LINK)
        and (_has(words[: index - 1], Role.BETWEEN) or _has(words[index:], Role.BETWEEN_BEHIND))
    )


def _number(words: Sequence[TimeWord], index: int, largest: int) -> int | None:
    if not can(words, index, Role.NUMBER):
        return None
    value = words[index].numbers[Role.NUMBER]
    return value if value <= largest else None
