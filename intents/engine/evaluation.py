"""How well sentences are understood, in figures that stay comparable over the years."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intents.corpus import OUT_OF_SCOPE, EvaluationSentence
from intents.understanding import Understanding, UnderstandingEngine

NOT_ACCEPTED = "none"
"""Written for "out of scope" and for "not let through", as in evaluation files."""

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sentence and how it was understood."""

    sentence: EvaluationSentence
    understanding: Understanding

    @property
    def in_scope(self) -> bool:
        """Whether there is a right topic."""
        return self.sentence.topic != OUT_OF_SCOPE

    @property
    def expected(self) -> str:
        """The right topic, or ``none``."""
        return self.sentence.topic if self.in_scope else NOT_ACCEPTED

    @property
    def got(self) -> str:
        """The topic that was let through, or ``none``."""
        accepted = self.understanding.accepted and self.understanding.topic is not None
        return str(self.understanding.topic) if accepted else NOT_ACCEPTED

    @property
    def among_three(self) -> bool:
        """Whether the right topic is one of the first three, let through or not."""
        first = [alternative.topic for alternative in self.understanding.alternatives[:3]]
        return self.sentence.topic in first


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of one group of sentences.

    Attributes:
        n: Sentences.
        accuracy: Share of in-scope sentences let through with the right topic; None without any.
        top3: Share of in-scope sentences with the right topic among the first three.
        false_accept: Share of out-of-scope sentences let through; None without any.
    """

    n: int
    accuracy: float | None
    top3: float | None
    false_accept: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the figures under their names."""
        return {
            "n": self.n,
            "accuracy": self.accuracy,
            "top3": self.top3,
            "false_accept": self.false_accept,
        }


@dataclass(frozen=True, slots=True)
class Confusion:
    """One way of going wrong.

    Attributes:
        expected: The right topic, or ``none``.
        got: The topic let through, or ``none``.
        count: How often.
        examples: Some of the sentences.
    """

    expected: str
    got: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a set of sentences is understood.

    Attributes:
        overall: Figures of all sentences.
        by_language: Figures by ISO 639-1 code.
        by_kind: Figures by the way of speaking.
        counts: How often what was expected (first) became what was let through (second).
        confusions: Where the two differ, most frequent first.
    """

    overall: Scores
    by_language: Mapping[str, Scores]
    by_kind: Mapping[str, Scores]
    counts: Mapping[tuple[str, str], int]
    confusions: tuple[Confusion, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the document that ``voicebot evaluate --json`` prints."""
        return {
            **self.overall.as_json(),
            "by_language": {key: scores.as_json() for key, scores in self.by_language.items()},
            "by_kind": {key: scores.as_json() for key, scores in self.by_kind.items()},
            "confusions": [
                {
                    "expected": confusion.expected,
                    "got": confusion.got,
                    "count": confusion.count,
                    "examples": list(confusion.examples),
                }
                for confusion in self.confusions
            ],
        }


def evaluate(engine: UnderstandingEngine, sentences: Sequence[EvaluationSentence]) -> Evaluation:
    """Let ``engine`` read every sentence and count."""
    return summarise(
        [
            Outcome(sentence, engine.understand(sentence.text, sentence.language))
            for sentence in sentences
        ]
    )


def summarise(outcomes: Sequence[Outcome]) -> Evaluation:
    """Count outcomes, confusions in descending order."""
    languages: defaultdict[str, list[Outcome]] = defaultdict(list)
    kinds: defaultdict[str, list[Outcome]] = defaultdict(list)
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for outcome in outcomes:
        languages[outcome.sentence.language].append(outcome)
        kinds[outcome.sentence.kind].append(outcome)
        found[outcome.expected, outcome.got].append(outcome.sentence.text)
    confusions = [
        Confusion(expected, got, len(texts), tuple(texts[:_EXAMPLES]))
        for (expected, got), texts in found.items()
        if expected != got
    ]
    return Evaluation(
        overall=_scores(outcomes),
        by_language={language: _scores(group) for language, group in sorted(languages.items())},
        by_kind={kind: _scores(group) for kind, group in sorted(kinds.items())},
        counts={pair: len(texts) for pair, texts in sorted(found.items())},
        confusions=tuple(sorted(confusions, key=lambda one: (-one.count, one.expected, one.got))),
    )


def _scores(outcomes: Sequence[Outcome]) -> Scores:
    inside = [outcome for outcome in outcomes if outcome.in_scope]
    outside = [outcome for outcome in outcomes if not outcome.in_scope]
    return Scores(
        n=len(outcomes),
        accuracy=_share([outcome.got == outcome.expected for outcome in inside]),
        top3=_share([outcome.among_three for outcome in inside]),
        false_accept=_share([outcome.got != NOT_ACCEPTED for outcome in outside]),
    )


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None
