"""The clock and the line of a conversation without sound."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogs.actions import Expectation, Listen, Say, Transfer
from dialogs.house import House
from tests.conversations.fake_engine import FakeEngine
from voicebot.assistant import TextAssistant
from voicebot.conversation import Conversation, HeardText, Speech
from voicebot.settings import Settings
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.switchboard import SimulatedLine, house_of
from voicebot.simulation.unreliable_records import UnreliableRecords
from voicebot.text_channel import TextConversation

_START = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
_LISTEN = Listen(Expectation.ANYTHING, 7.0)


def _scenario(**fields: object) -> Scenario:
    document = {"name": "A call", "language": "en", "steps": [{"say": "hello"}], **fields}
    return Scenario.model_validate(document)


@pytest.fixture
def assistant(settings: Settings, house: House, records: UnreliableRecords) -> TextAssistant:
    return TextAssistant(settings, house, FakeEngine(), records)


async def test_a_clock_of_its_own_moves_with_turns_and_silences_only(
    assistant: TextAssistant,
) -> None:
    conversation = TextConversation(assistant, "text", starts_at=_START)

    await conversation.open("CA1", None)
    assert conversation.now() == _START
    assert conversation.begin_turn() == _START + timedelta(seconds=1)
    await conversation.keep_silent(2.5)
    assert conversation.now() == _START + timedelta(seconds=3.5)


async def test_two_short_silences_are_a_long_one(assistant: TextAssistant) -> None:
    conversation = TextConversation(assistant, "text", starts_at=_START)
    await conversation.open("CA1", None)
    patience = assistant.house.patience_seconds

    assert await conversation.keep_silent(patience - 1) == []
    assert await conversation.keep_silent(1)
    assert await conversation.keep_silent(patience - 1) == []


async def test_words_part_two_silences(assistant: TextAssistant) -> None:
    conversation = TextConversation(assistant, "text", starts_at=_START)
    await conversation.open("CA1", None)

    await conversation.keep_silent(assistant.house.patience_seconds - 1)
    await conversation.say("hello")
    assert await conversation.keep_silent(1) == []


@pytest.mark.parametrize("switchboard", ["answers", "no_answer", "none"])
async def test_a_call_is_over_when_a_person_takes_it_and_goes_on_when_nobody_does(
    assistant: TextAssistant, monkeypatch: pytest.MonkeyPatch, switchboard: str
) -> None:
    async def hear(conversation: Conversation, heard: HeardText) -> list[Speech]:
        return [Say("One moment.", "en", "phrase:x"), Transfer(urgent=False, summary="")]

    async def transfer_failed(conversation: Conversation) -> list[Speech]:
        return [Say("Nobody there.", "en", "phrase:y"), _LISTEN]

    monkeypatch.setattr(Conversation, "hear", hear)
    monkeypatch.setattr(Conversation, "transfer_failed", transfer_failed)
    line = SimulatedLine(_scenario(switchboard=switchboard))
    conversation = TextConversation(assistant, "text", line=line)
    await conversation.open("CA1", None)

    said = await conversation.say("A person, please.")

    taken = switchboard == "answers"
    assert conversation.ended is taken
    assert said == ["One moment.", *([] if taken else ["Nobody there."])]


async def test_a_recording_fails_only_where_the_scenario_says_so() -> None:
    await SimulatedLine(_scenario()).start_recording()
    with pytest.raises(OSError, match="as the scenario says"):
        await SimulatedLine(_scenario(failing=["recording"])).start_recording()


@pytest.mark.parametrize(("switchboard", "reachable"), [("none", False), ("no_answer", True)])
def test_people_are_there_where_a_switchboard_is(
    house: House, switchboard: str, reachable: bool
) -> None:
    theirs = house_of(_scenario(switchboard=switchboard, offers_recording=True), house)

    assert (theirs.handover, theirs.urgent_handover) == (reachable, reachable)
    assert (theirs.recording, theirs.text_messages) == (True, house.text_messages)
