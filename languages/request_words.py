"""The words of ``language_names.yaml`` and ``language_requests.yaml``, ready to be found."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from languages.expressions import comparable_words, variants, without_diacritics

_ANY_ENDING = "*"
# The Polish ł has no accent that could be taken off; ʿ and ʾ stand for Arabic letters.
_PLAIN_LETTERS = str.maketrans({"ł": "l", "ʿ": None, "ʾ": None})


class Span(NamedTuple):
    """Words from ``begin`` up to ``end``, which is not included."""

    begin: int
    end: int

    def gap(self, other: "Span") -> int:
        """Words between two spans that do not overlap."""
        return max(self.begin - other.end, other.begin - self.end)


class Expressions:
    """Expressions of one kind, each with what it means.

    Args:
        entries: Expressions as they are written in the data, and their meanings.
    """

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[tuple[str, ...], str] = {}
        self._beginnings: dict[str, str] = {}
        for entry, meaning in entries:
            for variant in variants(entry):
                words = tuple(plain_words(variant))
                if variant.endswith(_ANY_ENDING):
                    self._beginnings[words[-1]] = meaning
                else:
                    self._exact[words] = meaning
        self._longest = max(map(len, self._exact), default=1)

    def find(self, words: Sequence[str], taken: Collection[int]) -> Iterator[tuple[Span, str]]:
        """Where there are expressions, from left to right, of several the longest.

        Args:
            words: From ``plain_words``.
            taken: Indices of words that belong to something else.
        """
        begin = 0
        while begin < len(words):
            end = next(
                (
                    end
                    for end in range(min(len(words), begin + self._longest), begin, -1)
                    if not any(index in taken for index in range(begin, end))
                    and self.meaning(words[begin:end]) is not None
                ),
                None,
            )
            if end is None:
                begin += 1
                continue
            yield Span(begin, end), self.meaning(words[begin:end]) or ""
            begin = end

    def meaning(self, words: Sequence[str]) -> str | None:
        """What these words mean, None if they are no expression."""
        exact = self._exact.get(tuple(words))
        if exact is not None or len(words) != 1:
            return exact
        return next(
            (
                meaning
                for beginning, meaning in self._beginnings.items()
                if words[0].startswith(beginning)
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class RequestWords:
    """All languages' words together.

    Attributes:
        names: Names of languages; they mean the code of the language.
        asks: Words that ask for the language named nearby.
        refuse_next: Words that refuse the language named next.
        refuse_last: Words that refuse the language named before.
        matters: Words that make the name say of what kind something is.
        beside: Words that may stand around a name that is all the caller says.
    """

    names: Expressions
    asks: Expressions
    refuse_next: Expressions
    refuse_last: Expressions
    matters: Expressions
    beside: Expressions


class _Requests(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    asks: list[str]
    beside: str
    not_next: list[str]
    not_last: list[str]
    matters: str
    attached: list[str] = []


def plain_words(text: str) -> list[str]:
    """The words as they are compared, without accents."""
    return comparable_words(without_diacritics(text.casefold()).translate(_PLAIN_LETTERS))


@cache
def request_words() -> RequestWords:
    """The words, read once."""
    names = TypeAdapter(dict[str, dict[str, list[str]]]).validate_python(
        _read("language_names.yaml")
    )
    requests = TypeAdapter(dict[str, _Requests]).validate_python(_read("language_requests.yaml"))
    every = requests.values()
    return RequestWords(
        names=Expressions(
            (prefix + form, code)
            for speaker, languages in names.items()
            for code, forms in languages.items()
            for form in forms
            for prefix in ("", *requests[speaker].attached)
        ),
        asks=_expressions(entry for one in every for entry in one.asks),
        refuse_next=_expressions(entry for one in every for entry in one.not_next),
        refuse_last=_expressions(entry for one in every for entry in one.not_last),
        matters=_expressions(word for one in every for word in one.matters.split()),
        beside=_expressions(word for one in every for word in one.beside.split()),
    )


def _expressions(entries: Iterable[str]) -> Expressions:
    return Expressions((entry, "") for entry in entries)


def _read(name: str) -> Mapping[str, object]:
    text = resources.files("languages").joinpath(name).read_text("utf-8")
    content: Mapping[str, object] = yaml.safe_load(text)
    return content
