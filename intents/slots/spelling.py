"""Words spelled letter by letter: "M Ü L L E R", "M wie Martha", "double L"."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from intents.slots.tokens import Token, fold, phrase_key
from intents.slots.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class SpelledWord:
    """A word put together from its letters.

    Attributes:
        word: The letters in small.
        length: How many tokens were taken.
    """

    word: str
    length: int


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    length: int
    after_comma: bool


def read_spelling(tokens: Sequence[Token], index: int, language: str) -> list[SpelledWord]:
    """The words spelled from ``tokens[index]`` on; empty if fewer than two letters follow.

    Where only some letters are separated by commas, the commas separate words: "A N N A,
    B E R G" are two, "B, E, R, G" is one.
    """
    letters: list[_Letter] = []
    position = index
    while position < len(tokens) and (letter := _letter(tokens, position, language)):
        letters.append(letter)
        position += letter.length
    if sum(len(letter.text) for letter in letters) < 2:
        return []
    commas = [letter.after_comma for letter in letters[1:]]
    words: list[SpelledWord] = []
    begin = 0
    for end in range(1, len(letters) + 1):
        if end == len(letters) or (commas[end - 1] and not all(commas)):
            part = letters[begin:end]
            words.append(
                SpelledWord(
                    "".join(letter.text for letter in part), sum(letter.length for letter in part)
                )
            )
            begin = end
    return words


def _letter(tokens: Sequence[Token], index: int, language: str) -> _Letter | None:
    after_comma = "," in tokens[index].before
    names, doubles, links = _letter_words(language)
    for length in range(min(_LONGEST_NAME, len(tokens) - index), 0, -1):
        key = tuple(token.key for token in tokens[index : index + length])
        if key in names:
            return _Letter(names[key], length, after_comma)
    if tokens[index].key in doubles and index + 1 < len(tokens):
        doubled = _letter(tokens, index + 1, language)
        return _Letter(doubled.text * 2, doubled.length + 1, after_comma) if doubled else None
    token = tokens[index]
    if token.kind != "word" or len(token.text) != 1:
        return None
    for link in links:
        end = index + 1 + len(link)
        if tuple(following.key for following in tokens[index + 1 : end]) != link:
            continue
        # "S for Sierra", but not the "A for ..." of another sentence.
        if end < len(tokens) and tokens[end].key.startswith(token.key):
            return _Letter(token.key, end + 1 - index, after_comma)
    return _Letter(token.key, 1, after_comma)


_LONGEST_NAME = 3  # words in the name of a letter


@cache
def _letter_words(
    language: str,
) -> tuple[dict[tuple[str, ...], str], frozenset[str], tuple[tuple[str, ...], ...]]:
    words = vocabulary(language).names
    return (
        {phrase_key(name): letter for name, letter in words.letters.items()},
        frozenset(fold(word) for word in words.doubles),
        tuple(phrase_key(link) for link in words.spelling_links),
    )
