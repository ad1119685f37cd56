"""The name of a caller who was asked for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from intents.slots.spelling import capital_letters, read_spelling, small_letters
from intents.slots.tokens import Token, fold, phrase_key, tokenise
from intents.slots.vocabulary import vocabulary

_MOST_PARTS = 5  # more words are a sentence, not a name
_SAME_NAME = 0.5  # similarity of a heard name and its spelling; misheard names reach 0.6 and more

_Phrase = tuple[str, ...]


def find_name(text: str, language: str) -> str | None:
    """Find the name in the answer to "What is your name?".

    A name that is spelled counts as spelled, whatever was heard before it.

    Args:
        text: What was recognised.
        language: ISO 639-1 code.

    Returns:
        The name in title case without titles, or None when nothing in the answer can be one.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    words = _words(language)
    for candidate in _candidates(tokenise(text), words):
        parts = _parts(candidate, words, language)
        if parts and len(parts) <= _MOST_PARTS:
            return "".join(
                _title(part, words, language, first=not index) for index, part in enumerate(parts)
            )
    return None


@dataclass(frozen=True, slots=True)
class _NameWords:
    """``NameWords`` in the form in which tokens are compared."""

    introductions: tuple[_Phrase, ...]
    closings: tuple[_Phrase, ...]
    skipped: frozenset[str]
    not_names: frozenset[str]
    particles: frozenset[str]
    ending_links: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a name.

    Attributes:
        text: As heard, or in small letters as spelled.
        joined: Whether a hyphen joins it to the part before.
        spelled: Whether it was spelled, which leaves no doubt that it is a name.
    """

    text: str
    joined: bool = False
    spelled: bool = False

    def is_particle(self, words: _NameWords) -> bool:
        """Whether it is a word like "von"."""
        return not self.spelled and self.text.casefold() in words.particles


@cache
def _words(language: str) -> _NameWords:
    words = vocabulary(language).names
    return _NameWords(
        introductions=_phrases(words.introductions),
        closings=_phrases(words.closings),
        skipped=frozenset(fold(word) for word in (*words.titles, *words.fillers)),
        not_names=frozenset(fold(word) for word in words.not_names),
        particles=frozenset(fold(word) for word in words.particles),
        ending_links=frozenset(fold(word) for word in words.ending_links),
    )


def _phrases(phrases: Sequence[str]) -> tuple[_Phrase, ...]:
    return tuple(sorted((phrase_key(phrase) for phrase in phrases), key=len, reverse=True))


def _candidates(tokens: Sequence[Token], words: _NameWords) -> Iterator[Sequence[Token]]:
    """What follows each introduction ("my name is"), then the whole answer."""
    for index in range(len(tokens)):
        for phrase in words.introductions:
            if _at(tokens, index, phrase):
                yield _before_closing(tokens[index + len(phrase) :], words)
                break
    yield _before_closing(tokens, words)


def _before_closing(tokens: Sequence[Token], words: _NameWords) -> Sequence[Token]:
    for index in range(1, len(tokens)):
        if any(_at(tokens, index, phrase) for phrase in words.closings):
            return tokens[:index]
    return tokens


def _at(tokens: Sequence[Token], index: int, phrase: _Phrase) -> bool:
    return tuple(token.key for token in tokens[index : index + len(phrase)]) == phrase


def _parts(tokens: Sequence[Token], words: _NameWords, language: str) -> list[_Part]:
    parts: list[_Part] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if spelled := read_spelling(tokens, index, language):
            if parts and index and tokens[index - 1].key in words.ending_links:
                parts[-1] = _with_ending(parts[-1], spelled[0].word)
            else:
                for word in spelled:
                    _add_spelled(parts, word.word)
            index += sum(word.length for word in spelled)
            continue
        index += 1
        if token.key in words.skipped:
            continue
        if token.kind != "word" or len(token.text) < 2 or _ends_name(token, parts, words):
            break
        if token.text.casefold() not in (part.text.casefold() for part in parts):
            parts.append(_Part(token.text, joined=bool(parts) and token.before == "-"))
    while parts and parts[-1].is_particle(words):
        parts.pop()
    return parts


def _ends_name(token: Token, parts: Sequence[_Part], words: _NameWords) -> bool:
    """Whether a token is no part of a name; "der" is one, but not in "von der Heide"."""
    if parts and parts[-1].is_particle(words) and token.key in words.particles:
        return False
    return token.key in words.not_names


def _with_ending(part: _Part, ending: str) -> _Part:
    """Spell the end of a name: "Schmitt mit D T" is Schmidt."""
    if not part.text.casefold().endswith(ending[-1]):
        return part
    return _Part(part.text[: -len(ending)] + ending, joined=part.joined)


def _add_spelled(parts: list[_Part], word: str) -> None:
    """Put a spelled word in place of the part it spells, else behind the others."""
    for index, part in reversed(list(enumerate(parts))):
        if SequenceMatcher(None, part.text.casefold(), word).ratio() >= _SAME_NAME:
            parts[index] = _Part(word, joined=part.joined, spelled=True)
            return
    parts.append(_Part(word, spelled=True))


def _title(part: _Part, words: _NameWords, language: str, *, first: bool) -> str:
    separator = "" if first else "-" if part.joined else " "
    text = part.text
    if part.is_particle(words) and not first:
        return separator + text.lower()
    if text[1:].islower() or text.isupper() or text.islower():
        text = text[0] + small_letters(text[1:], language)
    pieces = text.split("'")
    return separator + "'".join(capital_letters(one[:1], language) + one[1:] for one in pieces)
