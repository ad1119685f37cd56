"""Telephone numbers as they are written, and short numbers after words like "telephone"."""

import re

import phonenumbers

from languages.spoken.forms import spoken_forms
from languages.spoken.numbers import spoken_digits, spoken_phone_number
from languages.spoken.reading.rules import Rule, any_of

_HOME_REGION = "DE"  # numbers without a country code are of the office's own country
_FEWEST_DIGITS = 7  # shorter ones may be anything
_ENOUGH_DIGITS = re.compile(rf"(?:\d\D{{0,3}}){{{_FEWEST_DIGITS}}}")
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")


def phone_number_rule(language: str) -> Rule:
    """Say telephone numbers digit by digit, in the groups in which they are written."""
    forms = spoken_forms(language)
    words = any_of(forms.reading.digit_words)
    short = re.compile(rf"(?<!\w)({words})(\.?:?\s{{1,2}})(\d{{3,}})(?!\w|[.,:]\d)", re.IGNORECASE)

    def read(text: str) -> str:
        if _ENOUGH_DIGITS.search(text):
            text = _replaced(text, language)
        return short.sub(
            lambda match: f"{match[1]}{match[2]}{spoken_digits(match[3], language)}", text
        )

    return read


def _replaced(text: str, language: str) -> str:
    matcher = phonenumbers.PhoneNumberMatcher(
        text, _HOME_REGION, leniency=phonenumbers.Leniency.POSSIBLE
    )
    pieces, end = [], 0
    for match in matcher:
        written = match.raw_string
        if written[0] not in "+0(" or len(re.findall(r"\d", written)) < _FEWEST_DIGITS:
            continue
        spoken = _spoken(written, match.number, language)
        before = text[end : match.start]
        gap = " " if before and before[-1].isalnum() else ""
        follows = " " if text[match.end : match.end + 1].isalnum() else ""
        pieces += [before, gap, spoken, follows]
        end = match.end
    return "".join([*pieces, text[end:]])


def _spoken(written: str, number: phonenumbers.PhoneNumber, language: str) -> str:
    forms = spoken_forms(language)
    international = written.startswith("+")
    groups = re.findall(r"\d+", _TRUNK_ZERO.sub(" ", written) if international else written)
    if len(groups) == 1:
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        # The library may drop a zero or an extension; then what is written counts.
        if e164.removeprefix("+") == groups[0] or e164 == f"+49{groups[0].removeprefix('0')}":
            return spoken_phone_number(e164, language)
    spoken = forms.pause.join(spoken_digits(group, language) for group in groups)
    return f"{forms.plus} {spoken}" if international else spoken
