"""What classifier and gate see of a sentence: the direction of its meaning."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """Maps embeddings to features.

    Attributes:
        mean: Mean of the training embeddings, shape (dimensions,). The embeddings of this kind of
            encoder all point into one narrow cone; without their mean they spread out.
    """

    mean: NDArray[np.float32]

    def transform(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return embeddings without their common direction, each row at unit length."""
        difference = embeddings - self.mean
        lengths = np.linalg.norm(difference, axis=1, keepdims=True)
        return np.asarray(difference / np.maximum(lengths, 1e-9), dtype=np.float32)
