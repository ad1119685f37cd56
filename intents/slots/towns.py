"""Where a caller lives: "ich wohne in Nettetal", "oturduğum yer Viersen", "я живу в Кемпені"."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib import resources

import yaml

from intents.slots.tokens import Token, fold, phrase_key, plain, split_attached, tokenise
from intents.slots.vocabulary import vocabulary

_SAME_TOWN = 0.8  # similarity of a misheard name ("Nettethal") to the official one
_MOST_WORDS = 3  # "Frankfurt am Main"
_FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Town:
    """A place of residence.

    Attributes:
        name: As officially written if it is known, else as recognised.
        known: Whether it is one of the towns around the office.
        doubtful: Whether it was only similar to the name.
    """

    name: str
    known: bool
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """``TownWords`` in the form in which tokens are compared; names by their accent-free keys."""

    introductions: tuple[tuple[str, ...], ...]
    closings: tuple[tuple[str, ...], ...]
    fillers: frozenset[str]
    ends: frozenset[str]
    suffixes: tuple[str, ...]
    attached: tuple[str, ...]
    names: Mapping[tuple[str, ...], str]


def find_town(text: str, language: str) -> Town | None:
    """Find the place of residence in an utterance.

    A place counts after words like "I live in" (or before them, where they follow), or as the
    whole answer.

    Args:
        text: What was recognised.
        language: ISO 639-1 code.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    words = _lexicon(language)
    begins = {name[0] for name in words.names}
    tokens = split_attached(tokenise(text), words.attached, lambda key: plain(key) in begins)
    for index in range(len(tokens)):
        for phrase in words.introductions:
            if _at(tokens, index, phrase):
                town = _town(_skip(tokens[index + len(phrase) :], words), words)
                if town is not None:
                    return town
    for index in range(1, len(tokens)):
        if any(_at(tokens, index, phrase) for phrase in words.closings):
            for exact in (True, False):
                for length in range(min(_MOST_WORDS, index), 0, -1):
                    said = tokens[index - length : index]
                    known = _known(said, words, exact=exact)
                    if known and len(known.name.split()) <= length:
                        return known
            return _other(tokens[index - 1 : index], words)
    alone = [token for token in tokens if token.key not in words.fillers]
    return _whole_answer(alone, words) if 0 < len(alone) <= _MOST_WORDS else None


def spoken_town(name: str, language: str) -> str:
    """A town as it is said, in the letters of the language where these are not Latin.

    Args:
        name: As officially written.
        language: ISO 639-1 code.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    own = vocabulary(language).towns.names.get(name, ())
    # In Latin letters it is how the name is misheard, not how it is written.
    return next((other.title() for other in own if _is_foreign(other)), name)


def _is_foreign(name: str) -> bool:
    return not any("LATIN" in unicodedata.name(letter, "") for letter in name)


def _whole_answer(tokens: Sequence[Token], words: _Lexicon) -> Town | None:
    """A town, or a town and a part of it: "Viersen-Dülken"."""
    if town := _known(tokens, words, exact=True):
        return town
    for length in range(1, len(tokens)):
        if _known(tokens[:length], words, exact=True):
            part = _known(tokens[length:], words, exact=True)
            if part is not None:
                return part
    return None


def _skip(tokens: Sequence[Token], words: _Lexicon) -> Sequence[Token]:
    begin = 0
    while begin < len(tokens) and tokens[begin].key in words.fillers:
        begin += 1
    return tokens[begin:]


def _town(tokens: Sequence[Token], words: _Lexicon) -> Town | None:
    for exact in (True, False):
        for length in range(min(_MOST_WORDS, len(tokens)), 0, -1):
            if known := _known(tokens[:length], words, exact=exact):
                return known
    return _other(tokens, words)


def _known(tokens: Sequence[Token], words: _Lexicon, *, exact: bool = False) -> Town | None:
    """One of the known towns, all tokens being its name."""
    if any(token.kind != "word" for token in tokens):
        return None
    said = tuple(plain(token.key) for token in tokens)
    for ending in ("", *words.suffixes):
        last = said[-1]
        if last.endswith(ending):
            bare = (*said[:-1], last[: len(last) - len(ending)].rstrip("'"))
            if town := words.names.get(bare):
                return Town(town, known=True)
    if exact:
        return None
    best = max(
        words.names,
        key=lambda name: SequenceMatcher(None, " ".join(name), " ".join(said)).ratio(),
    )
    similarity = SequenceMatcher(None, " ".join(best), " ".join(said)).ratio()
    return Town(words.names[best], known=True, doubtful=True) if similarity >= _SAME_TOWN else None


def _other(tokens: Sequence[Token], words: _Lexicon) -> Town | None:
    """Any other place: names begin with capitals; where letters have none, it is one word."""
    name: list[str] = []
    for token in tokens[:_MOST_WORDS]:
        text = token.text.partition("'")[0].partition("’")[0]
        has_case = text.upper() != text.lower()
        if (
            token.kind != "word"
            or token.key in words.ends
            or (name and (token.before.strip() not in {"", "-"} or not has_case))
            or (has_case and not text[0].isupper())
            or len(text) < _FEWEST_LETTERS
        ):
            break
        name.append(("-" if name and token.before == "-" else " " if name else "") + text)
    return Town("".join(name), known=False) if name else None


def _at(tokens: Sequence[Token], index: int, phrase: tuple[str, ...]) -> bool:
    return tuple(token.key for token in tokens[index : index + len(phrase)]) == phrase


@cache
def _lexicon(language: str) -> _Lexicon:
    words = vocabulary(language).towns
    names = {town: town for town in _official()}
    for town, others in words.names.items():
        names |= dict.fromkeys(others, town)
    return _Lexicon(
        introductions=tuple(sorted(map(phrase_key, words.introductions), key=len, reverse=True)),
        closings=tuple(map(phrase_key, words.closings)),
        fillers=frozenset(map(fold, words.fillers)),
        ends=frozenset(map(fold, words.ends)),
        suffixes=tuple(plain(fold(suffix)) for suffix in words.suffixes),
        attached=tuple(map(fold, words.attached)),
        names={tuple(map(plain, phrase_key(name))): town for name, town in names.items()},
    )


@cache
def _official() -> tuple[str, ...]:
    text = resources.files("intents.slots").joinpath("towns.yaml").read_text("utf-8")
    return tuple(yaml.safe_load(text))
