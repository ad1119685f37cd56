"""Scenarios that begin with earlier calls, and what a step of one can mean."""

from datetime import datetime
from pathlib import Path

import pytest

from voicebot.simulation.scenario import Failure, Scenario, Switchboard, load_scenario
from voicebot.simulation.step import CallerEvent, Step

_LATER = """
language: de
caller: "+493023125101"
at: 2026-11-24T10:00
tags: [callback, change]
switchboard: no_answer
failing: [message]
earlier_calls:
  - steps: [{say: Bitte rufen Sie mich an., understood_as: callback}, {event: hang_up}]
  - at: 2026-11-24 09:30:00
    steps: [{keys: "0"}]
steps:
  - say: Meine Nummer ist {reference}, danke.
    language: en
    expect_said: phrase:goodbye
  - keys: "{reference}#"
    expect_said: [phrase:goodbye, "topic:fees"]
expect_earlier_booking: {status: cancelled, start: 2026-11-25T09:00}
"""


@pytest.fixture
def later(tmp_path: Path) -> Scenario:
    file = tmp_path / "call.yaml"
    file.write_text(_LATER, "utf-8")
    return load_scenario(file)


def test_earlier_calls_are_scenarios_of_the_same_caller(later: Scenario) -> None:
    first, second, last = later.calls()

    assert [call.at for call in (first, second, last)] == [
        datetime(2026, 11, 24, 8, 30),
        datetime(2026, 11, 24, 9, 30),
        datetime(2026, 11, 24, 10, 0),
    ]
    assert {call.caller for call in (first, second, last)} == {"+493023125101"}
    assert [call.switchboard for call in (first, last)] == [Switchboard.NO_ANSWER] * 2
    assert [call.failing for call in (first, last)] == [frozenset(), {Failure.MESSAGE}]
    assert first.steps[1].event is CallerEvent.HANG_UP
    assert last.earlier_calls == ()
    assert last.steps == later.steps
    assert later.languages == {"de", "en"}


def test_a_reference_is_dictated_digit_by_digit_and_typed_plainly(later: Scenario) -> None:
    filled = later.with_reference("123456")

    assert filled.steps[0].say == "Meine Nummer ist 1 2 3 4 5 6, danke."
    assert filled.steps[1].keys == "123456#"
    assert filled.steps[1].say is None


def test_one_source_is_as_good_as_a_list_of_one(later: Scenario) -> None:
    assert later.steps[0].expect_said == ("phrase:goodbye",)
    assert later.steps[1].expect_said == ("phrase:goodbye", "topic:fees")


@pytest.mark.parametrize(
    ("step", "understanding"),
    [
        ({}, None),
        ({"expect_topic": "fees"}, "fees"),
        ({"understood_as": "none", "expect_topic": "fees"}, None),
        ({"understood_as": "photo", "expect_topic": "fees"}, "photo"),
        ({"in_context_as": "fees", "expect_topic": "fees"}, None),
        ({"in_context_as": "fees", "understood_as": "photo"}, "photo"),
    ],
)
def test_what_is_understood_is_what_is_given_or_else_what_is_expected(
    step: dict[str, str], understanding: str | None
) -> None:
    assert Step.model_validate({"say": "Hm", **step}).understanding == understanding


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"tags": ["a"], "steps": [{"event": "fax_tone"}, {"event": "hang_up"}]}, None),
        ({"at": "2026-11-24T10:00"}, "at"),
        ({"switchboard": "answers"}, "switchboard"),
        ({"failing": ["booking"]}, "failing"),
        ({"full_windows": "all"}, "full_windows"),
        ({"offers_recording": True}, "offers_recording"),
        ({"sends_messages": False}, "sends_messages"),
        ({"steps": [{"say": "a", "confidence": 0.4}]}, "confidence"),
        ({"earlier_calls": [{"steps": [{"event": "recognition_failed"}]}]}, "recognition_failed"),
    ],
)
def test_what_a_telephone_line_cannot_have_is_named(
    change: dict[str, object], reason: str | None
) -> None:
    document = {"name": "A call", "language": "en", "steps": [{"say": "hello"}], **change}

    assert Scenario.model_validate(document).without_sound == reason
