"""When to call. The example office calls back from nine to twelve, and on Thursday from two."""

from dataclasses import replace
from datetime import datetime

import pytest

from dialogs.house import House
from dialogs.questions import AskingWindow, ReadingBack
from intents.calendar import CallbackWindow
from tests.dialogs.script import CALLER, Script


def ask_for_window(house: House) -> Script:
    call = Script(house, caller=CALLER).hear("Rückruf", "callback").hear("Geb", "fees")
    return call.hear("Anna Beispiel").hear("Ja")


@pytest.fixture
def asked(house: House) -> Script:
    """Wednesday and Thursday, nine to ten, were just offered."""
    return ask_for_window(house)


def offered(call: Script) -> list[datetime]:
    assert isinstance(call.state.standing, AskingWindow)
    return [window.start.replace(tzinfo=None) for window in call.state.standing.offered]


def chosen(call: Script) -> datetime:
    assert isinstance(call.state.standing, ReadingBack)
    window = call.state.standing.draft.window
    assert isinstance(window, CallbackWindow)
    return window.start.replace(tzinfo=None)


def test_the_earliest_time_and_one_on_another_day_are_offered(asked: Script) -> None:
    assert offered(asked) == [datetime(2026, 11, 25, 9), datetime(2026, 11, 26, 9)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Die erste, bitte", 25),
        ("Die zweite", 26),
        ("Egal", 25),
        ("Jederzeit", 25),
        ("Ja, gern", 25),
        ("Lieber am Donnerstag", 26),
        ("morgen um neun Uhr", 25),
    ],
)
def test_one_of_the_times_offered_is_chosen(asked: Script, text: str, day: int) -> None:
    assert chosen(asked.hear(text)) == datetime(2026, 11, day, 9)


@pytest.mark.parametrize(("key", "day"), [("1", 25), ("2", 26)])
def test_a_time_is_chosen_by_key(asked: Script, key: str, day: int) -> None:
    assert chosen(asked.press(key)) == datetime(2026, 11, day, 9)


def test_the_first_is_chosen_whatever_act_the_sentence_is_taken_for(asked: Script) -> None:
    asked.hear("Ich nehme die erste Zeit", "wait")
    assert chosen(asked) == datetime(2026, 11, 25, 9)


def test_waiting_a_second_chooses_nothing(house: House) -> None:
    call = ask_for_window(house)
    before = offered(call)
    call.language = "en"
    call.hear("Wait a second please", "wait")
    assert call.sources == ["waiting"]
    assert offered(call) == before


def test_other_keys_mean_nothing(asked: Script) -> None:
    assert asked.press("3").sources == ["key_ignored", "ask_window"]


def test_a_point_in_time_is_chosen_at_once(asked: Script) -> None:
    assert chosen(asked.hear("Donnerstag um 15 Uhr")) == datetime(2026, 11, 26, 15)


def test_a_part_of_a_day_offers_times_in_it(asked: Script) -> None:
    asked.hear("Donnerstag nachmittag")
    assert asked.sources == ["windows_two", "ask_window"]
    assert offered(asked) == [datetime(2026, 11, 26, 14), datetime(2026, 11, 26, 15)]


def test_a_wish_that_is_not_free_offers_the_nearest_times(asked: Script) -> None:
    asked.hear("Am Sonntag um zehn")
    assert asked.sources == ["wish_not_free", "windows_two", "ask_window"]
    assert offered(asked) == [datetime(2026, 11, 30, 9), datetime(2026, 11, 30, 10)]


def test_a_second_wish_that_is_not_free_leads_to_the_readback(asked: Script) -> None:
    asked.hear("Am Sonntag um zehn").hear("Dann Samstag")
    assert asked.sources == ["wish_not_free", "window_chosen", "summary", "summary_right"]


def test_an_unclear_answer_leads_to_the_first_time_and_says_so(asked: Script) -> None:
    assert asked.hear("Blub").sources == ["sorry", "ask_window"]
    assert asked.hear("Blub").sources == ["sorry", "window_chosen", "summary", "summary_right"]
    assert chosen(asked) == datetime(2026, 11, 25, 9)


def test_no_asks_for_another_day_and_no_again_leaves(asked: Script) -> None:
    assert asked.hear("Nein").sources == ["sorry", "ask_window"]
    assert asked.hear("Nein").sources == ["nothing_booked", "anything_else"]


def test_silence_explains_the_keys(asked: Script) -> None:
    assert asked.stay_silent().stay_silent().sources == ["hint_choice", "ask_window"]


def test_a_single_free_time_is_offered_alone(house: House) -> None:
    callbacks = house.office.callbacks.model_copy(
        update={"days_ahead": 1, "window_minutes": 180, "hours": house.office.callbacks.hours}
    )
    busy = replace(house, office=house.office.model_copy(update={"callbacks": callbacks}))
    call = ask_for_window(busy)
    assert call.sources == ["windows_one", "ask_window_one"]
    assert call.press("2").sources == ["key_ignored", "ask_window_one"]
    assert call.hear("Die zweite").sources == ["sorry", "ask_window_one"]
    assert call.stay_silent().stay_silent().sources == ["hint_yes_no", "ask_window_one"]
    assert chosen(call.hear("Ja")) == datetime(2026, 11, 25, 9)
