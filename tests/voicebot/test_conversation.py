"""A conversation with real records and dialogue, and an engine that knows a few sentences."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.actions import BookCallback, HangUp, Listen, Say
from dialogs.dialogue import Dialogue
from dialogs.outlook import Outlook
from intents.understanding import Alternative, Understanding
from tests.dialogs.script import shipped_house
from voicebot.conversation import Conversation, HeardText, Speech
from voicebot.records.entries import Speaker
from voicebot.records.errors import RecordsError
from voicebot.records.store import Records
from voicebot.turns.moments import Moment

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MEANINGS = {
    "Was kostet das?": "fees",
    "How much is it?": "fees",
    "Bitte rufen Sie mich zurück.": "callback",
    "Ja, bitte.": "affirm",
    "Auf Wiederhören.": "goodbye",
    "Das war alles.": "goodbye",
}


class FakeEngine:
    """Understands the sentences above and nothing else."""

    def understand(self, text: str, language: str) -> Understanding:
        topic = MEANINGS.get(text)
        if topic is None:
            return Understanding(language, None, 0.0, accepted=False)
        return Understanding(
            language, topic, 0.9, accepted=True, alternatives=(Alternative(topic, 0.9),)
        )


class FailingRecords(Records):
    """Records whose disk is full when a callback is booked."""

    async def book_callback(self, call_id: str, callback: BookCallback, at: datetime) -> str:
        raise RecordsError("the disk is full")


async def converse(records: Records) -> Conversation:
    await records.start_call("call-1", "test", "+493023125001", NOW)
    return Conversation(
        call_id="call-1",
        dialogue=Dialogue(shipped_house()),
        engine=FakeEngine(),
        records=records,
        languages=("de", "en"),
        now=lambda: NOW,
    )


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Records]:
    async with Records.open(f"sqlite:///{tmp_path / 'records.db'}") as opened:
        yield opened


def sources(speech: list[Speech]) -> list[str]:
    return [action.source for action in speech if isinstance(action, Say)]


async def book(conversation: Conversation) -> list[Speech]:
    await conversation.start("+493023125001")
    for text in (
        "Bitte rufen Sie mich zurück.",
        "Was kostet das?",
        "Anna Beispiel",
        "Ja, bitte.",
        "Das erste, bitte.",
    ):
        await conversation.hear(HeardText(text))
    return await conversation.hear(HeardText("Ja, bitte."))


async def test_a_question_is_answered_and_both_sides_are_recorded(records: Records) -> None:
    conversation = await converse(records)
    await conversation.start("+493023125001")
    speech = await conversation.hear(
        HeardText("Was kostet das?", {"de": 0.9, "en": 0.1}), timings_ms={"recognition": 120}
    )
    assert sources(speech)[0] == "topic:fees"
    assert isinstance(speech[-1], Listen)
    record = await records.call("call-1")
    assert record is not None
    (heard,) = [turn for turn in record.turns if turn.speaker is Speaker.CALLER]
    assert (heard.text, heard.topic, heard.accepted) == ("Was kostet das?", "fees", True)
    assert heard.timings["recognition"] == 120
    assert "understanding" in heard.timings
    assert record.turns[-1].source in sources(speech)


async def test_the_language_of_the_call_follows_the_caller(records: Records) -> None:
    conversation = await converse(records)
    await conversation.start(None)
    await conversation.hear(HeardText("How much is it?", {"de": 0.02, "en": 0.98}))
    assert conversation.language == "en"
    record = await records.call("call-1")
    assert record is not None
    assert record.language == "en"


async def test_a_booking_is_committed_when_its_confirmation_is_returned(records: Records) -> None:
    conversation = await converse(records)
    speech = await book(conversation)
    assert "phrase:callback_confirmed" in sources(speech)
    (callback,) = await records.callbacks()
    assert (callback.number, callback.topic, callback.name) == (
        "+493023125001",
        "fees",
        "Anna Beispiel",
    )


async def test_a_booking_that_could_not_be_stored_is_never_confirmed(tmp_path: Path) -> None:
    async with FailingRecords.open(f"sqlite:///{tmp_path / 'records.db'}") as records:
        speech = await book(await converse(records))
    assert "phrase:callback_confirmed" not in sources(speech)
    assert sources(speech)


async def test_keys_are_recorded_without_the_digits(records: Records) -> None:
    conversation = await converse(records)
    await conversation.start(None)
    await conversation.press("2")
    assert conversation.language == "en"
    record = await records.call("call-1")
    assert record is not None
    (event,) = [event for event in record.events if event.kind == "keys"]
    assert event.data == {"count": 1}


async def test_goodbye_hangs_up_and_the_end_is_recorded(records: Records) -> None:
    conversation = await converse(records)
    await conversation.start(None)
    speech = await conversation.hear(HeardText("Auf Wiederhören."))
    assert isinstance(speech[-1], HangUp)
    await conversation.end("assistant: goodbye")
    record = await records.call("call-1")
    assert record is not None
    assert record.end_reason == "assistant: goodbye"


async def test_silence_and_a_failed_recogniser_get_an_answer(records: Records) -> None:
    conversation = await converse(records)
    await conversation.start(None)
    assert sources(await conversation.silence())
    assert sources(await conversation.recognition_failed())


async def test_foreseeing_does_and_records_nothing(records: Records) -> None:
    conversation = await converse(records)
    await conversation.start(None)
    before = await records.call("call-1")
    assert await conversation.foresee(HeardText("Was kostet das?")) is Outlook.ANSWER
    assert await conversation.foresee(HeardText("Grmpf.")) is Outlook.UNCLEAR
    assert await conversation.foresee(HeardText("Das war alles.")) is Outlook.FAREWELL
    assert await conversation.foresee(HeardText("Auf Wiederhören.")) is Outlook.GOODBYE
    assert await records.call("call-1") == before


async def test_a_number_that_is_being_dictated_is_foreseen_to_go_on(records: Records) -> None:
    conversation = await converse(records)
    await conversation.start(None)
    for text in ("Bitte rufen Sie mich zurück.", "Was kostet das?", "Anna Beispiel"):
        await conversation.hear(HeardText(text))
    assert await conversation.foresee(HeardText("null drei null")) is Outlook.MORE


async def test_a_caller_who_goes_on_takes_the_answer_back(records: Records) -> None:
    conversation = await converse(records)
    await conversation.start(None)
    assert sources(await conversation.hear(HeardText("Was kostet")))[0] == "phrase:sorry"
    speech = await conversation.hear(HeardText("das?"), continues=True)
    assert sources(speech)[0] == "topic:fees"
    record = await records.call("call-1")
    assert record is not None
    assert [event.kind for event in record.events].count("answer_taken_back") == 1
    assert [turn.text for turn in record.turns if turn.speaker is Speaker.CALLER] == [
        "Was kostet",
        "das?",
    ]


async def test_a_second_question_is_not_taken_for_the_rest_of_the_first(records: Records) -> None:
    conversation = await converse(records)
    await conversation.start(None)
    await conversation.hear(HeardText("Was kostet das?"))
    speech = await conversation.hear(HeardText("Bitte rufen Sie mich zurück."), continues=True)
    assert sources(speech)[0] != "phrase:sorry"
    record = await records.call("call-1")
    assert record is not None
    assert "answer_taken_back" not in [event.kind for event in record.events]


async def test_what_was_booked_is_not_taken_back(records: Records) -> None:
    conversation = await converse(records)
    await book(conversation)
    await conversation.hear(HeardText("und Tschüss"), continues=True)
    assert len(await records.callbacks()) == 1
    record = await records.call("call-1")
    assert record is not None
    assert "answer_taken_back" not in [event.kind for event in record.events]


async def test_the_moments_of_a_turn_become_events_at_their_times(records: Records) -> None:
    conversation = await converse(records)
    await conversation.note_turn([Moment("speech_ended", 0), Moment("reply_started", 250)])
    record = await records.call("call-1")
    assert record is not None
    ended, started = record.events[-2:]
    assert (ended.kind, started.kind) == ("speech_ended", "reply_started")
    assert (started.at - ended.at).total_seconds() == 0.25
