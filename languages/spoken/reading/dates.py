"""Written dates: figures in the orders usual in Europe and ISO 8601, and names of months."""

import re
from datetime import date

from babel.dates import get_month_names

from languages.spoken.dates import day_number, month_and_year, month_name
from languages.spoken.forms import registered, spoken_forms
from languages.spoken.number_words import ordinal
from languages.spoken.reading.rules import DASH, Rule, any_of, lower, put, word_before

_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_ISO = r"(?<![\w.,/-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w]|-\d)"
_FIRST = rf"(?:(?P<first>0?[1-9]|[12]\d|3[01])(?:MARKS)?\s?{DASH}\s?)?"
_FIGURES = (
    rf"(?<![\w.,/-]){_FIRST}{_DAY}(?:(?P<mark>[./-])\s?{_MONTH}(?P=mark)\s?"
    r"(?P<year>\d{4}|\d\d)(?!\w|[.,/-]\d)(?:YEAR_MARKS)?"
    r"|\.\s?(?P<only>0?[1-9]|1[0-2])\.(?!\d))"
)
_DAY_ALONE = re.compile(r".*?\{(?:day|ordinal)\}\w*")
_LEAP_YEAR = 2000  # stands in where no year is written: every day of it exists


def date_rule(language: str) -> Rule:
    """Say "15.03.2026" as "fifteenth of March twenty twenty-six"."""
    forms = spoken_forms(language)
    reading = forms.reading.dates
    months = _months(language)
    between = forms.reading.range.between
    variants = [(lower(variant.after), variant.text) for variant in reading.variants]

    def said_day(day: int) -> dict[str, str]:
        inside = forms.dates.inside_ordinals.get(day) or ordinal(day, language)
        return {"ordinal": inside, "day": day_number(day, language)}

    def spoken(match: re.Match[str], day: int, month: int, year: int | None) -> str:
        try:
            date(year or _LEAP_YEAR, month, day)
        except ValueError:
            return match[0]
        before = word_before(match)
        template = next((text for after, text in variants if before in after), reading.text)
        named = month_and_year(month, year, language) if year else month_name(month, language)
        said = template.format(month=named, **said_day(day))
        if match.groupdict().get("first"):
            first = _DAY_ALONE.match(template)
            assert first is not None  # the file names the day
            said = first[0].format(**said_day(int(match["first"]))) + between + said
        return put(match, said)

    def from_figures(match: re.Match[str]) -> str:
        groups = match.groupdict()
        month = int(groups["month"] or groups["only"])
        year = _full_year(groups["year"]) if groups["year"] else None
        return spoken(match, int(match["day"]), month, year)

    def from_words(match: re.Match[str]) -> str:
        year = int(match["year"]) if match["year"] else None
        return spoken(match, int(match["day"]), months[match["month"].lower()], year)

    names = any_of([*months, *(name.capitalize() for name in months)])
    marks = any_of({".", *(mark for one in forms.reading.ordinals for mark in one.marks)})
    links = any_of(reading.links)
    after_year = rf"\s?(?:{any_of(reading.year_marks)})(?!\w)"
    year = rf"(?P<year>[12]\d{{3}})(?!\d|[.,]\d)(?:{after_year})?"
    patterns = [
        (re.compile(_ISO), from_figures),
        (
            re.compile(_FIGURES.replace("YEAR_MARKS", after_year).replace("MARKS", r"\.")),
            from_figures,
        ),
        (
            re.compile(
                rf"(?<![\w.,:/-]){_FIRST.replace('MARKS', marks)}{_DAY}(?:{marks})?\s*"
                rf"(?:(?:{links})\s+)?(?P<month>{names})(?!\w)"
                rf"(?:,?\s+(?:(?:{links})\s+)?{year})?"
            ),
            from_words,
        ),
    ]
    if reading.month_first:
        patterns.append(
            (
                re.compile(
                    rf"(?<!\w)(?P<month>{names})\s+{_DAY}(?:{marks})?(?!\w|[.,:]\d)(?:,?\s+{year})?"
                ),
                from_words,
            )
        )

    def rule(text: str) -> str:
        for pattern, read in patterns:
            text = pattern.sub(read, text)
        return text

    return rule


def _months(language: str) -> dict[str, int]:
    locale = registered(language).locale
    names: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for number, name in get_month_names(width, context, locale).items():
                names[name.lower()] = number
                names[name.lower().rstrip(".")] = number
    for number in range(1, 13):
        names[month_name(number, language).lower()] = number
    for name, number in spoken_forms(language).reading.dates.months.items():
        names[name.lower()] = number
    return names


def _full_year(written: str) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year
