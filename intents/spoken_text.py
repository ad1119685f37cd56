"""What a text must be like to be read aloud, and to hold nothing that only the office can know."""

import re
from collections.abc import Collection

# Piper reads our German and English texts at 14 to 16 characters a second, spaces and commas
# included. The slow end is taken, so that no answer lasts longer than it is estimated here.
CHARACTERS_PER_SECOND = 14
# A caller cannot skim: what lasts longer is forgotten before it ends.
LONGEST_SECONDS = 25

_SIGNS_NOBODY_CAN_HEAR = re.compile(r"[§/\\@#*_<>&|\[\]]|https?:|www\.", re.IGNORECASE)
# The authorities' number, blocking of cards, police, fire brigade: the same in all of Germany.
_NUMBERS_OF_EVERYONE = re.compile(r"(?<![\d+])(?:116[ -]?116|115|110|112)(?!\d)")
_RUN_OF_DIGITS = re.compile(r"\+?\d(?:(?:[ .-]|\) ?| - )?\d)*")
# Streets are German whatever the language of the text is.
_STREET = re.compile(
    r"\w(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|markt)\s+\d", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"{([^{}]*)}")
# Signs that turn the direction of writing: nobody sees them, and every editor moves them.
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def check_spoken(text: str, placeholders: Collection[str] = ()) -> None:
    """Refuse what cannot be read aloud, lasts too long, or belongs into configuration.

    Args:
        text: In any language.
        placeholders: Names that may stand in braces.

    Raises:
        ValueError: Why the text cannot be used.
    """
    seconds = len(text) / CHARACTERS_PER_SECOND
    if seconds > LONGEST_SECONDS:
        raise ValueError(f"takes about {seconds:.0f} s to read, at most {LONGEST_SECONDS} s")
    check_written(text, placeholders)
    if sign := _SIGNS_NOBODY_CAN_HEAR.search(_PLACEHOLDER.sub("", text)):
        raise ValueError(f"{sign.group()!r} cannot be read aloud")


def check_written(text: str, placeholders: Collection[str] = ()) -> None:
    """Refuse what is empty or belongs into configuration; for texts that are read by eye, too.

    Args:
        text: In any language.
        placeholders: Names that may stand in braces.

    Raises:
        ValueError: Why the text cannot be used.
    """
    if not text.strip():
        raise ValueError("the text is empty")
    if _DIRECTION_MARKS.search(text):
        raise ValueError("there is an invisible mark of the writing direction")
    plain = _PLACEHOLDER.sub(
        lambda found: "" if found.group(1) in placeholders else found.group(), text
    )
    if re.search(r"[{}]", plain):
        raise ValueError("there is an unresolved placeholder")
    _check_numbers(plain)
    if street := _STREET.search(plain):
        raise ValueError(
            f"{street.group()!r} looks like an address, which belongs into the office file"
        )


def _check_numbers(text: str) -> None:
    for run in _RUN_OF_DIGITS.findall(_NUMBERS_OF_EVERYONE.sub("", text)):
        digits = re.sub(r"\D", "", run)
        # "48.300 Euro" and "1 Mai 2025" pass; numbers to be dialled begin with 0 or + or are long.
        dialled = run.startswith(("+", "0")) and len(digits) >= 3
        if dialled or len(digits) >= 6:
            raise ValueError(
                f"{run!r} looks like a telephone number, which belongs into the office file"
            )
        if re.search(r"\d{5}", run):
            raise ValueError(f"{run!r} looks like a postcode, which belongs into the office file")
