"""Telephone numbers as providers report them."""

import phonenumbers

# Twilio reports callers who withhold their number as numbers that spell a word on the keypad:
# ANONYMOUS, RESTRICTED, UNAVAILABLE, UNKNOWN
# (https://support.twilio.com/hc/en-us/articles/223179988).
_PLACEHOLDERS = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})


def e164_or_none(reported: str | None) -> str | None:
    """The number in E.164 form, or None when it is withheld, a placeholder or a SIP address."""
    if not reported or reported in _PLACEHOLDERS:
        return None
    try:
        number = phonenumbers.parse(reported, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
