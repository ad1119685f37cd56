"""Abbreviated weekdays ("Mo, Mi") and ranges of weekdays ("Mo-Fr", "Montag-Freitag")."""

import re

from languages.spoken.dates import weekday_name
from languages.spoken.forms import spoken_forms
from languages.spoken.reading.rules import DASH, Rule, any_of, put


def weekday_patterns(language: str) -> tuple[str, str, str]:
    """Patterns of ranges, of abbreviations in a row, and of one before a date or a time."""
    weekdays = spoken_forms(language).reading.weekdays
    short = any_of(weekdays.abbreviations)
    known = any_of([*weekdays.abbreviations, *(weekday_name(day, language) for day in range(7))])
    span = rf"(?<!\w)(?P<start>{known})\.?\s*{DASH}\s*(?P<end>{known})(?:\.(?=\s*[\d,:;)]))?(?!\w)"
    row = (
        rf"(?<!\w)(?:{short})(?!\w)\.?(?:\s*(?:[,/+&]|\b[^\W\d_]{{1,3}}\b)\s*(?:{short})(?!\w)"
        r"(?:\.(?=\s*[^\W_]))?)+"
    )
    single = rf"(?<!\w)(?:{short})(?!\w)\.?(?=[,:]?\s*\d{{1,2}}(?:[.:hч]|\s?{DASH}))"
    return span, row, single


def weekday_rule(language: str) -> Rule:
    """Say "Mo-Fr" as "Monday to Friday"."""
    weekdays = spoken_forms(language).reading.weekdays
    days = weekdays.abbreviations | {weekday_name(day, language): day for day in range(7)}
    span, row, single = map(re.compile, weekday_patterns(language))
    short = re.compile(rf"(?<!\w)({any_of(weekdays.abbreviations)})(?!\w)\.?")

    def read_span(match: re.Match[str]) -> str:
        start, end = days[match["start"]], days[match["end"]]
        return put(
            match,
            weekdays.range.format(
                start=weekdays.start[start] if weekdays.start else weekday_name(start, language),
                end=weekdays.end[end] if weekdays.end else weekday_name(end, language),
            ),
        )

    def read_row(match: re.Match[str]) -> str:
        return short.sub(lambda one: weekday_name(days[one[1]], language), match[0])

    return lambda text: single.sub(read_row, row.sub(read_row, span.sub(read_span, text)))
