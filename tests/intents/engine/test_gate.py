from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.svm import SVC

from intents.engine.gate import (
    MAX_FALSE_ACCEPT,
    MIN_SENTENCES,
    Gate,
    language_thresholds,
    lowest_threshold,
)


def _two_clouds() -> tuple[Gate, NDArray[np.float32], NDArray[np.float64], NDArray[np.bool_]]:
    chance = np.random.default_rng(1)
    features = chance.normal(size=(60, 4)).astype(np.float32)
    in_scope = np.arange(60) < 30
    features[:, 0] = np.where(in_scope, 1.0, -1.0)
    probabilities = chance.dirichlet(np.ones(3), size=60)
    return Gate.fit(features, probabilities, in_scope), features, probabilities, in_scope


def test_what_is_in_scope_scores_higher() -> None:
    gate, features, probabilities, in_scope = _two_clouds()
    scores = gate.scores(features, probabilities)
    assert scores[in_scope].min() > scores[~in_scope].max()


def test_scores_are_those_of_the_machine_that_was_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    machines: list[Any] = []
    inputs: list[NDArray[np.float32]] = []

    class RecordingMachine(SVC):  # type: ignore[misc] # scikit-learn publishes no types
        def fit(self, features: NDArray[np.float32], truth: NDArray[np.bool_]) -> Any:
            machines.append(self)
            inputs.append(features)
            return super().fit(features, truth)

    monkeypatch.setattr("intents.engine.gate.SVC", RecordingMachine)
    gate, features, probabilities, _ = _two_clouds()
    expected = machines[0].decision_function(inputs[0])
    np.testing.assert_allclose(gate.scores(features, probabilities), expected, atol=1e-4)


def test_each_language_has_its_own_threshold_and_others_the_common_one() -> None:
    gate = replace(_two_clouds()[0], thresholds={"de": 0.5}, threshold=-0.5)
    assert not gate.accepts(0.0, "de")
    assert gate.accepts(0.5, "de")
    assert gate.accepts(0.0, "en")
    assert not gate.accepts(-0.6, "en")


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=200))
def test_the_threshold_lets_through_no_more_than_is_allowed(values: list[float]) -> None:
    scores = np.array(values)
    threshold = lowest_threshold(scores)
    assert (scores >= threshold).mean() <= MAX_FALSE_ACCEPT


def test_the_threshold_is_the_lowest_that_is_allowed() -> None:
    scores = np.arange(100, dtype=float)
    assert (scores >= lowest_threshold(scores)).sum() == int(100 * MAX_FALSE_ACCEPT)


def test_a_language_with_few_examples_has_no_threshold_of_its_own() -> None:
    languages = ["de"] * MIN_SENTENCES + ["en"] * (MIN_SENTENCES - 1)
    scores = np.linspace(-1, 1, len(languages))
    assert list(language_thresholds(scores, languages)) == ["de"]
