"""Enumerations as people say them."""

from collections.abc import Sequence
from typing import Literal

from babel.lists import format_list

from languages.spoken.forms import registered

_BABEL_STYLES: dict[str, Literal["standard", "or"]] = {"and": "standard", "or": "or"}


def spoken_list(items: Sequence[str], language: str, conjunction: Literal["and", "or"]) -> str:
    """Enumerate: "a, b and c"; an empty sequence gives an empty text.

    Args:
        items: What is enumerated, already in its spoken form.
        language: ISO 639-1 code.
        conjunction: The word before the last item.

    Raises:
        ValueError: The language is unknown.
    """
    locale = registered(language).locale
    return format_list(list(items), style=_BABEL_STYLES[conjunction], locale=locale)
