"""The course of a booking, from the first question to what is said about the outcome."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dialogs.actions import BookCallback, Expectation
from dialogs.house import House
from dialogs.questions import Open
from intents.calendar import callback_windows
from tests.dialogs.script import CALLER, TUESDAY_MORNING, Script

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_whole_booking_about_the_last_subject_on_the_callers_own_number(house: House) -> None:
    call = Script(house, caller=CALLER)
    call.hear("Was kostet die Karte?", "fees")
    call.hear("Bitte rufen Sie mich zurück.", "callback")
    assert call.sources == ["booking_begins", "booking_subject", "ask_name"]
    assert call.expects(Expectation.NAME)
    call.hear("Mein Name ist Anna Beispiel.")
    assert call.sources == ["name_heard", "own_number", "use_own_number"]
    assert "Anna Beispiel" in call.text
    assert "null drei null" in call.text
    assert call.expects(Expectation.YES_NO)
    call.hear("Ja, bitte.", "affirm")
    assert call.sources == ["windows_two", "ask_window"]
    assert call.expects(Expectation.TIME_WINDOW)
    call.hear("Die erste Zeit passt.")
    assert call.sources == ["summary", "summary_right"]
    for piece in ("Anna Beispiel", "null drei null", "Gebühren", "zwischen neun und zehn"):
        assert piece in call.text
    assert call.expects(Expectation.YES_NO)
    call.hear("Ja, alles richtig.", "affirm")
    assert call.sources == ["one_moment"]
    first = next(callback_windows(house.office, TUESDAY_MORNING))
    assert call.booking == BookCallback(
        name="Anna Beispiel",
        number=CALLER,
        topic="fees",
        language="de",
        window_start=first.start,
        window_end=first.end,
        capacity=house.office.callbacks.capacity,
    )
    call.store("4711")
    assert call.sources == ["callback_confirmed", "anything_else"]
    assert "vier sieben, eins eins" in call.text
    assert not call.says[0].interruptible


def test_a_whole_booking_in_english_on_another_number(english_call: Script) -> None:
    call = english_call.hear("Please call me back", "callback")
    assert call.sources == ["booking_begins", "ask_subject"]
    call.hear("It is about the photo", "photo").hear("Ann Example")
    call.hear("No, another one.", "deny")
    assert call.sources == ["ask_number"]
    assert call.expects(Expectation.PHONE_NUMBER)
    call.hear("oh three oh two three one two five oh oh two")
    assert call.sources == ["number_heard", "number_right"]
    call.hear("Yes.", "affirm").hear("the second").hear("Correct.")
    assert call.booking is not None
    assert (call.booking.number, call.booking.language) == ("+493023125002", "en")
    call.store("12")
    assert "one two" in call.text


def test_nothing_claims_a_booking_before_it_is_committed(readback: Callable[[], Script]) -> None:
    call = readback().hear("Ja", "affirm")
    claims = {f"phrase:{key}" for key in call.house.phrases.claims}
    assert not claims & {say.source for say in call.says}
    assert call.is_storing


def test_while_a_booking_is_stored_nothing_else_happens(readback: Callable[[], Script]) -> None:
    call = readback().hear("Ja", "affirm")
    for move in (call.mumble, call.stay_silent, call.break_recogniser):
        assert move().actions == ()
    assert call.hear("Hallo?", "greeting").actions == ()
    assert call.store().sources[0] == "callback_confirmed"


def test_a_refused_booking_is_told_honestly(readback: Callable[[], Script]) -> None:
    call = readback().hear("Ja", "affirm").refuse_to_store()
    assert call.sources == ["callback_refused", "anything_else"]
    assert "kein Rückruf eingetragen" in call.text
    assert call.state.reference is None


def test_the_reference_can_be_heard_again(readback: Callable[[], Script]) -> None:
    call = readback().hear("Ja", "affirm").store("4711").hear("Wie bitte?", "repeat")
    assert call.sources == ["reference_again", "anything_else"]
    assert "vier sieben, eins eins" in call.text


def test_results_that_nobody_waits_for_change_nothing(call: Script) -> None:
    before = call.state
    assert call.store().actions == ()
    assert call.refuse_to_store().actions == ()
    assert call.state == before


@pytest.mark.parametrize(
    ("text", "topic"),
    [("Abbrechen!", None), ("Das meinte ich nicht", "correction"), ("Vergessen Sie es", None)],
)
@pytest.mark.parametrize("steps", range(5))
def test_a_booking_can_be_left_at_any_question(
    house: House, steps: int, text: str, topic: str | None
) -> None:
    call = Script(house, caller=CALLER).hear("Rückruf", "callback")
    for answer in ("Mein alter Koffer", "Anna Beispiel", "Nein", "030 23125 002")[:steps]:
        call.hear(answer)
    asks_yes_or_no = call.expects(Expectation.YES_NO)
    call.hear(text, topic)
    if topic is None or not asks_yes_or_no:
        assert call.sources == ["nothing_booked", "anything_else"]
        assert isinstance(call.state.standing, Open)


def test_two_refusals_of_a_plain_question_leave_the_booking(call: Script) -> None:
    call.hear("Rückruf", "callback").hear("Gebühren", "fees").hear("Nein", "deny")
    assert call.sources == ["sorry", "ask_name"]
    assert call.hear("Nein!", "deny").sources == ["nothing_booked", "anything_else"]


def test_a_full_calendar_is_told_before_anything_is_asked(house: House) -> None:
    callbacks = house.office.callbacks.model_copy(update={"hours": {}})
    full = replace(house, office=house.office.model_copy(update={"callbacks": callbacks}))
    call = Script(full).hear("Rückruf", "callback")
    assert call.sources == ["no_windows", "nothing_booked", "anything_else"]


def test_a_calendar_that_runs_out_during_the_booking_ends_it(house: House) -> None:
    call = Script(house, caller=CALLER, at=datetime(2026, 11, 24, 10, tzinfo=BERLIN))
    call.hear("Rückruf", "callback").hear("Gebühren", "fees").hear("Anna Beispiel")
    callbacks = house.office.callbacks.model_copy(update={"hours": {}})
    full = replace(house, office=house.office.model_copy(update={"callbacks": callbacks}))
    late = Script(full)
    late.state = call.state
    assert late.hear("Ja").sources == ["no_windows", "nothing_booked", "anything_else"]
