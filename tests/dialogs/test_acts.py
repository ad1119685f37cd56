"""What can be said at any time."""

import pytest

from dialogs.actions import Expectation, HangUpReason
from tests.dialogs.script import Script


def test_the_last_answer_is_repeated(call: Script) -> None:
    first = call.hear("Was kostet es?", "fees").says[0]
    call.hear("Wie bitte?", "repeat")
    assert call.says[0] == first
    assert call.sources[1] == "anything_else"


def test_before_any_answer_the_invitation_is_repeated_in_other_words(call: Script) -> None:
    assert call.hear("Wie bitte?", "repeat").sources == ["open_again"]


def test_within_a_booking_the_question_is_repeated_with_all_that_led_to_it(
    call_with_number: Script,
) -> None:
    call = call_with_number
    call.hear("Rückruf bitte", "callback").hear("Gebühren", "fees").hear("Anna Beispiel")
    number = call.says[-2]
    call.hear("Noch einmal", "repeat")
    assert call.sources == ["own_number", "use_own_number"]
    assert call.says[0] == number


@pytest.mark.parametrize(
    ("topic", "honest"), [("slower", "cannot_slow_down"), ("simpler", "cannot_simplify")]
)
def test_what_cannot_be_done_is_admitted_and_the_answer_repeated(
    call: Script, topic: str, honest: str
) -> None:
    call.hear("Was kostet es?", "fees").hear("Langsamer bitte", topic)
    assert call.sources == [honest, "topic:fees", "anything_else"]


def test_the_assistant_does_not_pretend_to_be_human(call: Script) -> None:
    call.hear("Sind Sie ein Mensch?", "are_you_human")
    assert "kein Mensch" in call.text
    assert call.sources == ["i_am_a_machine", "open_again"]


def test_a_moment_is_granted_once(call: Script) -> None:
    call.hear("Einen Moment bitte", "wait")
    assert call.sources == ["waiting"]
    assert call.listening.patience_seconds > 2 * call.house.patience_seconds
    call.stay_silent()
    assert call.listening.patience_seconds == call.house.patience_seconds


def test_waiting_keeps_the_question(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").hear("Moment bitte", "wait")
    assert call.expects(Expectation.YES_NO)
    assert call.hear("Ja").sources[0] == "booking_begins"


def test_goodbye_ends_the_call(call: Script) -> None:
    assert call.hear("Auf Wiederhören", "goodbye").hung_up is HangUpReason.GOODBYE


def test_a_goodbye_is_heard_even_if_the_gate_refused_the_sentence(call: Script) -> None:
    call.hear("Nein, vielen Dank. Auf Wiederhören.", "thanks", accepted=False)
    assert call.hung_up == HangUpReason.GOODBYE


def test_a_question_that_ends_with_goodbye_is_answered_first(call: Script) -> None:
    call.hear("Sagen Sie mir noch, was es kostet, dann tschüss", "fees")
    assert call.sources == ["topic:fees", "anything_else"]


def test_a_spoken_yes_counts_more_than_a_goodbye(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").hear("Ja, danke, tschüss", "goodbye")
    assert call.sources[0] == "booking_begins"


def test_a_language_can_be_asked_for_by_name(call: Script) -> None:
    call.hear("Können wir Englisch sprechen?", "change_language")
    assert [say.language for say in call.says] == ["en", "en"]
    assert call.sources == ["language_changed", "what_is_it"]
    assert call.state.language == "en"


def test_asking_in_the_other_language_changes_to_it(call: Script) -> None:
    call.hear("Was kostet es?", "fees")
    call.language = "en"
    call.hear("Could we go on in my language please", "change_language")
    assert call.sources == ["language_changed", "what_is_it"]
    assert {say.language for say in call.says} == {"en"}


def test_not_speaking_a_language_does_not_ask_for_it(english_call: Script) -> None:
    english_call.hear("I don't speak German", "change_language")
    assert english_call.state.language == "en"


def test_a_language_that_is_refused_for_another_is_left(call: Script) -> None:
    call.hear("Ich spreche kein Deutsch, lieber Englisch", "change_language")
    assert call.state.language == "en"


def test_for_another_language_those_spoken_are_named(call: Script) -> None:
    call.hear("Sprechen Sie Arabisch?", "change_language")
    assert call.sources == ["languages_spoken", "open_again"]
    assert "Deutsch und Englisch" in call.text


def test_after_a_change_of_language_a_booking_goes_on_in_it(call_with_number: Script) -> None:
    call = call_with_number.hear("Rückruf", "callback").hear("Gebühren", "fees")
    call.hear("Anna Beispiel")
    call.language = "en"
    call.hear("I am sorry what did you say there")
    assert {say.language for say in call.says} == {"en"}
    assert call.sources == ["sorry", "own_number", "use_own_number"]
