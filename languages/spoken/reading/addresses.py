"""E-mail and web addresses, sign by sign."""

import re

from languages.spoken.forms import spoken_forms
from languages.spoken.numbers import spoken_digits
from languages.spoken.reading.rules import Rule, put

# Without a scheme, only names under these domains are taken for addresses: "usw.Danach" is none.
_DOMAINS = "de|com|org|net|eu|info|nrw|gov|int|at|ch|fr|it|es|pl|ro|tr|ua|example|invalid|test"
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PATH = r"(?:/[\w\-./~%]*[\w/])?"
MAIL = rf"(?<![\w.+-])[A-Za-z0-9][\w.+-]{{0,63}}@{_NAME}(?:\.{_NAME}){{1,5}}"
WEB = (
    rf"(?<![\w@.-])(?:https?://{_NAME}(?:\.{_NAME}){{0,5}}{_PATH}"
    rf"|www(?:\.{_NAME}){{1,5}}{_PATH}"
    rf"|(?:{_NAME}\.){{1,5}}(?:{_DOMAINS})(?![\w-]|\.\w){_PATH})"
)
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+|.")


def address_rule(language: str) -> Rule:
    """Say "info@office.example" as "info at office dot example"."""
    forms = spoken_forms(language)
    words = forms.reading.addresses
    signs = {
        "@": words.at,
        ".": words.dot,
        "-": words.dash,
        "_": words.underscore,
        "/": words.slash,
        "+": forms.plus,
    }

    def part(written: str) -> str:
        if written == "www":
            return "W W W"
        if written.isdigit():
            return spoken_digits(written, language)
        return signs.get(written, written if written.isalpha() else "")

    def read(match: re.Match[str]) -> str:
        address = re.sub(r"\Ahttps?://", "", match[0])
        return put(match, " ".join(filter(None, map(part, _PARTS.findall(address)))))

    pattern = re.compile(f"{MAIL}|{WEB}")
    return lambda text: pattern.sub(read, text)
