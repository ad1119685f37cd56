from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.actions import Expectation
from dialogs.outlook import Outlook
from languages.turn_words import Ending
from voicebot.settings import TurnSettings
from voicebot.turns.patience import Evidence, patience

SETTINGS = TurnSettings()


def waits(
    completion: float | None = 0.9,
    *,
    no_speech: bool = False,
    ending: Ending | None = Ending.COMPLETE,
    outlook: Outlook | None = Outlook.ANSWER,
    expectation: Expectation = Expectation.ANYTHING,
) -> float:
    return patience(Evidence(completion, no_speech, ending, outlook, expectation), SETTINGS)


def test_a_finished_question_that_can_be_answered_is_answered_soonest() -> None:
    others = [
        waits(0.1),
        waits(ending=Ending.OPEN),
        waits(ending=Ending.OPENER),
        waits(ending=Ending.UNKNOWN),
        waits(outlook=Outlook.UNCLEAR),
        waits(outlook=Outlook.MORE),
        waits(outlook=Outlook.FAREWELL),
    ]
    assert waits() == SETTINGS.complete_seconds < min(others)


@pytest.mark.parametrize("outlook", list(Outlook))
def test_words_that_must_go_on_are_waited_for_whatever_they_would_lead_to(
    outlook: Outlook,
) -> None:
    assert waits(ending=Ending.OPEN, outlook=outlook) >= SETTINGS.incomplete_seconds


def test_before_hanging_up_the_assistant_waits_longer() -> None:
    assert waits(outlook=Outlook.FAREWELL) > waits()


def test_a_dictated_number_gets_the_longest_pause() -> None:
    number = Expectation.PHONE_NUMBER
    assert waits(outlook=Outlook.MORE, expectation=number) == SETTINGS.dictation_seconds
    assert waits(expectation=number) > waits()


def test_a_name_may_have_a_second_part() -> None:
    assert waits(expectation=Expectation.NAME) > waits()


def test_noise_is_over_soon() -> None:
    assert waits(no_speech=True, ending=None, outlook=None) == SETTINGS.noise_seconds


def test_a_language_that_the_melody_judge_does_not_know_is_judged_by_words() -> None:
    assert waits(None) == waits(0.9)


def test_without_a_transcript_a_middling_pause_decides() -> None:
    assert waits(ending=None, outlook=None) == SETTINGS.unknown_seconds


@given(st.none() | st.floats(0, 1))
def test_every_combination_has_a_patience_between_noise_and_dictation(
    completion: float | None,
) -> None:
    for ending, outlook, expectation in product([None, *Ending], [None, *Outlook], Expectation):
        seconds = waits(completion, ending=ending, outlook=outlook, expectation=expectation)
        assert SETTINGS.noise_seconds <= seconds <= SETTINGS.dictation_seconds
