"""From sentences to a model: everything that is chosen is chosen by cross-validation.

Only training sentences are looked at; the development set stays untouched for measuring.

Noised copies of the sentences (dropped, split and garbled words) were tried as a preparation for
recognition errors and left out: they helped neither clean nor noised held-out sentences.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from intents.corpus import OUT_OF_SCOPE, TrainingSentence
from intents.engine.classifier import TopicClassifier, best_temperature, softmax
from intents.engine.corpus_split import FOLDS, SplitCorpus
from intents.engine.encoder import SentenceEncoder, encode_many
from intents.engine.features import FeatureSpace
from intents.engine.gate import Gate, language_thresholds, lowest_threshold
from intents.errors import KnowledgeError

FREEDOMS = (2.0, 5.0, 10.0, 20.0, 50.0)
"""Regularisations of the classifier from which cross-validation chooses."""

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of the whole training that is over."""

_ENCODING_SHARE = 0.85


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What cross-validation says about a model; the development set says it independently.

    Attributes:
        sentences: How many it was trained on.
        freedom: Regularisation that was chosen; see ``TopicClassifier.fit``.
        classified: Share of in-scope sentences with the right topic first, gate aside.
        accuracy: Share of in-scope sentences let through with the right topic.
        false_accept: Share of out-of-scope sentences let through.
    """

    sentences: int
    freedom: float
    classified: float
    accuracy: float
    false_accept: float


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that was learnt."""

    features: FeatureSpace
    classifier: TopicClassifier
    gate: Gate
    report: TrainingReport


def train(
    sentences: Sequence[TrainingSentence],
    encoder: SentenceEncoder,
    on_progress: Progress = lambda _stage, _share: None,
) -> Model:
    """Learn topics and gate; the same sentences in the same order give the same model.

    Args:
        sentences: Of all languages together, out-of-scope sentences among them.
        encoder: Gives the embeddings.
        on_progress: Told what is going on.

    Raises:
        KnowledgeError: There are fewer than two topics or too few sentences to cross-validate.
    """
    _check(sentences)
    corpus = SplitCorpus.of(sentences)
    embeddings = encode_many(
        encoder,
        corpus.texts,
        lambda share: on_progress("reading the sentences", _ENCODING_SHARE * share),
    )
    # The matrices are small: two threads of the linear algebra wait for each other so much that
    # everything takes eight times as long as with one.
    with threadpool_limits(1):
        return _learn(corpus, embeddings, on_progress)


def _learn(corpus: SplitCorpus, embeddings: NDArray[np.float32], on_progress: Progress) -> Model:
    space = FeatureSpace.fit(embeddings)
    features = space.transform(embeddings)
    on_progress("learning the topics", _ENCODING_SHARE)
    inside = corpus.in_scope
    freedom, temperature, scores = _best_freedom(corpus, features)
    classifier = replace(
        TopicClassifier.fit(
            features[inside], corpus.labels[inside].tolist(), corpus.topics, freedom
        ),
        temperature=temperature,
    )
    on_progress("learning what is out of scope", 0.9)
    gate, accepted = _gate(corpus, features, softmax(scores, temperature))
    right = _first_is_right(corpus, scores)
    on_progress("done", 1.0)
    report = TrainingReport(
        sentences=len(corpus.texts),
        freedom=freedom,
        classified=float(right[inside].mean()),
        accuracy=float((accepted & right)[inside].mean()),
        false_accept=float(accepted[~inside].mean()),
    )
    return Model(space, classifier, gate, report)


def held_out_scores(
    corpus: SplitCorpus, features: NDArray[np.float32], freedom: float
) -> NDArray[np.float32]:
    """Score every sentence by a classifier that was not trained on it, shape (n, topics)."""
    scores = np.empty((len(features), len(corpus.topics)), np.float32)
    for known, held_out in corpus.splits():
        taught = known[corpus.in_scope[known]]
        labels = corpus.labels[taught].tolist()
        classifier = TopicClassifier.fit(features[taught], labels, corpus.topics, freedom)
        scores[held_out] = classifier.scores(features[held_out])
    return scores


def _check(sentences: Sequence[TrainingSentence]) -> None:
    topics = {sentence.topic for sentence in sentences if sentence.topic != OUT_OF_SCOPE}
    inside = sum(sentence.topic != OUT_OF_SCOPE for sentence in sentences)
    if len(topics) < 2 or min(inside, len(sentences) - inside) < 2 * FOLDS:
        raise KnowledgeError(
            f"training needs at least two topics, {2 * FOLDS} sentences about them and "
            f"{2 * FOLDS} {OUT_OF_SCOPE} sentences"
        )


def _best_freedom(
    corpus: SplitCorpus, features: NDArray[np.float32]
) -> tuple[float, float, NDArray[np.float32]]:
    """The regularisation whose held-out probabilities are best, its temperature and scores.

    Probabilities, not hits, are compared: they differ by more than chance.
    """
    inside = corpus.in_scope
    truth = np.searchsorted(corpus.topics, corpus.labels[inside])
    least, best = np.inf, None
    for freedom in FREEDOMS:
        scores = held_out_scores(corpus, features, freedom)
        temperature, surprise = best_temperature(scores[inside], truth)
        if surprise < least:
            least, best = surprise, (freedom, temperature, scores)
    assert best is not None
    return best


def _gate(
    corpus: SplitCorpus, features: NDArray[np.float32], probabilities: NDArray[np.float64]
) -> tuple[Gate, NDArray[np.bool_]]:
    """The gate, and which held-out sentences are let through with its thresholds."""
    scores = np.empty(len(features))
    for known, held_out in corpus.splits():
        stranger = Gate.fit(features[known], probabilities[known], corpus.in_scope[known])
        scores[held_out] = stranger.scores(features[held_out], probabilities[held_out])
    outside = ~corpus.in_scope
    gate = replace(
        Gate.fit(features, probabilities, corpus.in_scope),
        thresholds=language_thresholds(scores[outside], corpus.languages[outside].tolist()),
        threshold=lowest_threshold(scores[outside]),
    )
    accepted = [
        gate.accepts(score, language)
        for score, language in zip(scores.tolist(), corpus.languages.tolist(), strict=True)
    ]
    return gate, np.array(accepted)


def _first_is_right(corpus: SplitCorpus, scores: NDArray[np.float32]) -> NDArray[np.bool_]:
    first = np.array(corpus.topics)[scores.argmax(axis=1)]
    return np.asarray(first == corpus.labels)
