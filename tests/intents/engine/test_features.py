import numpy as np

from intents.engine.features import FeatureSpace


def test_what_all_sentences_have_in_common_is_removed() -> None:
    cone = np.array([[10.0, 1.0], [10.0, -1.0]], np.float32)
    space = FeatureSpace(cone.mean(axis=0))
    np.testing.assert_allclose(space.transform(cone), [[0.0, 1.0], [0.0, -1.0]])


def test_a_sentence_right_at_the_mean_has_no_direction() -> None:
    space = FeatureSpace(np.array([1.0, 2.0], np.float32))
    np.testing.assert_array_equal(space.transform(np.array([[1.0, 2.0]], np.float32)), [[0.0, 0.0]])
