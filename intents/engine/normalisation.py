"""What can have been said, and one written form for it.

Training sentences are typed without punctuation, a recogniser sets it as it likes and a chat half
and half, so everything the engine sees passes through here first.
"""

import re
import unicodedata
from functools import lru_cache

MAX_UTTERANCE_CHARACTERS = 1000
"""Nobody says more in one turn: 28 s at a fast 20 characters a second are 560."""

_MARKUP_OR_CODE = re.compile(r"[<>{}\\|=^`\x00-\x08\x0e-\x1f\x7f-\x9f]|/\*|\.\./|://|;\s*(--|$)")
"""Signs that neither a recogniser nor a person asking something writes, controls among them."""

_UNDERSTOOD = ({"LATIN"}, {"CYRILLIC"}, {"ARABIC"}, {"CYRILLIC", "LATIN"}, {"ARABIC", "LATIN"})
"""Scripts that an utterance may be written in: ours, alone or with words of the office in Latin."""

_NOISE_LABEL = re.compile(r"\s*[\[(*].*[\])*]\s*")
"""What recognisers write for sounds that are no speech: ``[Musik]``, ``(laughs)``."""


def spoken_form(text: str) -> str:
    """Return ``text`` as words between single spaces, without punctuation, symbols and controls.

    Letters and digits of every script stay, marks that belong to a letter as well; everything
    else separates words. Surrogates, NUL and other characters that cannot be encoded vanish, so
    the result is safe for C code. Capitals stay: the encoder knows ``Termin`` better than
    ``termin`` (two points of accuracy in German), and recognisers write them.
    """
    composed = unicodedata.normalize("NFKC", text[:MAX_UTTERANCE_CHARACTERS])
    return " ".join("".join(map(_kept, composed)).split())


def is_utterance(text: str) -> bool:
    """Whether ``text`` can be something a person said: no code, no jumble of scripts, not endless.

    What fails here is never classified. A single foreign word is fine (a Russian sentence with
    ``Termin`` in it), three scripts or two within one word are not, nor is a script that none of
    our languages writes.
    """
    if len(text) > MAX_UTTERANCE_CHARACTERS:
        return False
    if _MARKUP_OR_CODE.search(text) or _NOISE_LABEL.fullmatch(text):
        return False
    words = spoken_form(text).split()
    scripts = [{script for sign in word if (script := _script(sign))} for word in words]
    written = set().union(*scripts)
    return bool(written) and all(len(one) < 2 for one in scripts) and written in _UNDERSTOOD


@lru_cache(maxsize=4096)
def _kept(sign: str) -> str:
    if sign in "'’ʼ":
        return ""  # "don't" and "dont" are one word, Ukrainian "пʼять" and "пять" as well
    return sign if unicodedata.category(sign)[0] in "LNM" else " "


@lru_cache(maxsize=4096)
def _script(sign: str) -> str | None:
    """First word of the Unicode name (``LATIN``, ``CYRILLIC``), None where none can be told."""
    if unicodedata.category(sign) not in {"Ll", "Lo", "Lu", "Lt"}:
        return None
    return unicodedata.name(sign, "UNNAMED").split()[0]
