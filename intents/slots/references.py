"""File and case numbers: "Aktenzeichen drei drei Schrägstrich A wie Anton, 12"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from intents.slots.numerals import number_tokens, read_numeral
from intents.slots.spelling import capital_letters, read_letter
from intents.slots.tokens import Token, fold, phrase_key
from intents.slots.vocabulary import vocabulary

UNHEARD = "?"
"""What stands in a reference for a word that was not understood."""

_FEWEST_CHARACTERS = 3  # shorter ones are a section of a law, a floor, a counter
_WRITTEN_SIGNS = frozenset("/-.")
_LONGEST_CODE = 4  # letters that recognisers write as one word: "AB", "ABH"


@dataclass(frozen=True, slots=True)
class Reference:
    """A file or case number.

    Attributes:
        text: Capital letters, digits and signs as said; ``UNHEARD`` where something was not
            understood.
        doubtful: Whether something was not understood, or can be written in two ways.
        rest: The utterance without it.
    """

    text: str
    doubtful: bool
    rest: str


@dataclass(frozen=True, slots=True)
class _ReferenceWords:
    """``ReferenceWords`` in the form in which tokens are compared."""

    introductions: frozenset[tuple[str, ...]]
    fillers: frozenset[str]
    signs: Mapping[tuple[str, ...], str]
    ends: frozenset[str]


def find_reference(text: str, language: str) -> Reference | None:
    """Find the file number in an utterance; only after a word that announces one.

    Args:
        text: What was recognised.
        language: ISO 639-1 code.

    Returns:
        The number, or None when none was announced or nothing like one follows.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    words = _words(language)
    tokens = number_tokens(text, language)
    for index in range(len(tokens)):
        begin = _after_introduction(tokens, index, words)
        if begin is None:
            continue
        reader = _Reader(tokens, begin, words, language)
        reader.read()
        written = "".join(reader.characters).rstrip("".join(_WRITTEN_SIGNS))
        if any(map(str.isdigit, written)) and len(written) >= _FEWEST_CHARACTERS:
            rest = (*tokens[:index], *tokens[reader.index :])
            said = "".join((token.before or " ") + token.text for token in rest)
            return Reference(written, reader.doubtful or UNHEARD in written, said.strip())
    return None


class _Reader:
    """Reads one reference from left to right.

    Attributes:
        index: The first token that was not taken.
        characters: What was read.
        doubtful: Whether something can be written in two ways.
    """

    def __init__(
        self, tokens: Sequence[Token], begin: int, words: _ReferenceWords, language: str
    ) -> None:
        self.index = begin
        self.characters: list[str] = []
        self.doubtful = False
        self._tokens = tokens
        self._words = words
        self._language = language

    def read(self) -> None:
        """Read up to the first word that cannot belong to it."""
        begin = self.index
        while self.index < len(self._tokens):
            token = self._tokens[self.index]
            if self.index > begin and self.characters:
                if _ends_sentence(token.before):
                    return
                self.characters.extend(sign for sign in token.before if sign in _WRITTEN_SIGNS)
            if token.key in self._words.ends or not (self._take() or self._skip()):
                return

    def _take(self) -> bool:
        """Take what is part of a reference at ``index``."""
        if part := self._part(self.index):
            written, length = part
            self.characters.append(written)
            self.index += length
            return True
        return False

    def _skip(self) -> bool:
        """Pass a word that says nothing, or one that was not understood within the number."""
        if self._tokens[self.index].key not in self._words.fillers:
            following = self.index + 1
            if not self.characters or following >= len(self._tokens):
                return False
            if self._tokens[following].key in self._words.ends or not self._part(following):
                return False
            self.characters.append(UNHEARD)
        self.index += 1
        return True

    def _part(self, index: int) -> tuple[str, int] | None:
        """Digits, letters or a sign, and how many tokens they take."""
        tokens = self._tokens
        token = tokens[index]
        for phrase, sign in self._words.signs.items():
            if tuple(one.key for one in tokens[index : index + len(phrase)]) == phrase:
                return sign, len(phrase)
        if numeral := read_numeral(tokens, index, self._language):
            self.doubtful |= numeral.doubtful
            return numeral.digits, numeral.length
        if token.key in self._words.fillers and not token.text.isupper():
            return None
        if letter := read_letter(tokens, index, self._language):
            return capital_letters(letter.text, self._language), letter.length
        is_code = token.kind == "word" and token.text.isupper() and len(token.text) <= _LONGEST_CODE
        return (token.text, 1) if is_code else None


def _ends_sentence(between: str) -> bool:
    """Whether what stands between two words ends a sentence; "32.1" has a mark without a blank."""
    return any(mark in between for mark in ".!?؟") and between[-1:].isspace()


def _after_introduction(tokens: Sequence[Token], index: int, words: _ReferenceWords) -> int | None:
    """The index behind the longest introduction that begins at ``index``."""
    for length in range(max(map(len, words.introductions)), 0, -1):
        if tuple(token.key for token in tokens[index : index + length]) in words.introductions:
            return index + length
    return None


@cache
def _words(language: str) -> _ReferenceWords:
    words = vocabulary(language).references
    return _ReferenceWords(
        introductions=frozenset(map(phrase_key, words.introductions)),
        fillers=frozenset(map(fold, words.fillers)),
        signs={phrase_key(phrase): sign for phrase, sign in words.signs.items()},
        ends=frozenset(map(fold, words.ends)),
    )
