import numpy as np
import pytest

from intents.engine.classifier import TopicClassifier, best_temperature, softmax

_FEATURES = np.array([[1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0, 0.9, 0.1], [0, 0, 1]], np.float32)


def test_topics_are_told_apart() -> None:
    labels = ["a", "a", "b", "b", "c"]
    classifier = TopicClassifier.fit(_FEATURES, labels, ("a", "b", "c"), freedom=50.0)
    probabilities = classifier.probabilities(_FEATURES)
    assert [classifier.topics[column] for column in probabilities.argmax(axis=1)] == labels
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0)


def test_two_topics_are_enough() -> None:
    classifier = TopicClassifier.fit(_FEATURES[:4], ["a", "a", "b", "b"], ("a", "b"), 50.0)
    assert classifier.probabilities(_FEATURES[:4]).argmax(axis=1).tolist() == [0, 0, 1, 1]


def test_a_topic_without_examples_is_never_predicted() -> None:
    labels = ["a", "a", "c", "c"]
    classifier = TopicClassifier.fit(_FEATURES[:4], labels, ("a", "b", "c"), 50.0)
    probabilities = classifier.probabilities(_FEATURES)
    assert probabilities[:, 1].max() < 1e-6
    assert probabilities.argmax(axis=1)[:4].tolist() == [0, 0, 2, 2]


@pytest.mark.parametrize("share", [0.55, 0.8, 0.95])
def test_calibrated_probabilities_say_how_often_the_answer_is_right(share: float) -> None:
    scores = np.tile(np.array([[4.0, 0.0]], np.float32), (1000, 1))
    truth = np.where(np.arange(1000) < 1000 * share, 0, 1)
    temperature, surprise = best_temperature(scores, truth)
    assert softmax(scores, temperature)[0, 0] == pytest.approx(share, abs=0.01)
    entropy = -share * np.log(share) - (1 - share) * np.log(1 - share)
    assert surprise == pytest.approx(entropy, abs=0.01)


def test_large_scores_do_not_overflow() -> None:
    np.testing.assert_allclose(softmax(np.array([[1e4, 0.0]], np.float32), 0.01), [[1.0, 0.0]])
