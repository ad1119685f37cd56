from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.actions import Expectation
from dialogs.outlook import Outlook
from languages.turn_words import Ending
from voicebot.settings import TurnSettings
from voicebot.speech.interfaces import Transcript
from voicebot.turns.patience import Evidence, patience

SETTINGS = TurnSettings()


def waits(
    completion: float | None = 0.9,
    *,
    no_speech: bool = False,
    ending: Ending | None = Ending.COMPLETE,
    question: bool = False,
    words: int = 8,
    confidence: float | None = 0.8,
    outlook: Outlook | None = Outlook.ANSWER,
    expectation: Expectation = Expectation.ANYTHING,
    interrupting: bool = False,
) -> float:
    evidence = Evidence(
        completion,
        no_speech,
        ending,
        question,
        words,
        confidence,
        outlook,
        expectation,
        interrupting,
    )
    return patience(evidence, SETTINGS)


def test_a_question_that_can_be_answered_is_answered_soonest() -> None:
    question = waits(question=True, words=4)
    assert question == SETTINGS.complete_seconds
    assert question < waits() < waits(words=4)


def test_a_question_of_three_words_mostly_goes_on() -> None:
    assert waits(question=True, words=3) > waits(question=True, words=4)


def test_an_answer_to_what_was_asked_is_taken_at_once_however_short() -> None:
    assert waits(words=2, expectation=Expectation.YES_NO) == SETTINGS.complete_seconds


def test_after_a_single_word_comes_please_or_thank_you() -> None:
    assert waits(words=1, expectation=Expectation.YES_NO) == SETTINGS.statement_seconds


def test_a_question_whose_melody_goes_on_is_waited_for() -> None:
    assert waits(question=True) < waits(0.1, question=True) < waits(0.1, question=True, words=4)


def test_a_melody_that_goes_on_makes_a_statement_wait() -> None:
    assert waits(0.9) < waits(0.1)


def test_words_that_were_hardly_heard_are_mostly_not_all() -> None:
    assert waits(question=True) < waits(question=True, confidence=0.5)
    assert waits(outlook=Outlook.GOODBYE) < waits(outlook=Outlook.GOODBYE, confidence=0.5)


def test_a_reply_is_taken_however_hardly_it_was_heard() -> None:
    heard = waits(words=1, expectation=Expectation.YES_NO)
    assert waits(words=1, expectation=Expectation.YES_NO, confidence=0.3) == heard


def test_what_was_not_understood_gets_more_time() -> None:
    assert waits() < waits(outlook=Outlook.UNCLEAR) < waits(outlook=Outlook.UNCLEAR, words=3)


@pytest.mark.parametrize("outlook", list(Outlook))
@pytest.mark.parametrize("ending", [Ending.OPEN, Ending.OPENER])
def test_words_that_must_go_on_are_waited_for_whatever_they_would_lead_to(
    ending: Ending, outlook: Outlook
) -> None:
    assert waits(ending=ending, outlook=outlook, question=True) >= SETTINGS.incomplete_seconds


def test_before_hanging_up_without_a_goodbye_the_assistant_waits_longer() -> None:
    assert waits(outlook=Outlook.FAREWELL) > waits(outlook=Outlook.GOODBYE)


def test_a_dictated_number_gets_the_longest_pause() -> None:
    number = Expectation.PHONE_NUMBER
    assert waits(outlook=Outlook.MORE, expectation=number) == SETTINGS.dictation_seconds
    assert waits(expectation=number) == SETTINGS.short_seconds


def test_a_name_may_have_a_second_part() -> None:
    name = waits(expectation=Expectation.NAME)
    assert name > waits(expectation=Expectation.YES_NO)


def test_a_noise_that_interrupted_the_assistant_is_over_soon() -> None:
    noise = waits(no_speech=True, ending=None, outlook=None, interrupting=True)
    assert noise == SETTINGS.noise_seconds
    assert noise < waits(no_speech=True, ending=None, outlook=None)


def test_a_language_that_the_melody_judge_does_not_know_is_judged_by_words() -> None:
    assert waits(None) == waits(0.9)


def test_without_a_transcript_a_middling_pause_decides() -> None:
    assert waits(ending=None, outlook=None) == SETTINGS.unsure_seconds


@given(st.none() | st.floats(0, 1), st.integers(0, 40), st.booleans())
def test_every_combination_has_a_patience_between_a_question_and_dictation(
    completion: float | None, words: int, question: bool
) -> None:
    for ending, outlook, expectation in product([None, *Ending], [None, *Outlook], Expectation):
        seconds = waits(
            completion,
            ending=ending,
            outlook=outlook,
            expectation=expectation,
            words=words,
            question=question,
        )
        assert SETTINGS.complete_seconds <= seconds <= SETTINGS.dictation_seconds


def test_evidence_is_read_from_a_transcript() -> None:
    transcript = Transcript("Was kostet das? ", "de", {"de": 1.0}, 0.9, no_speech=False)
    evidence = Evidence.of(
        transcript,
        completion=0.7,
        outlook=Outlook.ANSWER,
        expectation=Expectation.ANYTHING,
    )
    assert (evidence.ending, evidence.question, evidence.words) == (Ending.COMPLETE, True, 3)


def test_a_failed_recogniser_leaves_no_evidence_of_words() -> None:
    evidence = Evidence.of(None, completion=0.7, outlook=None, expectation=Expectation.ANYTHING)
    assert (evidence.ending, evidence.no_speech, evidence.words) == (None, False, 0)
