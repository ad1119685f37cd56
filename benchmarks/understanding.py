"""Understanding of the development sentences: our engine beside simpler ones on the same data.

Every engine learns the same training sentences. Those without a gate let a sentence through when
their confidence reaches a threshold, found like our gate's: the lowest at which few enough of the
out-of-scope development sentences of its language are let through.

    python -m benchmarks.understanding --json var/understanding.json

Needs ``uv pip install --group encoders``. Rasa's pipelines on the same data are measured by
``benchmarks.understanding_rasa``.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from benchmarks.understanding_engines import (
    Contender,
    NearestNeighbour,
    Regression,
    RememberingEncoder,
    UniversalSentenceEncoder,
    published_encoder,
)
from intents.corpus import OUT_OF_SCOPE, load_development, load_training
from intents.engine.engine import Engine
from intents.engine.gate import language_thresholds
from intents.engine.model_file import load_or_train
from voicebot.settings import load_settings
from voicebot.understanding import models_of_understanding

_console = Console(stderr=True)


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
        memory_mb: What it adds to the memory of the process.
    """

    name: str
    first: float
    top3: float
    accuracy: float
    false_accept: float
    auroc: float
    median_ms: float
    p95_ms: float
    memory_mb: float


class Benchmark:
    """The data, and how an engine is measured on it."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = languages
        self.sentences = load_training(languages)
        self.tests = load_development(languages)
        self._taught = [one for one in self.sentences if one.topic != OUT_OF_SCOPE]
        self._inside = np.array([one.topic != OUT_OF_SCOPE for one in self.tests])
        topics = sorted({one.topic for one in self._taught})
        self._right = [topics.index(one.topic) for one in self.tests if one.topic in topics]

    def contender(self, name: str, contender: Contender) -> Result:
        """Measure an engine whose confidence is its gate."""
        before = _memory()
        contender.fit([one.text for one in self._taught], [one.topic for one in self._taught])
        rows, seconds = [], []
        for test in track(self.tests, name, console=_console):
            began = time.perf_counter()
            rows.append(contender.scores([test.text])[0])
            seconds.append(time.perf_counter() - began)
        memory = _memory() - before
        scores = np.array(rows)
        sure = scores.max(axis=1)
        accepted = self._accepted(sure)
        return self._result(name, scores, sure, accepted, seconds=seconds, memory=memory)

    def ours(self, engine: Engine, memory: float) -> tuple[Result, Result]:
        """Measure our engine as calls use it, and what it would be without its gate."""
        model, accepted, seconds = engine.model, [], []
        for test in track(self.tests, "ours", console=_console):
            began = time.perf_counter()
            accepted.append(engine.understand(test.text, test.language).accepted)
            seconds.append(time.perf_counter() - began)
        features = model.features.transform(
            engine.encoder.encode([test.text for test in self.tests])
        )
        scores = model.classifier.probabilities(features)
        sure = model.gate.scores(features, scores)
        costs: dict[str, Any] = {"seconds": seconds, "memory": memory}
        with_gate = self._result("ours", scores, sure, np.array(accepted), **costs)
        plain = scores.max(axis=1)
        accepted_plainly = self._accepted(plain)
        without = self._result("ours, no gate", scores, plain, accepted_plainly, **costs)
        return with_gate, without

    def _accepted(self, sure: NDArray[np.float64]) -> NDArray[np.bool_]:
        languages = [test.language for test in self.tests]
        outside = np.flatnonzero(~self._inside)
        thresholds = language_thresholds(sure[outside], [languages[row] for row in outside])
        return sure >= np.array([thresholds[language] for language in languages])

    def _result(
        self,
        name: str,
        scores: NDArray[np.float64],
        sure: NDArray[np.float64],
        accepted: NDArray[np.bool_],
        *,
        seconds: list[float],
        memory: float,
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
            memory_mb=round(memory, 1),
        )


def _memory() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def main() -> None:
    """Measure and print a table; with ``--json``, write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    universal = UniversalSentenceEncoder()
    settings = load_settings()
    with threadpool_limits(1):
        # Ours comes first: what it shares with others (CTranslate2, the vocabulary) counts for it.
        before = _memory()
        engine = load_or_train(models_of_understanding(settings), settings.languages)
        engine.understand("Termin", "de")
        benchmark = Benchmark(settings.languages)
        ours = benchmark.ours(engine, _memory() - before)
        taught = [one.text for one in benchmark.sentences]
        encoder = RememberingEncoder(published_encoder(), taught)
        results = [
            benchmark.contender("nearest neighbour (TF-IDF)", NearestNeighbour()),
            benchmark.contender("TF-IDF + LR", Regression(encoder=None, letters=True)),
            benchmark.contender("USE + LR", Regression(encoder=universal, letters=False)),
            benchmark.contender("e5 + LR", Regression(encoder=encoder, letters=False)),
            benchmark.contender("e5 + TF-IDF + LR", Regression(encoder=encoder, letters=True)),
            *reversed(ours),
        ]
    _print(benchmark, results)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps([asdict(result) for result in results], indent=2))


def _print(benchmark: Benchmark, results: Sequence[Result]) -> None:
    title = f"{len(benchmark.tests)} development sentences, {', '.join(benchmark.languages)}"
    table = Table(title=f"{title}, trained on {len(benchmark.sentences)}")
    columns = list(asdict(results[0]))
    for column in columns:
        table.add_column(column, justify="left" if column == "name" else "right")
    for result in results:
        cells = asdict(result)
        coarse = ("median_ms", "p95_ms", "memory_mb")
        table.add_row(
            result.name,
            *(f"{cells[column]:.{1 if column in coarse else 3}f}" for column in columns[1:]),
        )
    Console().print(table)


if __name__ == "__main__":
    main()
