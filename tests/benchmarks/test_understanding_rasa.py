import pytest

from benchmarks.understanding_rasa import Measured, _result
from intents.corpus import EvaluationSentence
from intents.understanding import Alternative


def _ranking(*topics: str) -> tuple[Alternative, ...]:
    return tuple(Alternative(topic, 1 / place) for place, topic in enumerate(topics, start=1))


def test_a_row_says_how_often_the_right_topic_is_first_and_what_it_costs() -> None:
    tests = [EvaluationSentence("de", topic, "plain", "") for topic in ("a", "b", "c", "d")]
    measured = Measured(
        rankings=(
            _ranking("a", "b", "c", "d"),
            _ranking("a", "b", "c", "d"),
            _ranking("a", "b", "c", "d"),
            _ranking("a", "b", "c", "d"),
        ),
        seconds=(0.010, 0.020, 0.030, 0.100),
        training_seconds=12.345,
        memory_mb=640.4,
    )
    result = _result("small", tests, measured)
    assert (result.first, result.top3) == (0.25, 0.75)
    assert result.median_ms == pytest.approx(25.0)
    assert (result.training_seconds, result.memory_mb) == (12.3, 640)
