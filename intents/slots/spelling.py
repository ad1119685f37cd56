"""Words spelled letter by letter: "M Ü L L E R", "M wie Martha", "double L"."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from intents.slots.tokens import Token, fold, phrase_key, plain
from intents.slots.vocabulary import vocabulary

_LONGEST_NAME = 3  # words in the name of a letter


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
class Letter:
    """One or more letters said in one go.

    Attributes:
        text: The letters in small.
        length: How many tokens were taken.
        after_comma: Whether a comma stands before.
    """

    text: str
    length: int
    after_comma: bool


@dataclass(frozen=True, slots=True)
class _LetterWords:
    """What ``NameWords`` has about letters, in the form in which tokens are compared."""

    names: dict[tuple[str, ...], str]
    doubles: frozenset[str]
    links: tuple[tuple[str, ...], ...]
    letter_words: frozenset[str]
    letter_endings: frozenset[str]


def read_spelling(tokens: Sequence[Token], index: int, language: str) -> list[SpelledWord]:
    """The words spelled from ``tokens[index]`` on; empty if fewer than two letters follow.

    Where only some letters are separated by commas, the commas separate words: "A N N A,
    B E R G" are two, "B, E, R, G" is one.
    """
    letters: list[Letter] = []
    position = index
    while position < len(tokens) and (letter := read_letter(tokens, position, language)):
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


def read_letter(tokens: Sequence[Token], index: int, language: str) -> Letter | None:
    """The letter at ``tokens[index]``: alone, by its name, or with a word that explains it."""
    after_comma = "," in tokens[index].before or "،" in tokens[index].before
    words = _letter_words(language)
    for length in range(min(_LONGEST_NAME, len(tokens) - index), 0, -1):
        key = tuple(token.key for token in tokens[index : index + length])
        if key in words.names:
            return Letter(words.names[key], length, after_comma)
    if tokens[index].key in words.doubles and index + 1 < len(tokens):
        doubled = read_letter(tokens, index + 1, language)
        return Letter(doubled.text * 2, doubled.length + 1, after_comma) if doubled else None
    length = _letter_length(tokens, index, words)
    if not length:
        return None
    return Letter(small_letters(tokens[index].text[0], language), length, after_comma)


def _letter_length(tokens: Sequence[Token], index: int, words: _LetterWords) -> int:
    """How many tokens a letter takes with what explains it; 0 if there is none."""
    token = tokens[index]
    if token.kind != "word":
        return 0
    if len(token.text) == 1:
        return 1 + _explanation(tokens, index, words)
    return _behind_its_word(tokens, index, words) or int(_is_letter_word(tokens, index, words))


def _explanation(tokens: Sequence[Token], index: int, words: _LetterWords) -> int:
    """How many tokens behind a letter say which one it is: "as in Sierra"."""
    letter = tokens[index].key
    for link in words.links:
        end = index + 1 + len(link)
        if tuple(following.key for following in tokens[index + 1 : end]) != link:
            continue
        # "S for Sierra", but not the "A for ..." of another sentence.
        if end < len(tokens) and plain(tokens[end].key).startswith(plain(letter)):
            return end - index
    return 0


def _behind_its_word(tokens: Sequence[Token], index: int, words: _LetterWords) -> int:
    """How many tokens a spelling word with its letter behind it takes: "Ankara'nın A'sı"."""
    if index + 1 >= len(tokens):
        return 0
    letter, apostrophe, ending = tokens[index + 1].key.partition("'")
    first = tokens[index].key[0]
    is_letter = len(letter) == 1 and apostrophe and ending in words.letter_endings
    return 2 if is_letter and letter == first else 0


def _is_letter_word(tokens: Sequence[Token], index: int, words: _LetterWords) -> bool:
    """Whether a word is one of at least three in a row that stand for their letters."""
    if tokens[index].key not in words.letter_words:
        return False
    first = last = index
    while first > 0 and tokens[first - 1].key in words.letter_words:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].key in words.letter_words:
        last += 1
    return last - first >= 2


def small_letters(text: str, language: str) -> str:
    """A text in small letters by the rules of the language."""
    for small, capital in vocabulary(language).names.capitals.items():
        text = text.replace(capital, small)
    return text.lower()


def capital_letters(text: str, language: str) -> str:
    """A text in capital letters by the rules of the language."""
    for small, capital in vocabulary(language).names.capitals.items():
        text = text.replace(small, capital)
    # The capital of ß is still two letters to most people and programs.
    return text.upper()


@cache
def _letter_words(language: str) -> _LetterWords:
    words = vocabulary(language).names
    return _LetterWords(
        names={phrase_key(name): letter for name, letter in words.letters.items()},
        doubles=frozenset(map(fold, words.doubles)),
        links=tuple(map(phrase_key, words.spelling_links)),
        letter_words=frozenset(map(fold, words.letter_words)),
        letter_endings=frozenset(map(fold, words.letter_endings)),
    )
