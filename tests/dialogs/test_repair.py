"""When something goes wrong."""

from dataclasses import replace

import pytest

from dialogs.actions import Expectation, HangUpReason
from dialogs.house import House
from tests.dialogs.script import Script


def test_twice_not_understood_is_said_in_two_ways_then_a_callback_is_offered(
    call: Script,
) -> None:
    first, second = call.hear("Blub").text, call.hear("Blub").text
    assert call.sources == ["sorry", "open_again"]
    assert first != second
    call.hear("Blub")
    assert call.sources == ["callback_may_help", "offer_callback"]
    assert call.expects(Expectation.YES_NO)


def test_success_resets_the_count(call: Script) -> None:
    call.hear("Blub").hear("Blub").hear("Was kostet es?", "fees").hear("Blub")
    assert call.sources == ["sorry", "open_again"]


def test_the_callback_offered_after_misses_can_be_taken(call: Script) -> None:
    call.hear("Blub").hear("Blub").hear("Blub").hear("Ja")
    assert call.sources == ["booking_begins", "ask_subject"]


def test_who_is_not_understood_at_all_is_let_go_honestly(call: Script) -> None:
    for _ in range(4):
        call.hear("Blub")
        assert call.hung_up is None
    call.hear("Blub")
    assert call.sources == ["not_understood_goodbye", "goodbye"]
    assert call.hung_up == HangUpReason.NOT_UNDERSTOOD


def test_wrong_pairs_again_and_again_end_in_an_offer(call: Script) -> None:
    for _ in range(3):
        call.hear("Hm", "fees", accepted=False, alternatives=(("fees", 0.4), ("photo", 0.3)))
        call.hear("Nein", "deny")
    assert call.hear("Blub").sources == ["callback_may_help", "offer_callback"]


def test_an_offer_about_a_subject_that_is_not_answered_is_dropped(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").hear("Blub")
    assert call.sources == ["sorry", "offer_callback"]
    assert call.hear("Blub").sources == ["offer_declined", "anything_else"]


def test_sound_without_words_is_not_understood(call: Script) -> None:
    assert call.mumble().sources == ["sorry", "sorry", "open_again", "open_again"]


def test_silence_is_met_three_times_in_three_ways(call: Script) -> None:
    call.hear("Was kostet es?", "fees")
    assert call.stay_silent().sources == ["still_there", "open_again"]
    assert call.stay_silent().sources == ["hint_open", "open_again"]
    assert call.stay_silent().sources == ["no_input_goodbye", "goodbye"]
    assert call.hung_up == HangUpReason.NO_INPUT


def test_before_the_first_words_silence_is_met_in_both_languages(call: Script) -> None:
    assert [say.language for say in call.stay_silent().says] == ["de", "en", "de", "en"]
    call.stay_silent()
    assert "Sterntaste" in call.text
    assert "star key" in call.text
    call.stay_silent()
    assert call.hung_up == HangUpReason.NO_INPUT


def test_words_or_keys_reset_the_silence(call: Script) -> None:
    call.stay_silent().stay_silent().hear("Was kostet es?", "fees").stay_silent()
    assert call.sources == ["still_there", "open_again"]
    call.stay_silent().press("7").stay_silent()
    assert call.sources == ["still_there", "open_again"]


def test_silence_at_yes_or_no_explains_the_keys(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").stay_silent().stay_silent()
    assert call.sources == ["hint_yes_no", "offer_callback"]


def test_silence_at_a_choice_explains_the_keys(call: Script) -> None:
    call.hear("Hm", "fees", accepted=False, alternatives=(("fees", 0.4), ("photo", 0.3)))
    assert call.stay_silent().stay_silent().sources == ["hint_choice", "do_you_mean"]


def test_a_failed_recogniser_is_not_the_callers_fault(call: Script) -> None:
    prompts = [call.break_recogniser().text for _ in range(3)]
    assert len(set(prompts)) == 3
    call.hear("Blub")
    assert call.state.misses == 1


def test_a_failed_recogniser_keeps_the_question(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").break_recogniser()
    assert call.sources == ["please_repeat"]
    assert call.expects(Expectation.YES_NO)


def test_a_key_without_meaning_is_ignored_politely(call: Script) -> None:
    call.hear("Was kostet es?", "fees").press("7")
    assert call.sources == ["key_ignored", "open_again"]
    assert call.state.misses == 0


@pytest.mark.parametrize(("key", "language"), [("1", "de"), ("2", "en")])
def test_a_key_chooses_the_language(call: Script, key: str, language: str) -> None:
    call.press(key)
    assert {say.language for say in call.says} == {language}
    assert call.state.language == language


def test_keys_follow_the_order_of_the_house(house: House) -> None:
    call = Script(replace(house, languages=("en", "de"))).press("1")
    assert call.state.language == "en"


def test_zero_asks_for_a_callback(call: Script) -> None:
    call.press("0")
    assert call.sources == ["booking_begins", "ask_subject"]
    assert call.state.language == "de"


def test_one_is_yes_and_two_is_no(call: Script) -> None:
    assert call.hear("Mein Antrag", "case_status").press("2").sources[0] == "offer_declined"
    assert call.hear("Mein Antrag", "case_status").press("1").sources[0] == "booking_begins"
    call.hear("Abbrechen").hear("Mein Antrag", "case_status")
    assert call.press("9").sources == ["key_ignored", "offer_callback"]
