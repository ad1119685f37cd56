import numpy as np
import pytest

from intents.corpus import OUT_OF_SCOPE, EvaluationSentence, TrainingSentence
from intents.engine.gate import MAX_FALSE_ACCEPT
from intents.engine.pretrained import encoder_weights
from intents.engine.training import Model, Training, train
from intents.engine.tuning import TuningPlan
from intents.errors import KnowledgeError

Sentences = tuple[TrainingSentence, ...]
Development = tuple[EvaluationSentence, ...]


def test_topics_exclude_what_is_out_of_scope(model: Model) -> None:
    assert model.classifier.topics == ("fees", "opening_hours", "photo")


def test_the_report_is_about_sentences_that_were_not_taught(
    model: Model, sentences: Sentences
) -> None:
    report = model.report
    assert report.sentences == len(sentences)
    assert report.classified > 0.8
    assert report.false_accept <= MAX_FALSE_ACCEPT
    assert report.accuracy <= report.classified


def test_sentences_that_cannot_be_learnt_are_reported_as_such(plan: TuningPlan) -> None:
    topics = ("callback", "fees", "human", "photo", OUT_OF_SCOPE)
    riddles = [(f"wort{number * 7919 % 1009}", topics[number % 5]) for number in range(240)]
    taught = [TrainingSentence(text, topic, "de") for text, topic in riddles[:200]]
    judging = [EvaluationSentence("de", topic, "short", text) for text, topic in riddles[200:]]
    assert train(taught, judging, plan=plan).model.report.classified < 0.6


def test_the_same_sentences_give_the_same_model(
    training: Training, sentences: Sentences, development: Development, plan: TuningPlan
) -> None:
    again = train(sentences, development, plan=plan)
    np.testing.assert_array_equal(again.model.classifier.weights, training.model.classifier.weights)
    np.testing.assert_array_equal(again.model.gate.votes, training.model.gate.votes)
    assert again.model.gate.thresholds == training.model.gate.thresholds
    assert again.model.report == training.model.report
    for name, array in again.weights.layers[-1].items():
        np.testing.assert_array_equal(array, training.weights.layers[-1][name])


def test_only_the_upper_layers_learn(training: Training, plan: TuningPlan) -> None:
    before, after = encoder_weights().layers, training.weights.layers
    changed = [
        not np.array_equal(one["query"], other["query"])
        for one, other in zip(before, after, strict=True)
    ]
    assert changed == [False] * (len(before) - plan.layers) + [True] * plan.layers


def test_progress_is_told_from_beginning_to_end(
    sentences: Sentences, development: Development
) -> None:
    shares: list[float] = []
    train(
        sentences,
        development,
        lambda _stage, share: shares.append(share),
        TuningPlan(epochs=1, layers=1),
    )
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


@pytest.mark.parametrize("kept", [{"fees", OUT_OF_SCOPE}, {"fees", "photo"}])
def test_too_small_a_corpus_is_refused(
    kept: set[str], sentences: Sentences, development: Development
) -> None:
    small = [sentence for sentence in sentences if sentence.topic in kept]
    with pytest.raises(KnowledgeError, match="at least two topics"):
        train(small, development)


@pytest.mark.parametrize("left_out", [True, False])
def test_too_small_a_development_set_is_refused(
    left_out: bool, sentences: Sentences, development: Development
) -> None:
    small = [one for one in development if (one.topic == OUT_OF_SCOPE) is left_out]
    with pytest.raises(KnowledgeError, match="development set needs"):
        train(sentences, small)


def test_a_subject_that_is_measured_must_be_taught(
    sentences: Sentences, development: Development
) -> None:
    with pytest.raises(KnowledgeError, match="about fees"):
        train([one for one in sentences if one.topic != "fees"], development)
