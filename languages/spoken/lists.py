"""Enumerations as people say them."""

from collections.abc import Sequence
from typing import Literal

from babel.lists import format_list

from languages.spoken.forms import registered, spoken_forms

_BABEL_STYLES: dict[str, Literal["standard", "or"]] = {"and": "standard", "or": "or"}


def spoken_list(items: Sequence[str], language: str, conjunction: Literal["and", "or"]) -> str:
    """Enumerate: "a, b and c"; an empty sequence gives an empty text.

    Args:
        items: What is enumerated, already in its spoken form.
        language: ISO 639-1 code.
        conjunction: The word before the last item.

    Raises:
        ValueError: The language is unknown or has no spoken forms.
    """
    locale = registered(language).locale
    # The items are put in last: what is corrected are Babel's own signs.
    marks = [f"\x00{number}\x00" for number in range(len(items))]
    spoken = format_list(marks, style=_BABEL_STYLES[conjunction], locale=locale)
    for written, replacement in spoken_forms(language).lists.replacements.items():
        spoken = spoken.replace(written, replacement)
    for mark, item in zip(marks, items, strict=True):
        spoken = spoken.replace(mark, item)
    return spoken
