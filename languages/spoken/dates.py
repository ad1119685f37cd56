"""Dates as people say them."""

from datetime import date

from babel.dates import get_day_names, get_month_names
from num2words import num2words

from languages.spoken.forms import registered, spoken_forms

_OBVIOUS_YEAR_DAYS = 183  # nobody says the year of a date within half a year


def spoken_date(day: date, language: str, *, today: date | None = None) -> str:
    """Say a date standing alone: "tomorrow, Tuesday the twenty-fourth of November".

    Args:
        day: The date.
        language: ISO 639-1 code.
        today: Where given, near days get their word ("tomorrow") and far ones their year.

    Raises:
        ValueError: The language has no spoken forms.
    """
    return _dated(spoken_forms(language).dates.plain, day, language, today)


def spoken_date_inside(day: date, language: str, *, today: date | None = None) -> str:
    """Say a date as part of a sentence: "on Tuesday the twenty-fourth of November".

    Arguments and errors are those of ``spoken_date``.
    """
    return _dated(spoken_forms(language).dates.inside, day, language, today)


def _dated(template: str, day: date, language: str, today: date | None) -> str:
    forms = spoken_forms(language).dates
    locale = registered(language).locale
    spoken = template.format(
        weekday=get_day_names("wide", locale=locale)[day.weekday()],
        ordinal=num2words(day.day, lang=language, to="ordinal"),
        day=num2words(day.day, lang=language),
        month=get_month_names("wide", locale=locale)[day.month],
    )
    if today is None:
        return spoken
    distance = (day - today).days
    if abs(distance) > _OBVIOUS_YEAR_DAYS:
        year = num2words(day.year, lang=language, to="year")
        return forms.with_year.format(date=spoken, year=year)
    if distance in forms.relative:
        return forms.with_relative.format(relative=forms.relative[distance], date=spoken)
    return spoken
