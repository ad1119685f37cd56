"""From sentences to a model.

Training sentences are taught. The classifier is sure of every sentence that it was taught, so the
sentences of the development set tell how sure it may be of a caller's and where the gate stands:
seventeen numbers in all, too few to learn the set by heart.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from intents.corpus import OUT_OF_SCOPE, EvaluationSentence, TrainingSentence
from intents.engine.classifier import TopicClassifier, best_temperature
from intents.engine.encoder import CompiledEncoder, compile_encoder
from intents.engine.features import FeatureSpace
from intents.engine.gate import Gate
from intents.engine.pretrained import EncoderWeights, encoder_weights
from intents.engine.readings import readings
from intents.engine.tokens import tokenize
from intents.engine.tuning import Tuned, TuningPlan, tune
from intents.errors import KnowledgeError

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of the whole training that is over."""

_TUNING_SHARE = 0.97
_FEWEST = 3  # sentences in scope and out of it in the development set


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What the development set says about a model.

    Attributes:
        sentences: How many were taught.
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
    development: Sequence[EvaluationSentence],
    on_progress: Progress = lambda _stage, _share: None,
    plan: TuningPlan | None = None,
) -> Training:
    """Learn topics and gate; the same sentences in the same order give the same model.

    Args:
        sentences: Of all languages together, out-of-scope sentences among them.
        development: Sentences that are none of ``sentences``, to calibrate with.
        on_progress: Told what is going on.
        plan: How much is learnt; default: as much as pays.

    Raises:
        KnowledgeError: There are fewer than two topics, or too few sentences to calibrate.
    """
    topics = tuple(sorted({one.topic for one in sentences} - {OUT_OF_SCOPE}))
    _check(topics, sentences, development)
    on_progress("reading the sentences", 0.0)
    tuned = tune(
        encoder_weights(),
        [[tokenize(reading) for reading in several] for several in readings(sentences)],
        _numbers(topics, sentences),
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
        model = _calibrated(topics, tuned, encoder, development, len(sentences))
    on_progress("done", 1.0)
    return Training(model, tuned.weights, encoder)


def _calibrated(
    topics: tuple[str, ...],
    tuned: Tuned,
    encoder: CompiledEncoder,
    development: Sequence[EvaluationSentence],
    taught: int,
) -> Model:
    """Find temperature and gate on sentences read as calls will be read."""
    numbers = _numbers(topics, development)
    inside = numbers >= 0
    languages = [one.language for one in development]
    features = tuned.features.transform(encoder.encode([one.text for one in development]))
    weights, bias = tuned.topics
    scores = TopicClassifier(topics, weights, bias).scores(features)
    temperature = best_temperature(scores[inside], numbers[inside])
    classifier = TopicClassifier(topics, weights, bias, temperature)
    probabilities = classifier.probabilities(features)
    gate = Gate.fit(tuned.scope, features, probabilities, inside, languages)
    accepted = _accepted(gate, features, probabilities, languages)
    right = scores.argmax(axis=1) == numbers
    report = TrainingReport(
        sentences=taught,
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


def _numbers(
    topics: Sequence[str], sentences: Sequence[TrainingSentence | EvaluationSentence]
) -> NDArray[np.intp]:
    """Place of each sentence's topic in ``topics``, -1 for those out of scope."""
    places = {topic: place for place, topic in enumerate(topics)}
    return np.array([places.get(one.topic, -1) for one in sentences], np.intp)


def _check(
    topics: Sequence[str],
    sentences: Sequence[TrainingSentence],
    development: Sequence[EvaluationSentence],
) -> None:
    if len(topics) < 2 or all(one.topic != OUT_OF_SCOPE for one in sentences):
        raise KnowledgeError(
            f"training needs at least two topics, and sentences that are {OUT_OF_SCOPE}"
        )
    if unknown := {one.topic for one in development} - {*topics, OUT_OF_SCOPE}:
        raise KnowledgeError(f"nothing is taught about {min(unknown)}, which is to be measured")
    inside = sum(one.topic != OUT_OF_SCOPE for one in development)
    if min(inside, len(development) - inside) < _FEWEST:
        raise KnowledgeError(
            f"the development set needs at least {_FEWEST} sentences about subjects and "
            f"{_FEWEST} {OUT_OF_SCOPE}"
        )
