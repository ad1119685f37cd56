"""Digits and telephone numbers as people dictate them."""

import re

import phonenumbers

from languages.spoken.forms import spoken_forms

_E164 = re.compile(r"\+[1-9][0-9]{1,14}")
_HOME_COUNTRY_CODE = 49  # numbers of the office's own country are known by their national form


def spoken_digits(digits: str, language: str) -> str:
    """Say a number digit by digit, in pairs, the last three together if their count is odd.

    Pairs are what listeners can write down at the speed of speech; each ends with a pause.

    Args:
        digits: ASCII digits, at least one.
        language: ISO 639-1 code.

    Raises:
        ValueError: ``digits`` holds anything but digits, or the language has no spoken forms.
    """
    forms = spoken_forms(language)
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("only digits can be said digit by digit")
    return forms.pause.join(
        " ".join(forms.digits[int(digit)] for digit in group) for group in _pairs(digits)
    )


def spoken_phone_number(e164: str, language: str) -> str:
    """Say a telephone number so that it can be followed and checked.

    German numbers are said in their national form, the area code first, the others with their
    country code in the groups usual there.

    Args:
        e164: The number as ITU-T E.164 writes it, ``+493023125001``.
        language: ISO 639-1 code.

    Raises:
        ValueError: ``e164`` is not in that form, or the language has no spoken forms.
    """
    forms = spoken_forms(language)
    if not _E164.fullmatch(e164):
        raise ValueError("a telephone number to be spoken must be in E.164 form")
    prefix, groups = _dialled_groups(e164)
    spoken = (spoken_digits(group, language) for group in groups)
    return (f"{forms.plus} " if prefix else "") + forms.pause.join(spoken)


def _dialled_groups(e164: str) -> tuple[str, list[str]]:
    """The number as it is dialled: a plus or nothing, and groups of digits."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:  # no such country code: still say what is there
        return "+", [e164[1:]]
    significant = phonenumbers.national_significant_number(number)
    if e164 != f"+{number.country_code}{significant}":
        return "+", [e164[1:]]  # the library dropped a zero; nothing may be lost here
    if number.country_code == _HOME_COUNTRY_CODE:
        area = phonenumbers.length_of_national_destination_code(number)
        # Short and service numbers have no area code; they are said in one go.
        return "", ["0" + significant[:area], significant[area:]] if area else ["0" + significant]
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    groups = re.findall(r"[0-9]+", written)
    return "+", groups if "".join(groups) == e164[1:] else [e164[1:]]


def _pairs(digits: str) -> list[str]:
    last = len(digits) - 3 if len(digits) % 2 and len(digits) > 1 else len(digits)
    pairs = [digits[start : start + 2] for start in range(0, last, 2)]
    return [*pairs, digits[last:]] if last < len(digits) else pairs
