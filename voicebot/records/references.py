"""Reference numbers of callbacks: short, easy to say, not to be guessed."""

import secrets

_DIGITS = "0123456789"
_LENGTH = 6


def new_reference() -> str:
    """Six random digits of 531,441 possible ones.

    They are read out digit by digit on the telephone: none repeats the one before it ("double
    five" is heard as one five), and the first is not zero, which people leave out when writing.
    They are random, not counted up: with the telephone number they give access to a booking.
    """
    reference = secrets.choice(_DIGITS[1:])
    while len(reference) < _LENGTH:
        reference += secrets.choice(_DIGITS.replace(reference[-1], ""))
    return reference
