"""Whether a sentence is about anything the assistant may answer: a model of its own.

A class "out of scope" inside the classifier would cost accuracy, and the classifier's own
confidence is no guide: it is sure of much that it has never heard of. The encoder is tuned for
this question, too (``tuning``); the gate weighs what it says together with how certain the
classifier is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

DOUBTS = 4
"""What is weighed: the encoder's opinion, the logarithm of the highest probability, its lead over
the second, and the entropy of all."""

MAX_FALSE_ACCEPT = 0.08
"""Share of the development set's out-of-scope sentences let through at most. Many of them are near
misses ("when is the zoo open"), so real calls should stay below it."""

_COMMON_WEIGHT = 40
"""How many sentences of a language weigh as much as the threshold of all languages together."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets a sentence through or not.

    Attributes:
        direction: Where sentences in scope lie, shape (dimensions,).
        offset: Added to that, so that the sum is the logarithm of the odds.
        votes: Weight of each doubt, shape (``DOUBTS``,).
        bias: Constant of the vote.
        thresholds: Least score let through, by language.
        threshold: Least score let through in any other language.
    """

    direction: NDArray[np.float32]
    offset: float
    votes: NDArray[np.float32]
    bias: float
    thresholds: Mapping[str, float]
    threshold: float

    @classmethod
    def fit(
        cls,
        scope: tuple[NDArray[np.float32], float],
        features: NDArray[np.float32],
        probabilities: NDArray[np.float64],
        in_scope: NDArray[np.bool_],
        languages: Sequence[str],
    ) -> Self:
        """Learn from sentences of both kinds that neither encoder nor classifier was taught.

        Args:
            scope: Direction and offset, from the tuning.
            features: Shape (n, dimensions).
            probabilities: Of topics, shape (n, topics).
            in_scope: Truth, shape (n,).
            languages: Of the sentences.
        """
        direction, offset = scope
        doubts = _doubts(features @ direction + offset, probabilities)
        regression = LogisticRegression(class_weight="balanced", max_iter=1000)
        regression.fit(doubts, in_scope)
        votes = np.asarray(regression.coef_[0], np.float32)
        bias = float(regression.intercept_[0])
        outside = (doubts @ votes + bias)[~in_scope]
        spoken = np.asarray(languages)[~in_scope].tolist()
        return cls(
            direction,
            offset,
            votes,
            bias,
            thresholds=language_thresholds(outside, spoken),
            threshold=lowest_threshold(outside),
        )

    def scores(
        self, features: NDArray[np.float32], probabilities: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return how clearly each sentence is in scope, shape (n,); without unit."""
        doubts = _doubts(features @ self.direction + self.offset, probabilities)
        return np.asarray(doubts @ self.votes + self.bias, np.float64)

    def accepts(self, score: float, language: str) -> bool:
        """Whether a sentence of ``language`` with this score is let through."""
        return score >= self.thresholds.get(language, self.threshold)


def lowest_threshold(scores: NDArray[np.float64]) -> float:
    """Return the lowest threshold that lets through at most ``MAX_FALSE_ACCEPT`` of ``scores``.

    Accuracy (accepted and right) can only fall as the threshold rises, so the lowest one allowed
    is the best one.

    Args:
        scores: Of out-of-scope sentences that the gate was not taught, at least one.
    """
    allowed = int(MAX_FALSE_ACCEPT * len(scores))
    return float(np.nextafter(np.sort(scores)[-allowed - 1], np.inf))


def language_thresholds(scores: NDArray[np.float64], languages: Sequence[str]) -> dict[str, float]:
    """Return a threshold for every language, the nearer to the common one the fewer sentences.

    Args:
        scores: Of out-of-scope sentences.
        languages: Their languages.
    """
    spoken = np.asarray(languages)
    common = lowest_threshold(scores)
    thresholds = {}
    for language in sorted(set(languages)):
        own = scores[spoken == language]
        weight = len(own) / (len(own) + _COMMON_WEIGHT)
        thresholds[language] = weight * lowest_threshold(own) + (1 - weight) * common
    return thresholds


def _doubts(scope: NDArray[np.float32], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """The encoder's opinion and the classifier's certainty, shape (n, ``DOUBTS``)."""
    ordered = np.sort(probabilities, axis=1)
    best, second = ordered[:, -1], ordered[:, -2]
    entropy = -(probabilities * np.log(np.maximum(probabilities, 1e-12))).sum(axis=1)
    return np.column_stack(
        [scope, np.log(np.maximum(best, 1e-6)), best - second, entropy / np.log(ordered.shape[1])]
    )
