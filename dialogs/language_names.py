"""Languages as callers call them."""

from babel import Locale

from languages.registry import LANGUAGES


def language_name(code: str, language: str) -> str:
    """A language as it is called in another: ``en`` in German is "Englisch"."""
    names = Locale.parse(LANGUAGES[language].locale).languages
    return str(names.get(code, LANGUAGES[code].native))
