"""Subject and name."""

import pytest

from dialogs.actions import Expectation
from tests.dialogs.script import Script


@pytest.fixture
def asked(call: Script) -> Script:
    return call.hear("Rückruf, bitte", "callback")


def test_a_known_subject_is_repeated(asked: Script) -> None:
    asked.hear("Wegen der Gebühren", "fees")
    assert asked.sources == ["booking_subject", "ask_name"]
    assert "Gebühren" in asked.text


def test_an_unknown_subject_becomes_another_matter_and_this_is_said(asked: Script) -> None:
    asked.hear("Wegen meinem Hund")
    assert asked.sources == ["subject_noted_as_other", "ask_name"]


def test_stopping_something_is_a_subject_not_a_cancellation(asked: Script) -> None:
    asked.hear("Ich möchte gern meinen Sprachkurs abbrechen")
    assert asked.sources == ["subject_noted_as_other", "ask_name"]


def test_wanting_a_callback_is_no_subject(asked: Script) -> None:
    assert asked.hear("Ein Rückruf", "callback").sources == ["sorry", "ask_subject"]


def test_a_subject_that_stays_unclear_becomes_another_matter(asked: Script) -> None:
    assert asked.mumble().sources == ["sorry", "ask_subject"]
    assert asked.mumble().sources == ["subject_noted_as_other", "ask_name"]


def test_a_name_is_repeated(asked: Script) -> None:
    asked.hear("Gebühren", "fees").hear("Ich heiße Anna Beispiel")
    assert asked.sources[0] == "name_heard"
    assert "Anna Beispiel" in asked.text


def test_without_a_name_the_booking_goes_on_without_it(asked: Script) -> None:
    asked.hear("Gebühren", "fees").mumble()
    assert asked.sources == ["sorry", "ask_name"]
    assert asked.mumble().sources == ["name_left_out", "ask_number"]
    asked.hear("030 23125 002").hear("Ja").hear("Die erste")
    assert "nicht angegeben" in asked.text
    booking = asked.hear("Ja").booking
    assert booking is not None
    assert booking.name == ""


def test_a_name_heard_badly_is_checked_and_then_spelled(asked: Script) -> None:
    asked.hear("Gebühren", "fees").hear("Anna Schmitt", heard_with=0.4)
    assert asked.sources == ["name_heard", "name_right"]
    assert asked.hear("Nein").sources == ["spell_name"]
    assert asked.expects(Expectation.SPELLING)
    asked.hear("S C H M I D", heard_with=0.4)
    assert asked.sources == ["name_heard", "ask_number"]
    assert "Schmid." in asked.text


def test_giving_up_is_not_taken_for_waiting(asked: Script) -> None:
    assert asked.hear("Vergessen Sie es", "wait").sources == ["nothing_booked", "anything_else"]


def test_an_introduction_is_a_name_whatever_the_engine_makes_of_it(asked: Script) -> None:
    asked.hear("Gebühren", "fees").hear("Mein Name ist Berta Beispiel", "simpler")
    assert asked.sources[0] == "name_heard"
    assert "Berta Beispiel" in asked.text


def test_the_right_name_may_follow_the_no(asked: Script) -> None:
    asked.hear("Gebühren", "fees").hear("Anna Schmitt", heard_with=0.4)
    asked.hear("Nein, mein Name ist Berta Muster")
    assert "Berta Muster" in asked.text


def test_the_hash_key_leaves_the_name_out_and_the_subject_open(asked: Script) -> None:
    assert asked.press("#").sources == ["subject_noted_as_other", "ask_name"]
    assert asked.press("#").sources == ["name_left_out", "ask_number"]


def test_a_question_during_a_name_is_not_taken_for_one(asked: Script) -> None:
    asked.hear("Gebühren", "fees").hear("Sind Sie ein Mensch?", "are_you_human")
    assert asked.sources == ["i_am_a_machine", "ask_name"]


def test_silence_at_a_name_explains_how_to_answer(asked: Script) -> None:
    asked.hear("Gebühren", "fees").stay_silent()
    assert asked.sources == ["still_there", "ask_name"]
    assert asked.stay_silent().sources == ["hint_name", "ask_name"]


def test_keys_mean_nothing_for_a_name(asked: Script) -> None:
    assert asked.hear("Gebühren", "fees").press("1").sources == ["key_ignored", "ask_name"]
