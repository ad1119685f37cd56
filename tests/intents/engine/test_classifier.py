import numpy as np
import pytest

from intents.engine.classifier import TopicClassifier, best_temperature, softmax


def test_probabilities_sum_to_one_and_follow_the_head() -> None:
    classifier = TopicClassifier(
        ("a", "b", "c"), np.eye(3, dtype=np.float32), np.array([0.0, 0.0, 5.0], np.float32)
    )
    probabilities = classifier.probabilities(np.array([[9, 0, 0], [0, 0, 0]], np.float32))
    assert [classifier.topics[column] for column in probabilities.argmax(axis=1)] == ["a", "c"]
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0)


@pytest.mark.parametrize("share", [0.55, 0.8, 0.95])
def test_calibrated_probabilities_say_how_often_the_answer_is_right(share: float) -> None:
    scores = np.tile(np.array([[4.0, 0.0]], np.float32), (1000, 1))
    truth = np.where(np.arange(1000) < 1000 * share, 0, 1)
    temperature = best_temperature(scores, truth)
    assert softmax(scores, temperature)[0, 0] == pytest.approx(share, abs=0.01)


def test_large_scores_do_not_overflow() -> None:
    np.testing.assert_allclose(softmax(np.array([[1e4, 0.0]], np.float32), 0.01), [[1.0, 0.0]])
