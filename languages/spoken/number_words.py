"""Numbers in words: those of num2words, corrected by the file of the language."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from babel import Locale
from num2words import num2words

from languages.spoken.forms import registered, spoken_forms
from languages.spoken.reading_forms import Plurals

_LONGEST_FRACTION = 6  # more digits than that are said one by one


@cache
def cardinal(number: int, language: str) -> str:
    """A number in words.

    Args:
        number: At least 0, below a trillion (10^12), as far as every language counts.
        language: ISO 639-1 code.
    """
    return _corrected(str(num2words(number, lang=language)), language)


@cache
def ordinal(number: int, language: str) -> str:
    """The ordinal of ``number`` in words, in the form in which dictionaries have it.

    Where a language counts no further with ordinals, it is the cardinal.
    """
    forms = spoken_forms(language).numbers
    if number in forms.ordinals:
        return forms.ordinals[number]
    try:
        return _corrected(str(num2words(number, lang=language, to="ordinal")), language)
    except (IndexError, KeyError, NotImplementedError, OverflowError, TypeError, ValueError):
        return cardinal(number, language)


@cache
def year(number: int, language: str, case: str | None = None) -> str:
    """A year in words.

    Args:
        number: The year, 1 to 9999.
        language: ISO 639-1 code.
        case: One of the cases that the file of the language describes.
    """
    forms = spoken_forms(language).numbers
    words = _corrected(str(num2words(number, lang=language, to="year")), language)
    for pattern, replacement in forms.year_replacements.items():
        words = re.sub(pattern, replacement, words)
    if case is None:
        return words
    inflection = forms.year_cases[case]
    if number in inflection.exact:
        return inflection.exact[number]
    parts = words.split(" ")
    kept, changed = parts[: -inflection.inflected], parts[-inflection.inflected :]
    return " ".join([*kept, *(inflection.words.get(word, word) for word in changed)])


def decimal(whole: int, fraction: str, language: str) -> str:
    """A number with a fraction in words.

    Args:
        whole: The part before the mark.
        fraction: The digits after it, at least one.
        language: ISO 639-1 code.
    """
    forms = spoken_forms(language)
    if forms.numbers.decimal is None and len(fraction) <= _LONGEST_FRACTION and int(fraction):
        written = Decimal(f"{whole}.{fraction}")
        return _corrected(str(num2words(written, lang=language)), language)
    significant = fraction.lstrip("0")
    if forms.numbers.fraction == "digits" or len(fraction) > _LONGEST_FRACTION or not significant:
        spoken = " ".join(forms.digits[int(digit)] for digit in fraction)
    else:
        zeros = [forms.digits[0]] * (len(fraction) - len(significant))
        spoken = " ".join([*zeros, cardinal(int(significant), language)])
    template = forms.numbers.decimal or "{whole}" + forms.pause + "{fraction}"
    return template.format(whole=cardinal(whole, language), fraction=spoken)


def counted(number: int, language: str, words: Mapping[int, str]) -> str:
    """A number before a noun that changes the last word of some numbers ("twenty-one" weeks).

    Args:
        number: As for ``cardinal``.
        language: ISO 639-1 code.
        words: The numbers that differ, and how they are said.
    """
    if number in words:
        return words[number]
    spoken = cardinal(number, language)
    last = number % 10
    if number > 20 and number % 100 // 10 != 1 and last in words:
        ending = cardinal(last, language)
        if spoken.endswith(ending):
            return spoken.removesuffix(ending) + words[last]
    return spoken


def plural_template(forms: Plurals, number: int | Decimal, language: str) -> str:
    """The template for ``number`` among those for the plural categories of Unicode CLDR."""
    if isinstance(forms, str):
        return forms
    return forms.get(_locale(language).plural_form(number), forms["other"])


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(registered(language).locale)


def _corrected(words: str, language: str) -> str:
    for pattern, replacement in spoken_forms(language).numbers.replacements.items():
        words = re.sub(pattern, replacement, words)
    return " ".join(words.split())
