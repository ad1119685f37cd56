"""The decisions of a conversation as such."""

from datetime import datetime

from dialogs.actions import Listen
from dialogs.dialogue import Dialogue
from dialogs.events import CallStarted, SilenceElapsed
from dialogs.house import House
from tests.dialogs.script import CALLER, TUESDAY_MORNING, Script


def test_deciding_changes_no_state_and_gives_the_same_again(house: House) -> None:
    dialogue = Dialogue(house)
    start = dialogue.decide(dialogue.initial_state(), CallStarted(TUESDAY_MORNING, CALLER)).state
    silence = SilenceElapsed(TUESDAY_MORNING)
    assert dialogue.decide(start, silence) == dialogue.decide(start, silence)
    assert start == Script(house, caller=CALLER).state


def test_a_decision_unpacks_into_state_and_actions(house: House) -> None:
    dialogue = Dialogue(house)
    state, actions = dialogue.decide(dialogue.initial_state(), CallStarted(TUESDAY_MORNING))
    assert state != dialogue.initial_state()
    assert isinstance(actions[-1], Listen)


def test_before_the_call_starts_nothing_happens(house: House) -> None:
    dialogue = Dialogue(house)
    before = dialogue.initial_state()
    assert dialogue.decide(before, SilenceElapsed(datetime.now(TUESDAY_MORNING.tzinfo))) == (
        before,
        (),
    )


def test_a_second_start_changes_nothing(call: Script) -> None:
    before = call.state
    call.play(CallStarted(call.at, CALLER))
    assert (call.state, call.actions) == (before, ())
