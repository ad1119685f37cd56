"""Runs of dictated digits: "null drei null, doppel zwo", "два ноля", "dört dört yedi"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from intents.slots.numerals import Numeral, number_tokens, number_words, read_numeral
from intents.slots.tokens import Token, fold, phrase_key
from intents.slots.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class _PhoneWords:
    """``PhoneNumberWords`` in the form in which tokens are compared."""

    plus: tuple[tuple[str, ...], ...]
    weak_zeros: frozenset[str]
    repeats: dict[tuple[str, ...], int]
    repeat_links: frozenset[str]
    repeats_behind: dict[tuple[str, ...], int]
    counted_digits: dict[str, str]
    doubtful_counts: frozenset[str]
    fillers: frozenset[str]
    introductions: frozenset[str]
    corrections: frozenset[str]
    units: frozenset[str]


@dataclass(slots=True)
class Run:
    """Digits without anything unknown among them.

    Attributes:
        digits: The digits so far.
        plus: Whether a plus stood in front.
        distance: Unknown words since the run before.
        introduced: Whether a word announced it as a new number.
        corrects: Whether a word took back what was said before.
        doubtful: Whether some of its words can be other digits.
    """

    plus: bool = False
    digits: str = ""
    distance: int = 0
    introduced: bool = False
    corrects: bool = False
    doubtful: bool = False


def read_runs(text: str, language: str) -> list[Run]:
    """All runs of digits in a text, in order.

    Raises:
        ValueError: There is no vocabulary for ``language``.
    """
    words = _words(language)
    return _Reader(number_tokens(text, language), words, language).runs()


class _Reader:
    """Reads runs of digits from left to right."""

    def __init__(self, tokens: Sequence[Token], words: _PhoneWords, language: str) -> None:
        self._tokens = tokens
        self._language = language
        self._words = words
        self._index = 0
        self._run = Run()
        self._runs: list[Run] = []

    def runs(self) -> list[Run]:
        """All runs of digits in order."""
        while self._index < len(self._tokens):
            self._step()
        self._close()
        return self._runs

    def _step(self) -> None:
        token = self._tokens[self._index]
        if length := self._plus(self._index):
            self._close()
            self._run.plus = True
            self._index += length
        elif heard := self._digits(self._index):
            self._index += heard.length
            if len(heard.digits) <= 2 and self._key(self._index) in self._words.units:
                self._interrupt()
                self._index += 1
            else:
                self._run.digits += heard.digits
                self._run.doubtful |= heard.doubtful
                self._repeat_last(heard)
        else:
            if token.key not in self._words.fillers:
                self._interrupt()
                self._run.introduced |= token.key in self._words.introductions
                self._run.corrects |= token.key in self._words.corrections
            self._index += 1

    def _plus(self, index: int) -> int:
        """How many tokens a plus at ``index`` takes."""
        if self._tokens[index].kind == "plus":
            return 1
        said = (len(phrase) for phrase in self._words.plus if self._said(phrase, index))
        return next(said, 0)

    def _close(self) -> None:
        if self._run.digits:
            self._runs.append(self._run)
            self._run = Run()

    def _interrupt(self) -> None:
        self._close()
        self._run.plus = False
        self._run.distance += 1

    def _key(self, index: int) -> str | None:
        return self._tokens[index].key if 0 <= index < len(self._tokens) else None

    def _digits(self, index: int) -> Numeral | None:
        """The digits at ``index``."""
        if repeated := self._repeated(index):
            return repeated
        if self._key(index) in self._words.weak_zeros:
            return Numeral("0", 1) if self._is_zero(index) else None
        numeral = read_numeral(self._tokens, index, self._language)
        return (numeral and self._counted(numeral, index)) or numeral

    def _repeated(self, index: int) -> Numeral | None:
        """A digit behind a word like "double", or in one word with it ("doppelnull")."""
        key = self._key(index) or ""
        for phrase, times in self._words.repeats.items():
            digit = number_words(self._language).get(key.removeprefix(phrase[0]))
            if len(phrase) == 1 and key.startswith(phrase[0]) and digit and len(digit) == 1:
                return Numeral(digit * times, 1)
            if not self._said(phrase, index):
                continue
            following = index + len(phrase)
            while self._key(following) in self._words.repeat_links:
                following += 1
            digit = self._single_digit(following)
            if digit:
                return Numeral(digit * times, following + 1 - index)
        return None

    def _counted(self, count: Numeral, index: int) -> Numeral | None:
        """A digit behind its number: "two zeros"."""
        key = self._key(index + count.length) or ""
        digit = self._words.counted_digits.get(key)
        if digit is None or count.digits not in {"2", "3", "4"}:
            return None
        doubtful = key in self._words.doubtful_counts
        return Numeral(digit * int(count.digits), count.length + 1, doubtful)

    def _repeat_last(self, heard: Numeral) -> None:
        """Repeat a digit when a phrase behind it says so."""
        for phrase, times in self._words.repeats_behind.items():
            if len(heard.digits) == 1 and self._said(phrase, self._index):
                self._run.digits += heard.digits * (times - 1)
                self._run.doubtful = True
                self._index += len(phrase)
                return

    def _said(self, phrase: tuple[str, ...], index: int) -> bool:
        """Whether the tokens at ``index`` are the phrase."""
        tokens = self._tokens[index : index + len(phrase)]
        return tuple(token.key for token in tokens) == phrase

    def _single_digit(self, index: int) -> str | None:
        if self._key(index) in self._words.weak_zeros:
            return "0"
        if index >= len(self._tokens):
            return None
        key = self._tokens[index].key
        if key in self._words.counted_digits:
            return self._words.counted_digits[key]
        numeral = read_numeral(self._tokens, index, self._language)
        return numeral.digits if numeral and len(numeral.digits) == 1 else None

    def _is_zero(self, index: int) -> bool:
        """Whether a word that can also be an interjection is a zero: right beside digits."""
        if self._run.digits and self._index == index:
            return True
        following = index + 1
        while self._key(following) in self._words.weak_zeros:
            following += 1
        if following >= len(self._tokens):
            return False
        # "Oh, 030 ..." begins with an interjection: nobody mixes both kinds of zero.
        written_zero = self._tokens[following].text.startswith("0")
        return not written_zero and self._digits(following) is not None


@cache
def _words(language: str) -> _PhoneWords:
    words = vocabulary(language).phone_numbers
    return _PhoneWords(
        plus=tuple(map(phrase_key, words.plus)),
        weak_zeros=_keys(words.weak_zeros),
        repeats={phrase_key(phrase): times for phrase, times in words.repeats.items()},
        repeat_links=_keys(words.repeat_links),
        repeats_behind={
            phrase_key(phrase): times for phrase, times in words.repeats_behind.items()
        },
        counted_digits={
            fold(word): digit
            for word, digit in (words.counted_digits | words.doubtful_counts).items()
        },
        doubtful_counts=_keys(words.doubtful_counts),
        fillers=_keys(words.fillers),
        introductions=_keys(words.introductions),
        corrections=_keys(words.corrections),
        units=_keys(words.units),
    )


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)
