import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from intents.engine.gate import (
    MAX_FALSE_ACCEPT,
    Gate,
    language_thresholds,
    lowest_threshold,
)

Sentences = tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.bool_]]


def _two_clouds() -> Sentences:
    chance = np.random.default_rng(1)
    features = chance.normal(size=(120, 4)).astype(np.float32)
    in_scope = np.arange(120) < 60
    features[:, 0] += np.where(in_scope, 1.0, -1.0)
    sure = chance.dirichlet([0.2] * 3, size=120)
    unsure = chance.dirichlet([9.0] * 3, size=120)
    return features, np.where(in_scope[:, None], sure, unsure), in_scope


def _gate(offset: float = 0.0) -> Gate:
    features, probabilities, in_scope = _two_clouds()
    direction = np.array([1, 0, 0, 0], np.float32)
    languages = ["de"] * 90 + ["en"] * 30
    return Gate.fit((direction, offset), features, probabilities, in_scope, languages)


def test_what_is_in_scope_scores_higher() -> None:
    features, probabilities, in_scope = _two_clouds()
    scores = _gate().scores(features, probabilities)
    assert np.median(scores[in_scope]) > np.quantile(scores[~in_scope], 0.9)


def test_both_the_direction_and_the_certainty_count() -> None:
    gate = _gate()
    inside, outside = np.array([[3, 0, 0, 0]], np.float32), np.array([[-3, 0, 0, 0]], np.float32)
    sure, unsure = np.array([[0.98, 0.01, 0.01]]), np.array([[0.4, 0.3, 0.3]])
    assert gate.scores(inside, unsure) > gate.scores(outside, unsure)
    assert gate.scores(inside, sure) > gate.scores(inside, unsure)


def test_each_language_has_its_own_threshold_and_others_the_common_one() -> None:
    gate = _gate()
    assert set(gate.thresholds) == {"de", "en"}
    score = gate.thresholds["de"]
    assert gate.accepts(score, "de")
    assert not gate.accepts(score - 0.01, "de")
    assert gate.accepts(gate.threshold, "fr")
    assert not gate.accepts(gate.threshold - 0.01, "fr")


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=200))
def test_the_threshold_lets_through_no_more_than_is_allowed(values: list[float]) -> None:
    scores = np.array(values)
    threshold = lowest_threshold(scores)
    assert (scores >= threshold).mean() <= MAX_FALSE_ACCEPT


def test_the_threshold_is_the_lowest_that_is_allowed() -> None:
    scores = np.arange(100, dtype=float)
    assert (scores >= lowest_threshold(scores)).sum() == int(100 * MAX_FALSE_ACCEPT)


def test_a_language_with_few_examples_stays_near_the_common_threshold() -> None:
    languages = ["de"] * 400 + ["en"] * 10
    scores = np.concatenate([np.linspace(-1, 1, 400), np.linspace(4, 5, 10)])
    thresholds = language_thresholds(scores, languages)
    common = lowest_threshold(scores)
    own = lowest_threshold(scores[400:])
    assert common < thresholds["en"] < (common + own) / 2
    assert abs(thresholds["de"] - lowest_threshold(scores[:400])) < 0.1
