"""The calls that the benchmark of endurance plays."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from benchmarks.endurance_calls import (
    Question,
    every_question,
    long_call,
    quiet_calls,
    require_full_length,
    speak_questions,
)
from voicebot.errors import InputError, VoicebotError
from voicebot.simulation.played_call import Party, PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.step import Step

QUESTIONS = [Question(text, np.zeros(8, np.int16)) for text in ("eins", "zwei", "drei")]


def played(ended_by: Party | None, failure: str | None = None) -> PlayedCall:
    now = datetime.now(UTC)
    return PlayedCall("CA1", failure, ended_by, now, now + timedelta(minutes=3))


def test_a_long_call_never_runs_out_of_questions() -> None:
    call = long_call(QUESTIONS, 1800.0)
    assert call.scenario.max_seconds == 1800.0
    assert len(call.scenario.steps) * 3 >= 1800
    assert [step.say for step in call.scenario.steps[:4]] == ["eins", "zwei", "drei", "eins"]
    assert len(call.speech) == len(call.scenario.steps)


def test_pauses_of_a_long_call_vary() -> None:
    assert len({step.after for step in long_call(QUESTIONS, 60.0).scenario.steps}) > 3


def test_every_question_is_asked_once() -> None:
    steps = every_question(QUESTIONS).scenario.steps
    assert [step.say for step in steps] == ["eins", "zwei", "drei"]


def test_quiet_callers_begin_one_after_the_other_with_different_questions() -> None:
    calls = quiet_calls(QUESTIONS, 40.0, 4)
    assert [call.scenario.steps[0].say for call in calls] == ["eins", "zwei", "drei", "eins"]
    firsts = [call.scenario.steps[0].after_seconds for call in calls]
    assert firsts == sorted(set(firsts))


def test_only_questions_in_the_language_are_taken_and_no_goodbye() -> None:
    german = Scenario(
        name="a",
        language="de",
        steps=(Step(say="Was kostet das?", expect_topic="fees"), Step(say="Tschüss.")),
    )
    english = Scenario(
        name="b", language="en", steps=(Step(say="What does it cost?", expect_topic="fees"),)
    )
    assert [one.text for one in speak_questions([german, english, german])] == ["Was kostet das?"]
    with pytest.raises(InputError):
        speak_questions([english])


def test_a_call_that_the_caller_ended_was_long_enough() -> None:
    require_full_length([played("caller", "the call took longer than 60 seconds")])


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (played("assistant"), "after 3.0 minutes: the assistant hung up"),
        (played(None, "the server broke off"), "the server broke off"),
    ],
)
def test_a_call_that_ended_otherwise_is_an_error(call: PlayedCall, reason: str) -> None:
    with pytest.raises(VoicebotError, match=reason):
        require_full_length([call])
