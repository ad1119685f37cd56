"""Everything read back and corrected piece by piece."""

from collections.abc import Callable

import pytest

from tests.dialogs.script import CALLER, Script

Readback = Callable[[], Script]


@pytest.mark.parametrize("key", ["1", "2"])
def test_yes_and_no_by_key(readback: Readback, key: str) -> None:
    call = readback().press(key)
    assert call.sources == (["one_moment"] if key == "1" else ["what_is_wrong"])


def test_no_asks_what_is_wrong_and_only_that_is_changed(readback: Readback) -> None:
    call = readback().hear("Nein", "deny")
    assert call.sources == ["what_is_wrong"]
    assert call.hear("Der Name").sources == ["spell_name"]
    call.hear("Berta Muster")
    assert call.sources == ["name_heard", "summary", "summary_right"]
    call.hear("Ja", "affirm")
    assert call.booking is not None
    assert (call.booking.name, call.booking.number) == ("Berta Muster", CALLER)


def test_the_wrong_piece_may_be_named_at_once(readback: Readback) -> None:
    call = readback().hear("Nein, die Nummer ist falsch", "correction")
    assert call.sources == ["ask_number"]
    call.hear("030 23125 002").hear("Ja")
    assert call.sources == ["summary", "summary_right"]
    assert "null null zwei" in call.text or "null, null zwei" in call.text


def test_another_time(readback: Readback) -> None:
    call = readback().hear("Nein").hear("Die Zeit passt mir nicht")
    assert call.sources == ["windows_two", "ask_window"]
    assert call.hear("Die zweite").sources == ["summary", "summary_right"]


def test_another_subject(readback: Readback) -> None:
    call = readback().hear("Nein").hear("Das Thema")
    assert call.sources == ["ask_subject"]
    assert call.hear("Einbürgerung", "naturalisation").sources == [
        "booking_subject",
        "summary",
        "summary_right",
    ]


def test_a_second_no_leaves_the_booking(readback: Readback) -> None:
    call = readback().hear("Nein", "deny").hear("Nein", "deny")
    assert call.sources == ["nothing_booked", "anything_else"]


def test_nothing_wrong_after_all_reads_back_again(readback: Readback) -> None:
    call = readback().hear("Nein").hear("Doch, alles richtig")
    assert call.sources == ["summary", "summary_right"]


def test_an_unclear_answer_is_never_a_yes(readback: Readback) -> None:
    call = readback().hear("Blub")
    assert call.sources == ["sorry", "summary_right"]
    assert call.hear("Blub").sources == ["sorry", "nothing_booked", "anything_else"]


def test_yes_and_no_in_one_breath_is_a_no(readback: Readback) -> None:
    assert readback().hear("Ja, nein, das stimmt nicht", "affirm").sources == ["what_is_wrong"]


def test_a_piece_that_stays_unclear_ends_honestly(readback: Readback) -> None:
    call = readback().hear("Nein").hear("Blub")
    assert call.sources == ["sorry", "what_is_wrong"]
    assert call.hear("Blub").sources == ["sorry", "nothing_booked", "anything_else"]
