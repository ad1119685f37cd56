"""Days in an utterance: "übermorgen", "next Tuesday", "24. November", "in drei Tagen"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from intents.slots.time_roles import Role, TimeWord, is_negated

_NEAR_DAYS = 183
"""A date without a year that has passed means next year if that is within half a year; "the
twenty-fourth of November" said the day after is a slip, not a wish for next year."""

_MOST_UNITS = 60  # days or weeks ahead; more is no wish for a callback

_WRITTEN_DATE = re.compile(
    r"""(?<![\d.:/-])(?:
        (?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)
      | (?P<day_2>\d{1,2})\.\s?(?P<month_2>\d{1,2})\.(?:\s?(?P<year_2>(?:19|20)\d\d|\d\d(?!\d)))?
      | (?P<day_3>\d{1,2})/(?P<month_3>\d{1,2})/(?P<year_3>(?:19|20)\d\d|\d\d)
    )(?![\d:/-])""",
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class SaidDay:
    """A day found in an utterance.

    Attributes:
        day: The date.
        rest: The words that are not part of it.
    """

    day: date | None
    rest: list[TimeWord]


def take_written_date(text: str, today: date) -> tuple[date | None, str]:
    """The first date in digits, and the text without the dates.

    Only dates that can be told from times and telephone numbers count: 2026-11-24,
    24.11.2026, 24.11. and 24/11/2026.
    """
    found: date | None = None
    for match in _WRITTEN_DATE.finditer(text):
        parts = [value for value in match.groupdict().items() if value[1] is not None]
        values = {name.partition("_")[0]: int(value) for name, value in parts}
        found = found or _date(values["day"], values["month"], values.get("year"), today)
    return found, _WRITTEN_DATE.sub(" ", text)


def take_day(words: Sequence[TimeWord], today: date) -> SaidDay:
    """The first day said in words, a date before a weekday, and the words without days."""
    for read in (_dates, _distances, _weekdays, _near_days, _days_of_month):
        for day, start, end in read(words, today):
            if is_negated(words, start):
                continue
            # "Tonight" is a day and a part of it; "morgen" is one or the other.
            both = [word for word in words[start:end] if word.can(Role.PART) and day == today]
            return SaidDay(day, [*words[:start], *both, *words[end:]])
    return SaidDay(None, list(words))


_Found = Iterator[tuple[date, int, int]]


def _dates(words: Sequence[TimeWord], today: date) -> _Found:
    """24. November, November the 24th, vierundzwanzigster elfter."""
    for start, word in enumerate(words):
        month: int | None
        if word.can(Role.MONTH) and not _can(words, start - 1, Role.NUMBER, Role.ORDINAL):
            day, end = _day_number(words, _skip(words, start + 1, Role.ON))
            month = word.numbers[Role.MONTH]
        else:
            day, end = _day_number(words, start)
            month, end = _month_number(words, end, ordinal=word.can(Role.ORDINAL))
        if not day or not month:
            continue
        year = _value(words, end, Role.NUMBER)
        if year is not None and 1900 <= year < 2100:
            end += 1
        else:
            year = None
        if found := _date(day, month, year, today):
            yield found, start, end


def _day_number(words: Sequence[TimeWord], index: int) -> tuple[int | None, int]:
    """The number of a day and the index behind it."""
    day = _value(words, index, Role.ORDINAL) or _value(words, index, Role.NUMBER)
    return day, _skip(words, index + 1, Role.ORDINAL_MARK)


def _month_number(
    words: Sequence[TimeWord], index: int, *, ordinal: bool
) -> tuple[int | None, int]:
    """The month behind a day; as an ordinal only if the day is one, too."""
    month = _value(words, index, Role.MONTH)
    if month is None and ordinal:
        month = _value(words, index, Role.ORDINAL)
    return month, index + 1


def _distances(words: Sequence[TimeWord], today: date) -> _Found:
    """In drei Tagen, in a week, iki gün sonra, через неделю."""
    for start, word in enumerate(words):
        announced = word.can(Role.DISTANCE)
        count = start + 1 if announced else start
        number = _value(words, count, Role.NUMBER) or _value(words, count, Role.ONE)
        unit = _value(words, count + 1, Role.UNIT)
        if announced and number is None and (unit := _value(words, count, Role.UNIT)):
            number, end = 1, count + 1
        else:
            end = count + 2
        behind = _can(words, end, Role.DISTANCE_BEHIND)
        joined = _can(words, end - 1, Role.DISTANCE_BEHIND)
        if (announced or behind or joined) and unit and number and number <= _MOST_UNITS:
            yield today + timedelta(days=number * unit), start, end + behind


def _weekdays(words: Sequence[TimeWord], today: date) -> _Found:
    """Tuesday: the next one after today; next week's where that is said."""
    for start, word in enumerate(words):
        weekday = _value(words, start, Role.WEEKDAY)
        if weekday is None:
            continue
        end = _skip(words, start + 1, Role.NEXT_WEEK)
        before = start - 1
        while _can(words, before, Role.AT, Role.ON):
            before -= 1
        announced = _can(words, before, Role.NEXT_WEEK)
        if announced or end > start + 1:
            monday = today + timedelta(days=7 - today.weekday())
            found = monday + timedelta(days=weekday)
        else:
            found = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
        # A part of the day in the same word ("Dienstagnachmittag") is still to be read.
        yield found, start, start if word.can(Role.PART) else end


def _near_days(words: Sequence[TimeWord], today: date) -> _Found:
    """Heute, tomorrow."""
    for start in range(len(words)):
        distance = _value(words, start, Role.DAY)
        if distance is not None:
            yield today + timedelta(days=distance), start, start + 1


def _days_of_month(words: Sequence[TimeWord], today: date) -> _Found:
    """Am vierundzwanzigsten, on the 24th: this month or, once that is over, in the next."""
    for start in range(len(words)):
        day, end = _day_number(words, start)
        if not (day and _is_day_of_month(words, start, end)):
            continue
        end = _skip(words, end, Role.DAY_MARK)
        year, month = today.year, today.month
        if day < today.day:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if found := _date(day, month, year, today):
            yield found, start, end


def _is_day_of_month(words: Sequence[TimeWord], start: int, end: int) -> bool:
    """Whether the number from ``start`` to ``end`` is a day; "der erste Termin" is none."""
    if _can(words, end, Role.DAY_MARK):
        return True
    # "Am 31. Februar" is not the 31st of this month.
    if end < len(words) and (words[end].can(Role.MONTH) or not words[end].can(*Role)):
        return False
    if _can(words, start, Role.BARE_ORDINAL):
        return not _can(words, start - 1, Role.OFFSET, Role.MINUTES, Role.PAST, Role.TO, Role.AT)
    if _can(words, start - 1, Role.ON_NUMBER):
        return not _can(words, end, Role.OCLOCK, Role.UNIT, Role.MINUTES)
    marked = _can(words, start, Role.ORDINAL) or end > start + 1 or _has_point(words[start])
    return marked and _can(words, start - 1, Role.ON)


def _can(words: Sequence[TimeWord], index: int, *roles: Role) -> bool:
    return 0 <= index < len(words) and words[index].can(*roles)


def _has_point(word: TimeWord) -> bool:
    return word.written and word.after.startswith(".") and not word.after[1:2].isdigit()


def _date(day: int, month: int, year: int | None, today: date) -> date | None:
    """The date, or None if there is no such day."""
    if year is not None:
        return _valid_date(year if year >= 100 else 2000 + year, month, day)
    this_year = _valid_date(today.year, month, day)
    next_year = _valid_date(today.year + 1, month, day)
    if this_year is not None and this_year >= today:
        return this_year
    if next_year is not None and (next_year - today).days <= _NEAR_DAYS:
        return next_year
    return this_year


def _valid_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _value(words: Sequence[TimeWord], index: int, role: Role) -> int | None:
    return words[index].numbers.get(role) if 0 <= index < len(words) else None


def _skip(words: Sequence[TimeWord], index: int, role: Role) -> int:
    return index + 1 if index < len(words) and words[index].can(role) else index
