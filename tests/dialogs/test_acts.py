"""What can be said at any time."""

from collections.abc import Callable

import pytest

from dialogs.actions import Expectation, HangUpReason, Pace
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


def test_an_answer_that_ends_with_an_offer_is_repeated_with_the_offer(call: Script) -> None:
    answered = call.hear("Wo ist mein Antrag?", "case_status").says[0]
    call.hear("Wie bitte?", "repeat")
    assert call.says[0] == answered
    assert call.sources == ["topic:case_status", "offer_callback"]
    assert call.expects(Expectation.YES_NO)


def test_an_offer_after_misunderstandings_is_repeated_without_an_earlier_answer(
    call: Script,
) -> None:
    call.hear("Was kostet es?", "fees").hear("Blub").hear("Blub").hear("Blub")
    assert call.hear("Wie bitte?", "repeat").sources == ["offer_callback"]


def test_easier_words_are_used_to_the_end_of_the_call(call: Script) -> None:
    call.hear("Was kostet es?", "fees").hear("Einfacher bitte", "simpler")
    assert call.sources == ["speaking_easily", "topic:fees", "anything_else"]
    assert call.says[1].text == call.house.answer("fees", "de", easy=True)
    assert call.says[1].text != call.house.answer("fees", "de")
    call.hear("Und das Foto?", "photo")
    assert call.says[0].text == call.house.answer("photo", "de", easy=True)


def test_easier_words_than_the_easiest_are_not_promised(call: Script) -> None:
    call.hear("Was kostet es?", "fees")
    call.hear("Einfacher bitte", "simpler").hear("Noch einfacher", "simpler")
    assert call.sources == ["cannot_simplify", "topic:fees", "anything_else"]


def test_easier_words_are_not_promised_in_a_language_without(call: Script) -> None:
    call.language = "en"
    call.hear("What does it cost?", "fees").hear("Easier please", "simpler")
    assert call.sources == ["cannot_simplify", "topic:fees", "anything_else"]


def test_slower_speech_is_granted_and_the_answer_repeated_slowly(call: Script) -> None:
    fast = call.hear("Was kostet es?", "fees").says[0]
    slow = call.hear("Bitte langsamer", "slower").says[1]
    assert call.sources == ["speaking_slowly", "topic:fees", "anything_else"]
    assert (slow.text, fast.pace, slow.pace) == (fast.text, Pace.NORMAL, Pace.SLOW)


def test_speech_stays_slow_to_the_last_word(call: Script) -> None:
    call.hear("Bitte langsamer", "slower")
    moves: list[Callable[[], Script]] = [
        lambda: call.hear("Was kostet es?", "fees"),
        call.stay_silent,
        call.break_recogniser,
        lambda: call.hear("Englisch bitte", "change_language"),
        lambda: call.hear("Rückruf", "callback"),
        lambda: call.hear("Tschüss", "goodbye"),
    ]
    for move in moves:
        move()
        assert {say.pace for say in call.says} == {Pace.SLOW}
    assert call.hung_up is HangUpReason.GOODBYE


def test_within_a_booking_the_question_is_asked_again_slowly(call_with_number: Script) -> None:
    call = call_with_number.hear("Rückruf bitte", "callback").hear("Gebühren", "fees")
    call.hear("Anna Beispiel").hear("Zu schnell", "slower")
    assert call.sources == ["speaking_slowly", "own_number", "use_own_number"]
    assert {say.pace for say in call.says} == {Pace.SLOW}


@pytest.mark.parametrize(
    ("language", "words", "pace"),
    [
        ("de", "Können Sie das langsamer sagen?", Pace.SLOW),
        ("de", "Sie sprechen zu schnell.", Pace.SLOW),
        ("de", "Nicht so schnell, bitte.", Pace.SLOW),
        ("de", "Ich höre Sie ganz schlecht.", Pace.SLOW),
        ("de", "Sprechen Sie wieder schneller.", Pace.NORMAL),
        ("de", "Sie müssen nicht so langsam sprechen.", Pace.NORMAL),
        ("en", "Could you speak more slowly?", Pace.SLOW),
        ("en", "You're talking too fast.", Pace.SLOW),
        ("en", "Speak up please.", Pace.SLOW),
        ("en", "You can speak normally again.", Pace.NORMAL),
        ("en", "Faster please.", Pace.NORMAL),
    ],
)
def test_words_tell_slower_from_faster(call: Script, language: str, words: str, pace: Pace) -> None:
    call.hear("Langsamer bitte", "slower")
    call.language = language
    call.hear("What?", "repeat").hear(words, "slower")
    assert call.state.pace is pace


def test_a_plain_slower_is_heard_even_if_the_gate_refused_it(call: Script) -> None:
    call.hear("Was kostet es?", "fees").hear("Langsamer.", "slower", accepted=False)
    assert call.sources == ["speaking_slowly", "topic:fees", "anything_else"]


def test_slow_work_of_the_office_is_not_about_speech(call: Script) -> None:
    call.hear("Geht das nicht schneller? Mir ist das zu langsam.", "processing_time")
    assert call.sources[0] == "topic:processing_time"
    assert call.state.pace is Pace.NORMAL


def test_slower_than_slow_is_not_promised(call: Script) -> None:
    call.hear("Was kostet es?", "fees").hear("Langsamer", "slower").hear("Langsamer", "slower")
    assert call.sources == ["cannot_slow_down", "topic:fees", "anything_else"]
    assert {say.pace for say in call.says} == {Pace.SLOW}


def test_the_usual_pace_comes_back_when_asked_for(call: Script) -> None:
    call.hear("Was kostet es?", "fees").hear("Langsamer", "slower")
    call.hear("Wieder normal bitte", "slower")
    assert call.sources == ["speaking_normally", "anything_else"]
    assert {say.pace for say in call.says} == {Pace.NORMAL}
    assert {say.pace for say in call.hear("Fotos", "photo").says} == {Pace.NORMAL}


def test_the_usual_pace_comes_back_within_a_booking_without_losing_the_question(
    call_with_number: Script,
) -> None:
    call = call_with_number.hear("Langsamer", "slower").hear("Rückruf", "callback")
    assert call.hear("Schneller bitte", "slower").sources == ["speaking_normally", "ask_subject"]


def test_faster_than_usual_is_not_promised(call: Script) -> None:
    call.hear("Was kostet es?", "fees").hear("Schneller bitte", "slower")
    assert call.sources == ["cannot_speed_up", "open_again"]
    assert call.state.pace is Pace.NORMAL


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
    assert call.sources == ["topic:fees", "more_or_next"]


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


@pytest.mark.parametrize("text", ["English please", "po-angielsku proszę", "можно по-английски?"])
def test_a_language_is_asked_for_in_any_language(call: Script, text: str) -> None:
    call.hear(text)
    assert call.state.language == "en"
    assert call.sources == ["language_changed", "what_is_it"]


def test_a_subject_that_was_understood_counts_more_than_a_language(call: Script) -> None:
    call.hear("Gibt es das Formular, und sprechen Sie Englisch?", "fees")
    assert call.state.language == "de"
    assert call.sources[0] == "topic:fees"


def test_nothing_but_a_language_counts_more_than_a_subject(call: Script) -> None:
    assert call.hear("Auf Englisch bitte", "fees").state.language == "en"


def test_a_name_that_is_that_of_a_language_stays_a_name(call_with_number: Script) -> None:
    call = call_with_number.hear("Rückruf", "callback").hear("Gebühren", "fees")
    call.hear("English")
    assert call.state.language == "de"
    assert "language_changed" not in call.sources


def test_easy_german_can_be_asked_for_in_another_language(english_call: Script) -> None:
    english_call.hear("What does it cost?", "fees").hear("In simple German please")
    assert english_call.state.language == "de"
    assert english_call.sources == ["speaking_easily", "topic:fees", "anything_else"]


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
