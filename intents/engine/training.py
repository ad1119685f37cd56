"""From sentences to a model.

Only training sentences are looked at; the development set stays untouched for measuring. One
sentence in eight is not taught but tells how sure the classifier may be and where the gate stands.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from intents.corpus import OUT_OF_SCOPE, TrainingSentence
from intents.engine.classifier import TopicClassifier, best_temperature
from intents.engine.corpus_split import HELD_OUT, SplitCorpus
from intents.engine.encoder import CompiledEncoder, compile_encoder
from intents.engine.features import FeatureSpace
from intents.engine.gate import Gate
from intents.engine.pretrained import EncoderWeights, encoder_weights
from intents.engine.tokens import tokenize
from intents.engine.tuning import Tuned, TuningPlan, tune
from intents.errors import KnowledgeError

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of the whole training that is over."""

_TUNING_SHARE = 0.97
_FEWEST_HELD_OUT = 3


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What the held-out sentences say about a model; the development set says it independently.

    Attributes:
        sentences: How many it was trained on, those held out among them.
        classified: Share of in-scope sentences with the right topic first, gate aside.
        accuracy: Share of in-scope sentences let through with the right topic.
        false_accept: Share of out-of-scope sentences let through.
    """

    sentences: int
    classified: float
    accuracy: float
    false_accept: float


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that was learnt beside the encoder."""

    features: FeatureSpace
    classifier: TopicClassifier
    gate: Gate
    report: TrainingReport


@dataclass(frozen=True, slots=True)
class Training:
    """What a training leaves.

    Attributes:
        model: Topics and gate.
        weights: Of the tuned encoder.
        encoder: The same, ready to be used.
    """

    model: Model
    weights: EncoderWeights
    encoder: CompiledEncoder


def train(
    sentences: Sequence[TrainingSentence],
    on_progress: Progress = lambda _stage, _share: None,
    plan: TuningPlan | None = None,
) -> Training:
    """Learn topics and gate; the same sentences in the same order give the same model.

    Args:
        sentences: Of all languages together, out-of-scope sentences among them.
        on_progress: Told what is going on.
        plan: How much is learnt; default: as much as pays.

    Raises:
        KnowledgeError: There are fewer than two topics or too few sentences to hold some out.
    """
    corpus = SplitCorpus.of(sentences)
    _check(corpus)
    on_progress("reading the sentences", 0.0)
    taught = np.flatnonzero(corpus.taught)
    tuned = tune(
        encoder_weights(),
        [tokenize(corpus.texts[row]) for row in taught],
        corpus.numbers[taught],
        plan=plan or TuningPlan(),
        on_share=lambda share: on_progress("learning the sentences", _TUNING_SHARE * share),
    )
    on_progress("learning what is out of scope", _TUNING_SHARE)
    with tempfile.TemporaryDirectory() as folder:
        compile_encoder(tuned.weights, Path(folder) / "encoder")
        encoder = CompiledEncoder(Path(folder) / "encoder")
    # The matrices are small: two threads of the linear algebra wait for each other so much that
    # everything takes eight times as long as with one.
    with threadpool_limits(1):
        model = _calibrated(corpus, tuned, encoder)
    on_progress("done", 1.0)
    return Training(model, tuned.weights, encoder)


def _calibrated(corpus: SplitCorpus, tuned: Tuned, encoder: CompiledEncoder) -> Model:
    """Find temperature and gate on the held-out sentences, read as calls will be read."""
    rows = np.flatnonzero(~corpus.taught)
    inside = corpus.in_scope[rows]
    features = tuned.features.transform(encoder.encode([corpus.texts[row] for row in rows]))
    weights, bias = tuned.topics
    plain = TopicClassifier(corpus.topics, weights, bias)
    scores = plain.scores(features)
    classifier = TopicClassifier(
        corpus.topics, weights, bias, best_temperature(scores[inside], corpus.numbers[rows][inside])
    )
    probabilities = classifier.probabilities(features)
    languages = corpus.languages[rows].tolist()
    gate = Gate.fit(tuned.scope, features, probabilities, inside, languages)
    accepted = _accepted(gate, features, probabilities, languages)
    right = scores.argmax(axis=1) == corpus.numbers[rows]
    report = TrainingReport(
        sentences=len(corpus.texts),
        classified=float(right[inside].mean()),
        accuracy=float((accepted & right)[inside].mean()),
        false_accept=float(accepted[~inside].mean()),
    )
    return Model(tuned.features, classifier, gate, report)


def _accepted(
    gate: Gate,
    features: NDArray[np.float32],
    probabilities: NDArray[np.float64],
    languages: Sequence[str],
) -> NDArray[np.bool_]:
    scores = gate.scores(features, probabilities).tolist()
    return np.array(
        [gate.accepts(score, language) for score, language in zip(scores, languages, strict=True)]
    )


def _check(corpus: SplitCorpus) -> None:
    held_out = corpus.in_scope[~corpus.taught]
    fewest = min(int(held_out.sum()), int((~held_out).sum()))
    if len(corpus.topics) < 2 or fewest < _FEWEST_HELD_OUT:
        raise KnowledgeError(
            f"training needs at least two topics, {HELD_OUT * _FEWEST_HELD_OUT} sentences about "
            f"them and {HELD_OUT * _FEWEST_HELD_OUT} {OUT_OF_SCOPE} sentences"
        )
