"""Telephone numbers as people dictate them and recognisers write them down.

A number that was not said must never come out. So an unknown word among the digits is taken for
a digit that was misheard: the digits are reported, but not as a number that could be called.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import phonenumbers
from babel.dates import get_month_names

from intents.slots.dictation import Run, read_runs
from intents.slots.tokens import readable
from intents.slots.vocabulary import vocabulary
from languages.registry import LANGUAGES

_FEWEST_DIGITS = 3  # less is an hour, an age, a count
_FEWEST_SIGNIFICANT = 6  # no German number with its area code is shorter
_MOST_E164_DIGITS = 15  # ITU-T E.164, section 6: country code included
_MOST_DIGITS = 19  # 15 by E.164, and an international prefix
_SEPARATING_WORDS = 3  # so many words between digits are a new statement, not a misheard digit


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """Digits that were said as a telephone number.

    Attributes:
        digits: All digits in order as said, without a plus sign.
        e164: The number in E.164 form; None when the digits cannot be called as they are:
            impossible, incomplete, without area code, or interrupted by something not understood.
        doubtful: Whether the same words can mean other digits, too. Such a number is never taken
            without being read back.
    """

    digits: str
    e164: str | None
    doubtful: bool = False


def find_phone_number(text: str, language: str, *, region: str = "DE") -> PhoneNumber | None:
    """Find the telephone number in an utterance.

    Args:
        text: What was recognised: digits, number words or both.
        language: ISO 639-1 code of the number words.
        region: ISO 3166-1 code of the country whose national form is dialled.

    Returns:
        The number, or None when fewer than three digits were said in a row.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    runs = read_runs(_without_dates(text, language), language)
    for index in range(len(runs) - 1, 0, -1):
        if runs[index].corrects:
            runs = runs[index:]
            break
    callable_runs = [(run, number) for run in runs if (number := _e164(run, region))]
    if not callable_runs:
        longest = max(runs, key=lambda run: len(run.digits), default=Run())
        if len(longest.digits) < _FEWEST_DIGITS:
            return None
        return PhoneNumber(longest.digits, None, longest.doubtful)
    last, e164 = callable_runs[-1]
    certain = len({number for _, number in callable_runs}) == 1 and all(
        _unrelated(earlier, later, region) for earlier, later in pairwise(runs)
    )
    return PhoneNumber(last.digits, e164 if certain else None, last.doubtful)


def find_digits(text: str, language: str) -> str:
    """All digits said, in order and however few, as of a reference number; empty for none.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    return "".join(run.digits for run in read_runs(text, language))


def find_last_digits(text: str, language: str) -> str:
    """The digits said last without another word between them ("not 45, it ends in 54").

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    runs = read_runs(text, language)
    return runs[-1].digits if runs else ""


def _unrelated(earlier: Run, later: Run, region: str) -> bool:
    """Whether two neighbouring runs are two statements rather than one broken number."""
    repeated = _e164(earlier, region)
    return (
        later.introduced
        or later.distance >= _SEPARATING_WORDS
        or (repeated is not None and repeated == _e164(later, region))
    )


def _e164(run: Run, region: str) -> str | None:
    """The number to call.

    ``is_possible_number`` (the length fits) instead of ``is_valid_number`` (the range is in
    use): the library's list of ranges lags behind new ones and lacks those reserved for
    examples, and a wrong refusal would cost the caller the callback, while a wrong digit is
    noticed when the number is read back.
    """
    if len(run.digits) > _MOST_DIGITS:
        return None
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    trunk = metadata.national_prefix if metadata else None
    if trunk == "0" and not run.plus and not run.digits.startswith(trunk):
        return None  # a subscriber's number without area code: which town was not said
    try:
        number = phonenumbers.parse(("+" if run.plus else "") + run.digits, region)
    except phonenumbers.NumberParseException:
        return None
    significant = phonenumbers.national_significant_number(number)
    if (
        len(significant) < _FEWEST_SIGNIFICANT
        or not run.digits.endswith(significant)
        or not phonenumbers.is_possible_number(number)
    ):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # The library lets German numbers be longer than any exchange would take.
    return e164 if len(e164) - 1 <= _MOST_E164_DIGITS else None


def _without_dates(text: str, language: str) -> str:
    """Put a word in place of every written date and time, so that their digits are no number."""
    return _date_or_time(language).sub(" - date - ", readable(text))


@cache
def _date_or_time(language: str) -> re.Pattern[str]:
    links = "|".join(map(re.escape, vocabulary(language).phone_numbers.date_links))
    locale = LANGUAGES[language].locale
    months = "|".join(
        re.escape(name)
        for width in ("wide", "abbreviated")
        for name in get_month_names(width, locale=locale).values()
    )
    link = rf"(?:(?:{links})\s)?" if links else ""
    day = "(?:0?[1-9]|[12][0-9]|3[01])"
    year = "(?:19|20)[0-9]{2}"
    return re.compile(
        rf"""(?<![\d.:/+-])(?:
            {year}-[01][0-9]-[0-3][0-9]                                # 2026-11-24
          | {day}\.\s?(?:0?[1-9]|1[0-2])\.(?:\s?{year})?               # 24.11.2026
          | {day}(?:\.|st|nd|rd|th)?\s{link}(?:{months})\b(?:\s{year}\b)?  # 24. November
          | (?:{months})\s{day}(?:st|nd|rd|th)?\b(?:,?\s{year}\b)?      # November 24th
          | [0-2]?[0-9]:[0-5][0-9]                                     # 10:30
        )(?![\d:/-]|[.\s]\d)""",
        re.VERBOSE | re.IGNORECASE,
    )
