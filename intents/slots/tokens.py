"""Words, numbers and signs of an utterance."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

_TOKEN = re.compile(r"(?P<number>\d+)|(?P<word>[^\W\d_]+(?:['’`][^\W\d_]+)*)|(?P<plus>\+)")

# Vowel signs and the stretched line of Arabic writing, the dot that "İ" leaves behind in small
# letters, marks of the direction of writing: recognisers write them or not, as they please.
_UNHEARD = re.compile(
    "[\u0307\u0640\u064b-\u065f\u0670\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_HALF_SPACE = "\u200c"  # the zero-width non-joiner between the parts of a Persian word

# Letters that are one to whoever hears them, or that keyboards put in place of each other.
_SAME_LETTER = str.maketrans(
    {
        **dict.fromkeys("’`´ʼʹ", "'"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىی", "ي"),
        **dict.fromkeys("ةۀہ", "ه"),
        "ک": "ك",
        "ё": "е",
        "ı": "i",
        "ș": "ş",
        "ț": "ţ",
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or plus sign.

    Attributes:
        kind: What it is.
        text: As written, after NFKC; numbers in ASCII digits.
        key: The form in which words are compared.
        before: What stands between the previous token and this one.
        after: What stands between this token and the next one.
    """

    kind: Literal["word", "number", "plus"]
    text: str
    key: str
    before: str
    after: str


def tokenise(text: str) -> tuple[Token, ...]:
    """Split an utterance; everything that is no word, number or plus stays between tokens."""
    normal = readable(text)
    found = list(_TOKEN.finditer(normal))
    starts = [match.start() for match in found] + [len(normal)]
    ends = [0] + [match.end() for match in found]
    tokens = []
    for index, match in enumerate(found):
        written = match.group()
        if match.lastgroup == "number":
            written = "".join(str(unicodedata.decimal(digit)) for digit in written)
        tokens.append(
            Token(
                kind=match.lastgroup,  # type: ignore[arg-type]  # the names of the groups
                text=written,
                key=fold(written),
                before=normal[ends[index] : starts[index]],
                after=normal[ends[index + 1] : starts[index + 1]],
            )
        )
    return tuple(tokens)


def readable(text: str) -> str:
    """The text in NFKC without what nobody hears."""
    return _UNHEARD.sub("", unicodedata.normalize("NFKC", text)).replace(_HALF_SPACE, " ")


def fold(word: str) -> str:
    """The form in which words are compared: case, ß, apostrophes and keyboards do not matter."""
    small = _UNHEARD.sub("", unicodedata.normalize("NFKC", word).casefold())
    return small.translate(_SAME_LETTER)


def plain(key: str) -> str:
    """A folded word as who has no accents on the keyboard would write it."""
    letters = unicodedata.normalize("NFD", key)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def phrase_key(phrase: str) -> tuple[str, ...]:
    """A phrase of a vocabulary as the keys of its tokens."""
    return tuple(token.key for token in tokenise(phrase))


def split_attached(
    tokens: Sequence[Token], beginnings: Iterable[str], is_known: Callable[[str], bool]
) -> tuple[Token, ...]:
    """Cut words that some languages write together with the next one, like the Arabic "and".

    Args:
        tokens: Those of an utterance.
        beginnings: What is written together with the word behind it, folded.
        is_known: Whether a key is a word by itself; such a word is not cut, and what is cut off
            is cut off from such a word.
    """
    ordered = sorted(beginnings, key=len, reverse=True)
    found: list[Token] = []
    for token in tokens:
        cut = next(
            (
                beginning
                for beginning in ordered
                if token.kind == "word"
                and token.key.startswith(beginning)
                and not is_known(token.key)
                and is_known(token.key[len(beginning) :])
            ),
            None,
        )
        if cut is None:
            found.append(token)
            continue
        rest = token.key[len(cut) :]
        found.append(replace(token, text=cut, key=cut, after=""))
        found.append(replace(token, text=rest, key=rest, before=""))
    return tuple(found)
