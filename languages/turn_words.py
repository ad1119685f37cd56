"""Words by which people take turns: what only shows listening, and what cannot be the last word.

``turn_words/<code>.yaml`` has the expressions of one language:

- ``back_channels``: what a listener says without wanting the turn;
- ``hesitations``: what a speaker says who has not finished;
- ``open_endings``: words after which nobody has finished;
- ``openings``: beginnings of a sentence after which it must go on;
- ``joints``: words that may stand before an opening;
- ``doubtful_endings``: words after which some sentences are finished and others are not;
- ``openers``: complete sentences that only announce what the caller wants.

How entries are written: ``languages.expressions``. Case, punctuation, the vowel signs of Arabic,
the Turkish i, ё and е make no difference, and diacritics may be missing from expressions of more
than two letters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from languages.expressions import comparable_words, variants, without_diacritics

_MOST_BACK_CHANNELS = 4
# Greetings and announcements are short; what is longer has said something.
_MOST_OPENER_WORDS = 24

_SENTENCE_MARKS = ".?!؟۔。？！"
_OPEN_MARKS = ",;:،؛、-–—…"
_CLOSING = "\"'”’»«“„)]}* \t\n"
_SENTENCE_BREAK = re.compile(rf"[{_SENTENCE_MARKS}]+")
_CLAUSE_BREAK = re.compile(rf"[{_SENTENCE_MARKS},;:،؛、…]+")


class Ending(StrEnum):
    """How the words of a turn end."""

    COMPLETE = "complete"
    """As a sentence ends."""
    OPEN = "open"
    """So that more must follow: in a hesitation, within a phrase, or there are no words."""
    OPENER = "opener"
    """As a sentence, but one that only greets or announces a request."""
    UNKNOWN = "unknown"
    """The words do not tell."""


def is_back_channel(text: str, language: str) -> bool:
    """Whether the words only show that somebody listens: "mhm", "ja, genau".

    Args:
        text: What was recognised.
        language: ISO 639-1 code of a language of the registry.
    """
    fewest = _turn_words(language).back_channels.fewest(comparable_words(text))
    return fewest is not None and 1 <= fewest <= _MOST_BACK_CHANNELS


def ending(text: str, language: str) -> Ending:
    """How the words end.

    Args:
        text: What was recognised, from the beginning of the turn.
        language: ISO 639-1 code of a language of the registry.
    """
    known = _turn_words(language)
    written = text.rstrip(_CLOSING)
    words = comparable_words(written)
    if not words or _ends_openly(written) or known.is_open(words):
        return Ending.OPEN
    last = written[-1]
    opening = known.opening(written)
    if opening is not None and opening is not Ending.UNKNOWN:
        return opening
    if known.is_opener(words):
        return Ending.OPENER
    if last not in _SENTENCE_MARKS:
        return Ending.UNKNOWN
    if last in "?؟？":
        return Ending.COMPLETE
    doubtful = opening is Ending.UNKNOWN or known.doubtful_endings.end(words)
    return Ending.UNKNOWN if doubtful else Ending.COMPLETE


def _ends_openly(written: str) -> bool:
    return written[-1] in _OPEN_MARKS or written.endswith("..")


def _parts(marks: re.Pattern[str], written: str) -> list[str]:
    return [part for part in marks.split(written) if part and not part.isspace()] or [""]


@dataclass(frozen=True, slots=True)
class _Expressions:
    """Expressions of one kind, each as its words with single spaces."""

    texts: frozenset[str]
    longest: int

    def __or__(self, other: "_Expressions") -> "_Expressions":
        return _Expressions(self.texts | other.texts, max(self.longest, other.longest))

    def end(self, words: Sequence[str]) -> bool:
        """Whether the last words are one of the expressions."""
        lengths = range(1, min(self.longest, len(words)) + 1)
        return any(" ".join(words[-length:]) in self.texts for length in lengths)

    def fewest(self, words: Sequence[str]) -> int | None:
        """Of how many expressions at least the words consist; None when of others, too."""
        if len(words) > _MOST_OPENER_WORDS:
            return None
        fewest: list[int | None] = [0]
        for end in range(1, len(words) + 1):
            counts = [
                before + 1
                for begin in range(max(0, end - self.longest), end)
                if (before := fewest[begin]) is not None
                and " ".join(words[begin:end]) in self.texts
            ]
            fewest.append(min(counts, default=None))
            if not any(known is not None for known in fewest[-self.longest :]):
                return None
        return fewest[-1]


@dataclass(frozen=True, slots=True)
class _TurnWords:
    back_channels: _Expressions
    hesitations: _Expressions
    open_endings: _Expressions
    openings: _Expressions
    doubtful_endings: _Expressions
    lead_ins: _Expressions
    """What may stand before an opening."""
    fillers: _Expressions
    """What may stand around an opener."""
    openers_and_fillers: _Expressions

    def is_open(self, words: Sequence[str]) -> bool:
        return self.open_endings.end(words) or self.hesitations.end(words)

    def opening(self, written: str) -> Ending | None:
        """``OPEN`` when the last clause or sentence is no more than an opening.

        ``UNKNOWN`` when that follows a yes: "yes, I have" may be an answer.
        """
        *before, clause = _parts(_CLAUSE_BREAK, written)
        opening = self._clause_opening(comparable_words(clause), before)
        if opening is None and before:
            *_, sentence = _parts(_SENTENCE_BREAK, written)
            opening = self._clause_opening(comparable_words(sentence), [])
        return opening

    def _clause_opening(self, words: Sequence[str], before: Sequence[str]) -> Ending | None:
        for length in range(min(self.openings.longest, len(words)), 0, -1):
            if " ".join(words[-length:]) not in self.openings.texts:
                continue
            lead_in = words[:-length]
            if self.lead_ins.fewest(lead_in) is not None:
                agreed = (
                    before and self.back_channels.fewest(comparable_words(before[-1])) is not None
                )
                return Ending.UNKNOWN if agreed else Ending.OPEN
            if self.fillers.fewest(lead_in) is not None:
                return Ending.UNKNOWN
        return None

    def is_opener(self, words: Sequence[str]) -> bool:
        # Back-channel words alone may be an answer.
        return (
            self.openers_and_fillers.fewest(words) is not None
            and self.fillers.fewest(words) is None
        )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    back_channels: list[str]
    hesitations: list[str]
    open_endings: list[str]
    joints: list[str]
    openings: list[str]
    doubtful_endings: list[str]
    openers: list[str]


@cache
def _turn_words(language: str) -> _TurnWords:
    file = resources.files("languages").joinpath("turn_words", f"{language}.yaml")
    content = _File.model_validate(yaml.safe_load(file.read_text("utf-8")))
    back_channels = _expressions(content.back_channels)
    hesitations = _expressions(content.hesitations)
    fillers = hesitations | back_channels
    openers = _expressions(content.openers)
    return _TurnWords(
        back_channels=back_channels,
        hesitations=hesitations,
        open_endings=_expressions(content.open_endings),
        openings=_expressions(content.openings),
        doubtful_endings=_expressions(content.doubtful_endings),
        lead_ins=hesitations | openers | _expressions(content.joints),
        fillers=fillers,
        openers_and_fillers=fillers | openers,
    )


def _expressions(entries: Sequence[str]) -> _Expressions:
    texts = set()
    for entry in entries:
        for variant in variants(entry):
            text = " ".join(comparable_words(variant))
            texts |= {text, _without_diacritics(text)}
    return _Expressions(frozenset(texts), max(text.count(" ") + 1 for text in texts))


def _without_diacritics(text: str) -> str:
    # Of two letters too little remains: French "à" and "a", Spanish "sí" and "si".
    return text if len(text) <= 2 else without_diacritics(text)
