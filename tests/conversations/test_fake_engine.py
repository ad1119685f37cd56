"""The engine of the tests does what a scenario declares, or the scenarios would prove nothing."""

from typing import Any

from intents.understanding import Alternative, Understanding
from tests.conversations.fake_engine import SURE, FakeEngine
from voicebot.simulation.step import Step


def _understand(text: str, **step: Any) -> Understanding:
    engine = FakeEngine()
    engine.expect(Step.model_validate({"say": "and for my wife?", **step}))
    return engine.understand(text, "en")


def test_what_was_declared_is_understood_in_order() -> None:
    understanding = _understand("and for my wife?", understood_as="fees", further=["photo"])

    assert (understanding.topic, understanding.accepted) == ("fees", True)
    assert understanding.further == (Alternative("photo", SURE),)


def test_nothing_else_is_understood() -> None:
    assert not _understand("and for my wife?").accepted
    assert not _understand("something else", understood_as="fees").accepted
    assert FakeEngine().understand("hello", "en").topic is None


def test_with_the_question_before_the_declared_context_is_understood() -> None:
    step = {"in_context_as": "fees", "expect_topic": "fees"}

    assert not _understand("and for my wife?", **step).accepted
    assert _understand("How much is it? and for my wife?", **step).topic == "fees"


def test_alternatives_are_the_likeliest_first_and_not_let_through() -> None:
    understanding = _understand("and for my wife?", alternatives={"photo": 0.35, "fees": 0.4})

    assert (understanding.topic, understanding.confidence) == ("fees", 0.4)
    assert not understanding.accepted
    assert [one.topic for one in understanding.alternatives] == ["fees", "photo"]


def test_slots_are_read_from_the_words() -> None:
    engine = FakeEngine()
    engine.expect(Step.model_validate({"say": "My number is 030 23125101."}))

    assert engine.understand("My number is 030 23125101.", "en").slots
