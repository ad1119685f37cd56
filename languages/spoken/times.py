"""Times of day and time windows as people say them."""

from datetime import date, datetime, time

from languages.spoken.dates import spoken_date_inside
from languages.spoken.forms import ClockForms, spoken_forms
from languages.spoken.number_words import cardinal, plural_template


def spoken_time(moment: time, language: str) -> str:
    """Say a time of day to the minute: "half past two in the afternoon".

    The time is named as it would be in an answer to "what time?", without a preposition.

    Args:
        moment: The time; seconds and time zone are ignored.
        language: ISO 639-1 code.

    Raises:
        ValueError: The language has no spoken forms.
    """
    clock = spoken_forms(language).clock
    if exact := exact_time(moment, clock):
        return exact
    cited = clock.cited.format(time=time_words(moment, language, clock.cited_case))
    return cited + day_part(moment, clock)


def spoken_time_window(
    start: datetime, end: datetime, language: str, *, today: date | None = None
) -> str:
    """Say when a window is: "on Tuesday the ..., between nine and eleven o'clock".

    Args:
        start: Begin of the window, in the office's wall-clock time.
        end: End of the window, later on the same day.
        language: ISO 639-1 code.
        today: As for ``spoken_date``.

    Raises:
        ValueError: The window is empty, reversed or reaches into another day, or the language
            has no spoken forms.
    """
    if start.date() != end.date() or end.time() <= start.time():
        raise ValueError("a time window must end after it starts, on the same day")
    return spoken_forms(language).windows.dated.format(
        date=spoken_date_inside(start.date(), language, today=today),
        window=_between(start.time(), end.time(), language),
    )


def time_words(moment: time, language: str, case: str | None) -> str:
    """A time of day without the part of the day and without what is said around it.

    Args:
        moment: The time; seconds and time zone are ignored.
        language: ISO 639-1 code.
        case: One of the cases that the clock of the language has.
    """
    clock = spoken_forms(language).clock
    if exact := exact_time(moment, clock):
        return exact
    full_hour = clock.full_hour
    if case is not None and (inflected := clock.cases[case].full_hour) is not None:
        full_hour = inflected
    counted = _counted_hour(moment.hour, clock)
    if moment.minute == 0:
        template = plural_template(full_hour, counted, language)
    elif moment.minute in clock.minutes:
        template = clock.minutes[moment.minute]
    elif moment.minute < 10 and clock.early_minutes:
        template = clock.early_minutes
    else:
        template = plural_template(clock.other_minutes, counted, language)
    return template.format(
        hour=hour_words(moment.hour, language, case),
        next_hour=hour_words((moment.hour + 1) % 24, language, case),
        minute=_minute(moment.minute, language, case),
    )


def hour_words(hour: int, language: str, case: str | None) -> str:
    """The word for an hour alone, 0 to 23, as it is counted in the language."""
    clock = spoken_forms(language).clock
    counted = _counted_hour(hour, clock)
    words = clock.hour_words if case is None else clock.cases[case].hour_words
    return words.get(counted) or clock.hour_words.get(counted) or cardinal(counted, language)


def day_part(moment: time, clock: ClockForms) -> str:
    """What is added to a time so that it is known which half of the day it is in."""
    if exact_time(moment, clock):
        return ""
    begun = [part.text for part in clock.parts if part.start <= moment.replace(tzinfo=None)]
    return begun[-1] if begun else ""


def exact_time(moment: time, clock: ClockForms) -> str | None:
    """The name of a time that has one of its own, such as midnight."""
    return clock.exact.get(time(moment.hour, moment.minute))


def _between(start: time, end: time, language: str) -> str:
    forms = spoken_forms(language)
    case = forms.windows.case
    part, end_part = day_part(start, forms.clock), day_part(end, forms.clock)
    full_hours = not start.minute and not end.minute and not {start, end} & set(forms.clock.exact)
    if full_hours and part in {"", end_part}:
        return forms.windows.between_hours.format(
            start=hour_words(start.hour, language, case),
            end=hour_words(end.hour, language, case),
            part=end_part,
        )
    spoken_start = time_words(start, language, case)
    return forms.windows.between.format(
        # "between half past two and four o'clock in the afternoon": once is enough.
        start=spoken_start if part == end_part else spoken_start + part,
        end=time_words(end, language, case) + end_part,
    )


def _counted_hour(hour: int, clock: ClockForms) -> int:
    return hour if clock.cycle == 24 else (hour - 1) % 12 + 1


def _minute(minute: int, language: str, case: str | None) -> str:
    clock = spoken_forms(language).clock
    words = clock.minute_words if case is None else clock.cases[case].minute_words
    if minute in words:
        return words[minute]
    tens, ones = minute // 10 * 10, minute % 10
    if tens in words and ones in words:
        return f"{words[tens]} {words[ones]}"
    return clock.minute_words.get(minute) or cardinal(minute, language)
