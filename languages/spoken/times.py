"""Times of day and time windows as people say them."""

from datetime import date, datetime, time

from num2words import num2words

from languages.spoken.dates import spoken_date_inside
from languages.spoken.forms import ClockForms, spoken_forms


def spoken_time(moment: time, language: str) -> str:
    """Say a time of day to the minute: "half past two in the afternoon".

    Args:
        moment: The time; seconds and time zone are ignored.
        language: ISO 639-1 code.

    Raises:
        ValueError: The language has no spoken forms.
    """
    clock = spoken_forms(language).clock
    return _without_part(moment, clock, language) + _part(moment, clock)


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


def _between(start: time, end: time, language: str) -> str:
    forms = spoken_forms(language)
    part, end_part = _part(start, forms.clock), _part(end, forms.clock)
    full_hours = not start.minute and not end.minute and not {start, end} & set(forms.clock.exact)
    if full_hours and part in {"", end_part}:
        return forms.windows.between_hours.format(
            start=_hour(start.hour, forms.clock, language),
            end=_hour(end.hour, forms.clock, language),
            part=end_part,
        )
    spoken_start = _without_part(start, forms.clock, language)
    return forms.windows.between.format(
        # "between half past two and four o'clock in the afternoon": once is enough.
        start=spoken_start if part == end_part else spoken_start + part,
        end=spoken_time(end, language),
    )


def _without_part(moment: time, clock: ClockForms, language: str) -> str:
    if exact := _exact(moment, clock):
        return exact
    if moment.minute == 0:
        template = clock.full_hour
    elif moment.minute < 10 and clock.early_minutes:
        template = clock.early_minutes
    else:
        template = clock.minutes.get(moment.minute, clock.other_minutes)
    return template.format(
        hour=_hour(moment.hour, clock, language),
        next_hour=_hour((moment.hour + 1) % 24, clock, language),
        minute=num2words(moment.minute, lang=language),
    )


def _hour(hour: int, clock: ClockForms, language: str) -> str:
    counted = hour if clock.cycle == 24 else (hour - 1) % 12 + 1
    return clock.hour_words.get(counted) or str(num2words(counted, lang=language))


def _part(moment: time, clock: ClockForms) -> str:
    if _exact(moment, clock):
        return ""
    begun = [part.text for part in clock.parts if part.start <= moment.replace(tzinfo=None)]
    return begun[-1] if begun else ""


def _exact(moment: time, clock: ClockForms) -> str | None:
    return clock.exact.get(time(moment.hour, moment.minute))
