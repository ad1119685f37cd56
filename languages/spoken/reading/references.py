"""Reference numbers, in which letters and figures are mixed ("VB-4711")."""

import re

from languages.spoken.forms import spoken_forms
from languages.spoken.numbers import spoken_digits
from languages.spoken.reading.rules import Rule, put

_TOKEN = re.compile(r"(?<![^\W_])[^\W_]+(?:[-/.][^\W_]+)*(?![^\W_])")
_RUN = re.compile(r"\d+|[^\W\d_]+|[-/.]")
_MOST_LETTERS = 5  # longer rows of letters are words, even in capitals


def reference_rule(language: str) -> Rule:
    """Say reference numbers letter by letter and digit by digit."""
    forms = spoken_forms(language)
    names = forms.reading.letters

    def run(written: str) -> str:
        if written.isdigit():
            return spoken_digits(written, language)
        if not written.isalpha():
            return forms.pause.strip()
        if not _is_spelled(written):
            return written
        return " ".join(names.get(letter.lower(), letter) for letter in written)

    def read(match: re.Match[str]) -> str:
        runs = _RUN.findall(match[0])
        mixed = any(written.isdigit() for written in runs) and any(map(_is_spelled, runs))
        if not mixed:
            return match[0]
        spoken = " ".join(map(run, runs))
        return put(match, re.sub(rf"\s+(?={re.escape(forms.pause.strip())})", "", spoken))

    return lambda text: _TOKEN.sub(read, text)


def _is_spelled(written: str) -> bool:
    return written.isalpha() and written.isupper() and len(written) <= _MOST_LETTERS
