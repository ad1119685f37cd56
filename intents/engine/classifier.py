"""Which topic a sentence is about: multinomial logistic regression over all languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

_UNSEEN = -30.0
"""Bias of a topic without any example: as good as impossible."""


@dataclass(frozen=True, slots=True)
class TopicClassifier:
    """A linear model with calibrated probabilities.

    Attributes:
        topics: Names in the order of the columns.
        weights: Shape (dimensions, topics).
        bias: Shape (topics,).
        temperature: Divides the scores; found by cross-validation, so that of the answers given
            with probability 0.8 four in five are right.
    """

    topics: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float = 1.0

    @classmethod
    def fit(
        cls,
        features: NDArray[np.float32],
        labels: Sequence[str],
        topics: Sequence[str],
        freedom: float,
    ) -> Self:
        """Learn from one row of features a label.

        Args:
            features: Shape (n, dimensions).
            labels: Topic of each row, at least two different ones.
            topics: All topics there are; those without a row are never predicted.
            freedom: How large weights may grow (C, the inverse of the regularisation).
        """
        regression = LogisticRegression(C=freedom, tol=1e-3, max_iter=1000)
        regression.fit(features, labels)
        columns = [topics.index(topic) for topic in regression.classes_]
        weights = np.zeros((features.shape[1], len(topics)), np.float32)
        bias = np.full(len(topics), _UNSEEN, np.float32)
        if len(columns) == 2:  # scikit-learn keeps only the second of two
            bias[columns] = 0.0
            columns = columns[1:]
        weights[:, columns] = regression.coef_.T
        bias[columns] = regression.intercept_
        return cls(tuple(topics), weights, bias)

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return uncalibrated scores (logits), shape (n, topics)."""
        return np.asarray(features @ self.weights + self.bias, dtype=np.float32)

    def probabilities(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return calibrated probabilities, shape (n, topics)."""
        return softmax(self.scores(features), self.temperature)


def best_temperature(scores: NDArray[np.float32], truth: NDArray[np.intp]) -> tuple[float, float]:
    """Find the temperature that makes the truth most likely.

    Args:
        scores: Of sentences that the model which scored them was not trained on.
        truth: Column of the right topic, shape (n,).

    Returns:
        The temperature, and the mean surprise (negative logarithm of the probability of the
        right topic) that is left with it.
    """
    rows = np.arange(len(truth))

    def surprise(log_temperature: float) -> float:
        found = softmax(scores, float(np.exp(log_temperature)))[rows, truth]
        return -float(np.log(np.maximum(found, 1e-12)).mean())

    best = minimize_scalar(surprise, bounds=(-3.0, 3.0), method="bounded")
    return float(np.exp(best.x)), float(best.fun)


def softmax(scores: NDArray[np.float32], temperature: float) -> NDArray[np.float64]:
    """Turn each row of scores into probabilities."""
    scaled = scores.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    exponentials = np.exp(scaled)
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))
