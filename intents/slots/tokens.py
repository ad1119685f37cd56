"""Words, numbers and signs of an utterance."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(r"(?P<number>\d+)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<plus>\+)")


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
    normal = unicodedata.normalize("NFKC", text)
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


def fold(word: str) -> str:
    """The form in which words are compared: case, ß and the kind of apostrophe do not matter."""
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'")


def phrase_key(phrase: str) -> tuple[str, ...]:
    """A phrase of a vocabulary as the keys of its tokens."""
    return tuple(token.key for token in tokenise(phrase))
