"""Which keys choose a language: those of the telephone's menu."""

from collections.abc import Sequence

from dialogs.asking import KEYS_OF_LANGUAGES


def keys_for(language: str, languages: Sequence[str]) -> tuple[str, ...]:
    """What to press, one after the other, at the opening.

    Args:
        language: ISO 639-1 code, one of ``languages``.
        languages: Spoken by the house, in its order.
    """
    page, place = divmod(languages.index(language), len(KEYS_OF_LANGUAGES))
    # The first page needs no menu; the star opens it and turns its pages.
    stars = ("*",) * (page + 1) if page else ()
    return (*stars, KEYS_OF_LANGUAGES[place])
