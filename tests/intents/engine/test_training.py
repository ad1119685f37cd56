import numpy as np
import pytest

from intents.corpus import OUT_OF_SCOPE, TrainingSentence
from intents.engine.encoder import SentenceEncoder
from intents.engine.gate import MAX_FALSE_ACCEPT
from intents.engine.training import FREEDOMS, Model, train
from intents.errors import KnowledgeError


def test_topics_exclude_what_is_out_of_scope(model: Model) -> None:
    assert model.classifier.topics == ("fees", "opening_hours", "photo")


def test_the_report_is_cross_validated(
    model: Model, sentences: tuple[TrainingSentence, ...]
) -> None:
    report = model.report
    assert report.sentences == len(sentences)
    assert report.freedom in FREEDOMS
    assert report.classified > 0.9
    assert report.false_accept <= MAX_FALSE_ACCEPT
    assert 0.5 < report.accuracy <= report.classified


def test_sentences_that_cannot_be_learnt_are_reported_as_such(encoder: SentenceEncoder) -> None:
    topics = ("callback", "fees", "human", "photo", OUT_OF_SCOPE)
    riddles = [
        TrainingSentence(f"wort{number * 7919 % 1009}", topics[number % 5], "de")
        for number in range(100)
    ]
    assert train(riddles, encoder).report.classified < 0.5


def test_the_same_sentences_give_the_same_model(
    model: Model, sentences: tuple[TrainingSentence, ...], encoder: SentenceEncoder
) -> None:
    again = train(sentences, encoder)
    np.testing.assert_array_equal(again.classifier.weights, model.classifier.weights)
    np.testing.assert_array_equal(again.gate.support, model.gate.support)
    assert again.gate.thresholds == model.gate.thresholds
    assert again.report == model.report


def test_progress_is_told_from_beginning_to_end(
    sentences: tuple[TrainingSentence, ...], encoder: SentenceEncoder
) -> None:
    shares: list[float] = []
    train(sentences, encoder, lambda _stage, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("left_out", [OUT_OF_SCOPE, "fees"])
def test_too_small_a_corpus_is_refused(
    left_out: str, sentences: tuple[TrainingSentence, ...], encoder: SentenceEncoder
) -> None:
    kept = {"fees", "photo", OUT_OF_SCOPE} - {left_out}
    small = [sentence for sentence in sentences if sentence.topic in kept]
    with pytest.raises(KnowledgeError, match="at least two topics"):
        train(small, encoder)
