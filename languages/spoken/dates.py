"""Dates as people say them."""

from datetime import date

from babel.dates import get_day_names, get_month_names

from languages.spoken.forms import registered, spoken_forms
from languages.spoken.number_words import cardinal, ordinal, year

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
    forms = spoken_forms(language).dates
    spoken = forms.plain.format(
        weekday=weekday_name(day.weekday(), language),
        ordinal=forms.ordinals.get(day.day) or ordinal(day.day, language),
        day=day_number(day.day, language),
        month=_month(day, language, today),
    )
    return _relative(spoken, day, language, today)


def spoken_date_inside(day: date, language: str, *, today: date | None = None) -> str:
    """Say a date as part of a sentence: "on Tuesday the twenty-fourth of November".

    Arguments and errors are those of ``spoken_date``.
    """
    forms = spoken_forms(language).dates
    weekdays = forms.inside_weekdays
    spoken = forms.inside.format(
        weekday=weekdays[day.weekday()] if weekdays else weekday_name(day.weekday(), language),
        ordinal=forms.inside_ordinals.get(day.day) or ordinal(day.day, language),
        day=day_number(day.day, language),
        month=_month(day, language, today),
    )
    return _relative(spoken, day, language, today)


def weekday_name(weekday: int, language: str) -> str:
    """The name of a weekday, 0 being Monday."""
    names = spoken_forms(language).dates.weekdays
    if names:
        return names[weekday]
    return str(get_day_names("wide", locale=registered(language).locale)[weekday])


def month_name(month: int, language: str) -> str:
    """The name of a month as it stands in a date, 1 being January."""
    names = spoken_forms(language).dates.months
    return names.get(month) or get_month_names("wide", locale=registered(language).locale)[month]


def month_and_year(month: int, number: int, language: str) -> str:
    """A month with its year, as both stand in a date."""
    forms = spoken_forms(language).dates
    return forms.with_year.format(
        month=month_name(month, language), year=year(number, language, forms.year_case)
    )


def day_number(day: int, language: str) -> str:
    """The day of a month where it is said as a cardinal."""
    return spoken_forms(language).dates.days.get(day) or cardinal(day, language)


def _month(day: date, language: str, today: date | None) -> str:
    if today is None or abs((day - today).days) <= _OBVIOUS_YEAR_DAYS:
        return month_name(day.month, language)
    return month_and_year(day.month, day.year, language)


def _relative(spoken: str, day: date, language: str, today: date | None) -> str:
    forms = spoken_forms(language).dates
    distance = None if today is None else (day - today).days
    if distance in forms.relative:
        return forms.with_relative.format(relative=forms.relative[distance], date=spoken)
    return spoken
