"""The number to call."""

import pytest

from dialogs.actions import Expectation, Listen
from dialogs.house import House
from dialogs.questions import AskingNumber, CheckingNumber
from tests.dialogs.script import CALLER, Script

NUMBER = "+493023125002"


@pytest.fixture
def offered(call_with_number: Script) -> Script:
    """The caller's own number was just offered."""
    return call_with_number.hear("Rückruf", "callback").hear("Geb", "fees").hear("Anna Beispiel")


@pytest.fixture
def asked(call: Script) -> Script:
    """The number is not known and was just asked for."""
    return call.hear("Rückruf", "callback").hear("Geb", "fees").hear("Anna Beispiel")


def checked(call: Script) -> str:
    standing = call.state.standing
    assert isinstance(standing, CheckingNumber)
    assert call.sources == ["number_heard", "number_right"]
    return standing.number


def test_a_withheld_number_is_asked_for(asked: Script) -> None:
    assert asked.sources == ["name_heard", "ask_number"]


@pytest.mark.parametrize("key", ["1", "2"])
def test_the_own_number_is_taken_or_declined_by_key(offered: Script, key: str) -> None:
    offered.press(key)
    assert offered.sources[-1] == ("ask_window" if key == "1" else "ask_number")


def test_another_number_may_be_dictated_at_once(offered: Script) -> None:
    assert checked(offered.hear("Nein, lieber null drei null 23125 002")) == NUMBER


def test_an_unclear_answer_to_the_own_number_leads_to_dictation(offered: Script) -> None:
    assert offered.hear("Blub").sources == ["sorry", "use_own_number"]
    assert offered.hear("Blub").sources == ["ask_number"]


def test_a_dictated_number_is_read_back_digit_by_digit(asked: Script) -> None:
    assert checked(asked.hear("null drei null zwei drei eins zwei fünf null null zwei")) == NUMBER
    assert "null drei null, zwei drei, eins zwei, fünf null, null zwei" in asked.text
    assert asked.expects(Expectation.YES_NO)


def test_digits_are_collected_over_several_turns(asked: Script) -> None:
    asked.hear("Null drei null")
    assert asked.sources == ["number_more"]
    assert asked.expects(Expectation.PHONE_NUMBER)
    asked.hear("zwei drei")
    assert asked.sources == ["number_more"]
    assert checked(asked.hear("eins zwei fünf null null zwei")) == NUMBER


def test_digits_that_follow_the_readback_complete_the_number(asked: Script) -> None:
    assert checked(asked.hear("030 23 12")) == "+49302312"
    assert checked(asked.hear("und dann fünf null null zwei")) == NUMBER


def test_a_number_begun_again_replaces_what_was_collected(asked: Script) -> None:
    assert checked(asked.hear("null drei null").hear("null drei null 23125 002")) == NUMBER


def test_noise_within_a_dictation_is_ignored(asked: Script) -> None:
    asked.hear("null drei null").mumble()
    assert asked.says == []
    assert checked(asked.hear("23125 002")) == NUMBER


def test_a_number_is_typed_and_ended_with_the_hash_key(asked: Script) -> None:
    for key in "03023125002":
        asked.press(key)
        assert asked.says == []
        assert isinstance(asked.actions[-1], Listen)
    assert checked(asked.press("#")) == NUMBER


def test_the_star_key_begins_again(asked: Script) -> None:
    assert checked(asked.press("0309*030").press("23125002#")) == NUMBER


def test_a_pause_ends_a_typed_number_too(asked: Script) -> None:
    assert checked(asked.press("03023125002").stay_silent()) == NUMBER


def test_speech_and_keys_go_together(asked: Script) -> None:
    assert checked(asked.hear("null drei null").press("23125002#")) == NUMBER


def test_a_hash_key_alone_is_ignored(asked: Script) -> None:
    assert asked.press("#").sources == ["key_ignored", "ask_number"]


@pytest.mark.parametrize("keys", ["12#", "0#", "000000000000000000000000", "9999999999#"])
def test_keys_that_are_no_number_are_refused(asked: Script, keys: str) -> None:
    assert asked.press(keys).sources == ["number_invalid", "ask_number"]
    assert asked.state.standing == AskingNumber(asked.state.standing.draft)  # type: ignore[union-attr]  # it is an AskingNumber, as the comparison shows


def test_more_digits_than_a_number_can_have_are_refused(asked: Script) -> None:
    asked.hear("030 23125 002 23125")
    assert asked.sources == ["number_invalid", "ask_number"]


def test_more_digits_after_the_readback_than_a_number_can_have_are_not_understood(
    asked: Script,
) -> None:
    asked.hear("030 23125 002").hear("23125 002")
    assert asked.sources == ["sorry", "number_right"]


def test_a_number_without_area_code_is_refused(asked: Script) -> None:
    assert asked.hear("23 12 50 02").sources == ["number_invalid", "ask_number"]


def test_after_three_impossible_numbers_the_booking_ends_honestly(asked: Script) -> None:
    asked.press("12345#")
    assert asked.press("12345#").sources == ["number_invalid", "hint_number", "ask_number"]
    assert asked.press("12345#").sources == ["number_invalid", "nothing_booked", "anything_else"]


def test_unclear_words_lead_to_the_keys_then_to_an_honest_end(asked: Script) -> None:
    assert asked.hear("Blub").sources == ["sorry", "ask_number"]
    assert asked.hear("Blub").sources == ["sorry", "hint_number", "ask_number"]
    assert asked.hear("Blub").sources == ["sorry", "nothing_booked", "anything_else"]


def test_a_misheard_number_is_asked_for_again(asked: Script) -> None:
    asked.hear("030 23125 003").hear("Nein, falsch", "deny")
    assert asked.sources == ["misunderstood", "ask_number"]
    assert checked(asked.hear("030 23125 002")) == NUMBER
    assert asked.hear("Ja").sources[-1] == "ask_window"


def test_a_correction_may_come_with_the_right_number(asked: Script) -> None:
    asked.hear("030 23125 003")
    assert checked(asked.hear("Nein, null drei null 23125 002", "correction")) == NUMBER


def test_a_number_misheard_three_times_ends_the_booking_honestly(asked: Script) -> None:
    asked.hear("030 23125 003").hear("Nein")
    asked.hear("030 23125 004").hear("Nein")
    assert asked.sources == ["misunderstood", "hint_number", "ask_number"]
    asked.hear("030 23125 005").press("2")
    assert asked.sources == ["nothing_booked", "anything_else"]


def test_an_unclear_answer_to_the_readback_ends_honestly(asked: Script) -> None:
    asked.hear("030 23125 002").hear("Blub")
    assert asked.sources == ["sorry", "number_right"]
    assert asked.hear("Blub").sources == ["sorry", "nothing_booked", "anything_else"]


def test_thats_all_ends_an_incomplete_dictation(asked: Script) -> None:
    assert asked.hear("null drei null").hear("fertig").sources == ["number_invalid", "ask_number"]


def test_digits_are_digits_whatever_the_engine_takes_them_for(asked: Script) -> None:
    assert checked(asked.hear("030 23125 002", "goodbye")) == NUMBER


def test_silence_explains_the_keys(asked: Script) -> None:
    assert asked.stay_silent().stay_silent().sources == ["hint_number", "ask_number"]


def test_a_foreign_number_of_the_caller_is_offered_with_its_country_code(house: House) -> None:
    call = Script(house, caller="+31201234567")
    call.hear("Rückruf", "callback").hear("Geb", "fees").hear("Anna Beispiel")
    assert "plus drei eins" in call.text
    call.hear("Ja").hear("egal").hear("Ja")
    assert call.booking is not None
    assert call.booking.number == "+31201234567"


def test_the_callers_number_is_used_exactly_as_it_came(offered: Script) -> None:
    offered.hear("Ja").hear("egal").hear("Ja")
    assert offered.booking is not None
    assert offered.booking.number == CALLER
