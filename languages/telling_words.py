"""Letters and frequent words by which languages are told apart in short texts."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import ascii_lowercase

import yaml

_LATIN = frozenset(ascii_lowercase)


@dataclass(frozen=True, slots=True)
class TellingWords:
    """What is known of one language.

    Attributes:
        letters: Letters that it writes, in lower case.
        words: Its most frequent words, and those that callers use most.
    """

    letters: frozenset[str]
    words: frozenset[str]

    def misspelt(self, word: str) -> bool:
        """Whether a word has a letter that the language does not write."""
        return not self.letters.issuperset(word)


def telling_words() -> Mapping[str, TellingWords]:
    """What is known, by ISO 639-1 code."""
    return _load()


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: lower case, without vowel signs and digits."""
    composed = unicodedata.normalize("NFC", text.lower())
    bare = (sign for sign in composed if unicodedata.category(sign) != "Mn")
    return "".join(sign if sign.isalpha() else " " for sign in bare).split()


@cache
def _load() -> Mapping[str, TellingWords]:
    text = resources.files("languages").joinpath("telling_words.yaml").read_text("utf-8")
    return {
        code: TellingWords(
            letters=frozenset("".join(words_of(entry["letters"])))
            | (_LATIN if entry["latin"] else frozenset()),
            words=frozenset(words_of(entry["words"])) | frozenset(words_of(entry["callers"])),
        )
        for code, entry in yaml.safe_load(text).items()
    }
