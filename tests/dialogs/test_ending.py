"""The last words of a call."""

from collections.abc import Callable

import pytest

from dialogs.actions import HangUpReason
from tests.dialogs.script import Script


@pytest.mark.parametrize(
    "move", [lambda call: call.hear("Was?", "fees"), Script.stay_silent, Script.break_recogniser]
)
def test_an_overlong_call_is_ended_politely(call: Script, move: Callable[[Script], Script]) -> None:
    move(call.wait(call.house.max_call_seconds))
    assert call.sources[-1] == "goodbye"
    assert call.hung_up == HangUpReason.GOODBYE


def test_just_before_its_end_a_call_goes_on(call: Script) -> None:
    call.wait(call.house.max_call_seconds - 1).hear("Was kostet es?", "fees")
    assert call.hung_up is None


def test_an_overlong_booking_ends_with_what_was_not_booked(
    readback: Callable[[], Script],
) -> None:
    call = readback().wait(1000).hear("Ja", "affirm")
    assert call.sources == ["time_up", "nothing_booked", "goodbye"]
    assert call.booking is None


def test_a_booking_being_stored_is_waited_for_however_long_the_call(
    readback: Callable[[], Script],
) -> None:
    call = readback().hear("Ja", "affirm").wait(1000).stay_silent()
    assert call.actions == ()
    call.store()
    assert call.sources == ["callback_confirmed", "time_up", "goodbye"]
    assert call.hung_up == HangUpReason.GOODBYE


def test_an_overlong_call_hears_that_storing_failed(readback: Callable[[], Script]) -> None:
    call = readback().hear("Ja", "affirm").wait(1000).refuse_to_store()
    assert call.sources == ["callback_refused", "time_up", "goodbye"]


def test_a_caller_who_hangs_up_hears_nothing_more(call: Script) -> None:
    assert call.hang_up().actions == ()
    assert call.ended
    assert call.hear("Hallo?", "greeting").actions == ()


def test_after_hanging_up_nothing_is_said(call: Script) -> None:
    call.hear("Tschüss", "goodbye")
    assert call.ended
    for move in (call.stay_silent, call.mumble, call.store, call.hang_up):
        assert move().actions == ()


def test_a_goodbye_within_a_booking_says_that_nothing_was_booked(
    readback: Callable[[], Script],
) -> None:
    call = readback().hear("Auf Wiederhören", "goodbye")
    assert call.sources == ["nothing_booked", "goodbye"]


def test_silence_within_a_booking_says_that_nothing_was_booked(
    readback: Callable[[], Script],
) -> None:
    call = readback().stay_silent().stay_silent().stay_silent()
    assert call.sources == ["no_input_goodbye", "nothing_booked", "goodbye"]
    assert call.hung_up == HangUpReason.NO_INPUT
