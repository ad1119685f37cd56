"""Whether a sentence is about anything the assistant may answer: a model of its own.

A class "out of scope" inside the classifier would cost accuracy, and the classifier's own
confidence is no guide: it is sure of much that it has never heard of. The gate looks at the
sentence and at how the classifier feels about it. What is out of scope has no one direction and
near misses lie among the subjects, so the gate is a support vector machine with a Gaussian
kernel: its cross-validated AUROC is .95, that of a linear gate .93, that of the highest
probability .75.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.svm import SVC

DOUBTS = 3
"""Columns that say how certain the classifier is: best, lead over the second, entropy."""

_DOUBT_LENGTH = 0.5
_KERNEL_SHARPNESS = 1.5
_FREEDOM = 1.0

MAX_FALSE_ACCEPT = 0.08
"""Share of out-of-scope sentences let through at most, in cross-validation. Many of the training
sentences are near misses ("when is the zoo open"), so real calls should stay below it."""

MIN_SENTENCES = 40
"""Out-of-scope sentences a language needs for a threshold of its own: one in forty is finer than
the share allowed. With fewer the threshold of all languages together applies."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets a sentence through or not.

    Attributes:
        support: Training sentences near the border, shape (m, dimensions + doubts).
        weights: How each of them votes for "in scope", shape (m,).
        bias: Constant of the vote.
        thresholds: Least score let through, by language.
        threshold: Least score let through in any other language.
    """

    support: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float
    thresholds: Mapping[str, float]
    threshold: float

    @classmethod
    def fit(
        cls,
        features: NDArray[np.float32],
        probabilities: NDArray[np.float64],
        in_scope: NDArray[np.bool_],
    ) -> Self:
        """Learn from sentences of both kinds; thresholds still open.

        Args:
            features: Shape (n, dimensions).
            probabilities: Of topics, by a classifier that was not trained on these sentences:
                its probabilities for sentences it knows are of a certainty never met again.
            in_scope: Truth, shape (n,).
        """
        machine = SVC(C=_FREEDOM, gamma=_KERNEL_SHARPNESS, class_weight="balanced")
        machine.fit(_with_doubts(features, probabilities), in_scope)
        return cls(
            support=np.asarray(machine.support_vectors_, np.float32),
            weights=np.asarray(machine.dual_coef_[0], np.float32),
            bias=float(machine.intercept_[0]),
            thresholds={},
            threshold=0.0,
        )

    def scores(
        self, features: NDArray[np.float32], probabilities: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return how clearly each sentence is in scope, shape (n,); without unit."""
        seen = _with_doubts(features, probabilities)
        squares = (seen**2).sum(axis=1)[:, None] + (self.support**2).sum(axis=1)
        distances = np.maximum(squares - 2.0 * seen @ self.support.T, 0.0)
        votes = np.exp(-_KERNEL_SHARPNESS * distances) @ self.weights
        return np.asarray(votes + self.bias, dtype=np.float64)

    def accepts(self, score: float, language: str) -> bool:
        """Whether a sentence of ``language`` with this score is let through."""
        return score >= self.thresholds.get(language, self.threshold)


def lowest_threshold(scores: NDArray[np.float64]) -> float:
    """Return the lowest threshold that lets through at most ``MAX_FALSE_ACCEPT`` of ``scores``.

    Accuracy (accepted and right) can only fall as the threshold rises, so the lowest one allowed
    is the best one.

    Args:
        scores: Of out-of-scope sentences, by a gate that was not trained on them.
    """
    allowed = int(MAX_FALSE_ACCEPT * len(scores))
    return float(np.nextafter(np.sort(scores)[-allowed - 1], np.inf))


def language_thresholds(scores: NDArray[np.float64], languages: Sequence[str]) -> dict[str, float]:
    """Return a threshold for every language with enough out-of-scope sentences.

    Args:
        scores: Of out-of-scope sentences, by a gate that was not trained on them.
        languages: Their languages.
    """
    spoken = np.asarray(languages)
    return {
        language: lowest_threshold(scores[spoken == language])
        for language in sorted(set(languages))
        if np.count_nonzero(spoken == language) >= MIN_SENTENCES
    }


def _with_doubts(
    features: NDArray[np.float32], probabilities: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Put the classifier's certainty beside the features."""
    ordered = np.sort(probabilities, axis=1)
    best, second = ordered[:, -1], ordered[:, -2]
    entropy = -(probabilities * np.log(np.maximum(probabilities, 1e-12))).sum(axis=1)
    doubts = np.column_stack([best, best - second, entropy / np.log(probabilities.shape[1])])
    return np.hstack([features, _DOUBT_LENGTH * doubts]).astype(np.float32)
