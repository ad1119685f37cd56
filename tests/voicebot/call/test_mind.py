"""The mind with the mouth and a fake telephone, driven frame by frame."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import pytest
from pipecat.frames.frames import UserStartedSpeakingFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.workers.runner import WorkerRunner

from dialogs.actions import Expectation, HangUp, HangUpReason, Listen, Say, Transfer
from dialogs.outlook import Outlook
from languages.turn_words import Ending
from telephony.call import AudioReceived, Call, DigitPressed, HungUp
from tests.voicebot.call.conftest import BROKEN, RATE, FakeCall, FakeSynthesiser
from voicebot.call.frames import CallerTurnFrame
from voicebot.call.mind import Mind
from voicebot.call.mouth import Mouth
from voicebot.call.transport import CallInput, CallOutput, transport_parameters
from voicebot.conversation import HeardText, Speech
from voicebot.settings import HandoverSettings, TurnSettings
from voicebot.simulation.fax import calling_tone
from voicebot.speech.interfaces import Transcript
from voicebot.turns.listener import CallerTurn
from voicebot.turns.moments import Moment
from voicebot.turns.patience import Evidence

COLLEAGUE = "+493023125099"
LISTEN = Listen(Expectation.ANYTHING, 60.0)


class FakeConversation:
    """Says what the test put down for each kind of event, and notes what happened."""

    language = "de"

    def __init__(self, replies: Mapping[str, list[Speech]]) -> None:
        self._replies = replies
        self.happened: list[str] = []
        self.changed = asyncio.Event()

    def _note(self, event: str) -> list[Speech]:
        self.happened.append(event)
        self.changed.set()
        return self._replies.get(event.partition(":")[0], [])

    async def start(self, caller_number: str | None) -> list[Speech]:
        return self._note("start")

    async def hear(
        self,
        heard: HeardText,
        *,
        continues: bool = False,
        timings_ms: Mapping[str, int] | None = None,
    ) -> list[Speech]:
        return self._note(f"{'hear on' if continues else 'hear'}:{heard.text}")

    async def press(self, keys: str) -> list[Speech]:
        return self._note(f"press:{keys}")

    async def silence(self) -> list[Speech]:
        return self._note("silence")

    async def recognition_failed(self) -> list[Speech]:
        return self._note("recognition_failed")

    async def transfer_failed(self) -> list[Speech]:
        return self._note("transfer_failed")

    async def machine_heard(self) -> list[Speech]:
        return self._note("machine_heard")

    async def note_back_channel(self) -> None:
        self._note("back channel")

    async def note_turn(self, moments: Sequence[Moment]) -> None:
        self._note("moments:" + ",".join(moment.kind for moment in moments))

    async def end(self, reason: str) -> None:
        self._note(f"end:{reason}")

    async def until(self, event: str) -> None:
        async with asyncio.timeout(5):
            while event not in self.happened:
                self.changed.clear()
                await self.changed.wait()


def say(text: str, *, interruptible: bool = True) -> Say:
    return Say(text, "de", "phrase:test", interruptible)


def turn(
    text: str, *, no_speech: bool = False, evidence: Evidence | None = None
) -> CallerTurnFrame:
    transcript = Transcript(text, "de", {"de": 1.0}, 0.9, no_speech)
    return CallerTurnFrame(heard_turn(transcript, evidence))


def interrupting(words: int, outlook: Outlook, confidence: float = 0.9) -> Evidence:
    return Evidence(
        completion=None,
        no_speech=False,
        ending=Ending.COMPLETE,
        question=False,
        words=words,
        confidence=confidence,
        outlook=outlook,
        expectation=Expectation.ANYTHING,
        interrupting=True,
    )


def heard_turn(transcript: Transcript | None, evidence: Evidence | None = None) -> CallerTurn:
    return CallerTurn(
        transcript,
        audio_seconds=1.0,
        ended_at=1.0,
        decided_at=1.3,
        recognition_began_at=1.1,
        transcribed_at=1.25,
        evidence=evidence,
    )


@asynccontextmanager
async def conversing(
    call: FakeCall, conversation: FakeConversation, synthesiser: FakeSynthesiser | None = None
) -> AsyncIterator[PipelineWorker]:
    finished = asyncio.Event()

    async def on_finished() -> None:
        finished.set()

    real_call: Call = call
    parameters = transport_parameters(real_call)
    mind = Mind(
        call,
        conversation,  # type: ignore[arg-type]  # a fake of the class
        TurnSettings(),
        HandoverSettings(target=COLLEAGUE),
        warm=lambda _language: None,
        on_finished=on_finished,
    )
    worker = PipelineWorker(
        Pipeline(
            [
                CallInput(call, parameters),
                mind,
                Mouth(synthesiser or FakeSynthesiser()),
                CallOutput(call, parameters),
            ]
        ),
        params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
        enable_rtvi=False,
        enable_turn_tracking=False,
        idle_timeout_secs=None,
    )
    runner = WorkerRunner(handle_sigint=False)
    running = asyncio.create_task(runner.run(auto_end=False))
    await runner.add_workers(worker)
    try:
        yield worker
        if not finished.is_set():
            call.incoming.put_nowait(HungUp("caller"))
        async with asyncio.timeout(5):
            await finished.wait()
    finally:
        await worker.cancel()
        await runner.end()
        await running


async def test_the_greeting_is_spoken_and_silence_is_noticed_after_it() -> None:
    call = FakeCall()
    conversation = FakeConversation(
        {"start": [say("Guten Tag. Wie kann ich helfen?"), Listen(Expectation.ANYTHING, 0.05)]}
    )
    synthesiser = FakeSynthesiser()
    async with conversing(call, conversation, synthesiser):
        await conversation.until("silence")
    assert synthesiser.spoken == ["Guten Tag.", "Wie kann ich helfen?"]
    assert call.log[:4] == ["audio", "sentence-1", "audio", "sentence-2"]
    assert conversation.happened[-1] == "end:caller"


async def test_hanging_up_waits_for_the_last_word() -> None:
    call = FakeCall(plays=False)
    conversation = FakeConversation(
        {"start": [say("Auf Wiederhören."), HangUp(HangUpReason.GOODBYE)]}
    )
    async with conversing(call, conversation):
        await call.until("sentence-1")
        assert "hang up" not in call.log
        await call.flush()
        await conversation.until("end:assistant: goodbye")
    assert call.log[-1] == "hang up"


async def test_a_caller_is_put_through_after_the_last_word_and_comes_back() -> None:
    call = FakeCall(plays=False)
    conversation = FakeConversation(
        {
            "start": [say("Ich verbinde."), Transfer(urgent=False, summary="Sprache: Deutsch.")],
            "transfer_failed": [say("Leider niemand."), Listen(Expectation.ANYTHING, 60.0)],
        }
    )
    synthesiser = FakeSynthesiser()
    async with conversing(call, conversation, synthesiser):
        await call.until("sentence-1")
        assert not any(entry.startswith("transfer") for entry in call.log)
        await call.flush()
        await conversation.until("transfer_failed")
        await call.until("sentence-2")
    assert f"transfer to {COLLEAGUE}" in call.log
    assert synthesiser.spoken == ["Ich verbinde.", "Leider niemand."]


async def test_the_tone_of_a_fax_machine_is_reported() -> None:
    call = FakeCall()
    conversation = FakeConversation({"start": [LISTEN], "machine_heard": [LISTEN]})
    async with conversing(call, conversation):
        call.incoming.put_nowait(AudioReceived(calling_tone()[:8_000]))
        await conversation.until("machine_heard")


async def test_speech_of_the_caller_stops_the_assistant() -> None:
    call = FakeCall(plays=False)
    conversation = FakeConversation(
        {"start": [say("Eins. Zwei. Drei."), LISTEN], "hear": [say("Gut."), LISTEN]}
    )
    async with conversing(call, conversation) as worker:
        await call.until("sentence-1")
        await worker.queue_frame(UserStartedSpeakingFrame())
        await call.until("flush")
        await worker.queue_frame(turn("Moment"))
        await call.until("sentence-4")


@pytest.mark.parametrize(
    ("evidence", "goes_on"),
    [
        (interrupting(1, Outlook.UNCLEAR), True),
        (interrupting(1, Outlook.GOODBYE, confidence=0.4), True),
        (interrupting(1, Outlook.GOODBYE), False),
        (interrupting(4, Outlook.UNCLEAR), False),
    ],
)
async def test_a_word_that_makes_no_sense_does_not_end_an_answer(
    evidence: Evidence,
    goes_on: bool,
) -> None:
    call = FakeCall(plays=False)
    conversation = FakeConversation({"start": [say("Eins. Zwei."), LISTEN], "hear": [LISTEN]})
    async with conversing(call, conversation) as worker:
        await call.until("sentence-2")
        await worker.queue_frame(UserStartedSpeakingFrame())
        await call.until("flush")
        await worker.queue_frame(turn("Acha.", evidence=evidence))
        await conversation.until("back channel" if goes_on else "hear:Acha.")


async def test_a_noise_lets_the_assistant_go_on_where_it_stopped() -> None:
    call = FakeCall(plays=False)
    synthesiser = FakeSynthesiser()
    conversation = FakeConversation({"start": [say("Eins. Zwei."), LISTEN]})
    async with conversing(call, conversation, synthesiser) as worker:
        await call.until("sentence-2")
        await worker.queue_frame(UserStartedSpeakingFrame())
        await call.until("flush")
        call.log.clear()
        await worker.queue_frame(turn("", no_speech=True))
        await call.until("sentence-2")
    assert synthesiser.spoken == ["Eins.", "Zwei.", "Eins.", "Zwei."]
    assert not any(event.startswith("hear") for event in conversation.happened)


async def test_a_disclosure_is_not_interrupted_but_what_follows_it_is_dropped() -> None:
    call = FakeCall(plays=False)
    synthesiser = FakeSynthesiser()
    conversation = FakeConversation(
        {
            "start": [say("Hier spricht eine Maschine.", interruptible=False), say("Los."), LISTEN],
            "hear": [say("Antwort."), LISTEN],
        }
    )
    async with conversing(call, conversation, synthesiser) as worker:
        await call.until("sentence-1")
        await worker.queue_frame(UserStartedSpeakingFrame())
        await worker.queue_frame(turn("Frage"))
        await call.until("sentence-3")
    assert synthesiser.spoken[0] == "Hier spricht eine Maschine."
    assert synthesiser.spoken[-1] == "Antwort."


async def test_an_answer_waits_while_the_caller_already_goes_on() -> None:
    call = FakeCall()
    synthesiser = FakeSynthesiser()
    replies: dict[str, list[Speech]] = {
        "start": [LISTEN],
        "hear": [say("Voreilig."), LISTEN],
        "hear on": [say("Antwort."), LISTEN],
    }
    conversation = FakeConversation(replies)
    async with conversing(call, conversation, synthesiser) as worker:
        await conversation.until("start")
        await worker.queue_frames(
            [UserStartedSpeakingFrame(), UserStartedSpeakingFrame(), turn("Erster Teil")]
        )
        await conversation.until("hear:Erster Teil")
        assert synthesiser.spoken == []
        await worker.queue_frame(turn("zweiter Teil"))
        await call.until("sentence-2")
    assert synthesiser.spoken == ["Antwort."]


@pytest.mark.parametrize(
    ("expects", "keys", "pressed"),
    [
        (Expectation.YES_NO, ["1"], ["press:1"]),
        (Expectation.PHONE_NUMBER, ["0", "3", "0", "#"], ["press:030#"]),
    ],
)
async def test_keys_are_taken_one_by_one_or_as_a_number(
    expects: Expectation, keys: list[str], pressed: list[str]
) -> None:
    call = FakeCall()
    conversation = FakeConversation({"start": [say("Bitte wählen."), Listen(expects, 60.0)]})
    async with conversing(call, conversation):
        await call.until("sentence-1")
        for key in keys:
            call.incoming.put_nowait(DigitPressed(key))
        await conversation.until(pressed[-1])
    assert [event for event in conversation.happened if event.startswith("press")] == pressed


async def test_a_sentence_without_a_voice_does_not_stop_the_call() -> None:
    call = FakeCall()
    conversation = FakeConversation({"start": [say("unspeakable"), Listen(LISTEN.expects, 0.05)]})
    async with conversing(call, conversation):
        await conversation.until("silence")


async def test_a_failed_recognition_is_told_to_the_conversation() -> None:
    call = FakeCall()
    conversation = FakeConversation({"recognition_failed": [say("Bitte noch einmal."), LISTEN]})
    async with conversing(call, conversation) as worker:
        await conversation.until("start")
        await worker.queue_frame(CallerTurnFrame(heard_turn(None)))
        await call.until("sentence-1")


async def test_a_broken_adapter_ends_the_call_and_closes_its_record() -> None:
    call = FakeCall()
    conversation = FakeConversation({"start": [LISTEN]})
    async with conversing(call, conversation):
        await conversation.until("start")
        call.incoming.put_nowait(BROKEN)
        await conversation.until("end:failed")


async def test_a_noise_during_the_next_turn_does_not_bring_back_the_old_answer() -> None:
    call = FakeCall(plays=False)
    synthesiser = FakeSynthesiser()
    conversation = FakeConversation({"start": [say("Eins."), LISTEN]})
    async with conversing(call, conversation, synthesiser) as worker:
        await call.until("sentence-1")
        await worker.queue_frames([UserStartedSpeakingFrame(), UserStartedSpeakingFrame()])
        await call.until("flush")
        await worker.queue_frame(turn("", no_speech=True))
        await worker.queue_frame(turn("Frage"))
        await conversation.until("hear:Frage")
        await worker.queue_frame(turn("", no_speech=True))
    assert synthesiser.spoken[:1] == ["Eins."]


async def test_a_caller_who_goes_on_at_once_is_heard_as_one() -> None:
    call = FakeCall(plays=False)
    conversation = FakeConversation(
        {
            "start": [LISTEN],
            "hear": [say("Voreilig."), LISTEN],
            "hear on": [say("Antwort."), LISTEN],
        }
    )
    async with conversing(call, conversation) as worker:
        await conversation.until("start")
        await worker.queue_frames([UserStartedSpeakingFrame(), turn("Ich habe")])
        await call.until("sentence-1")
        await worker.queue_frames([UserStartedSpeakingFrame(), turn("eine Frage")])
        await conversation.until("hear on:eine Frage")
        await call.until("sentence-2")


@pytest.mark.parametrize("text", ["Mhm.", "Okay."])
async def test_a_listener_s_murmur_lets_the_assistant_go_on(text: str) -> None:
    call = FakeCall(plays=False)
    synthesiser = FakeSynthesiser()
    conversation = FakeConversation({"start": [say("Eins. Zwei."), LISTEN]})
    async with conversing(call, conversation, synthesiser) as worker:
        await call.until("sentence-2")
        await worker.queue_frame(UserStartedSpeakingFrame())
        await call.until("flush")
        await worker.queue_frame(turn(text))
        await conversation.until("back channel")
        call.log.clear()
        await call.until("sentence-2")
    assert synthesiser.spoken == ["Eins.", "Zwei.", "Eins.", "Zwei."]


async def test_yes_to_the_question_that_is_being_asked_is_an_answer() -> None:
    call = FakeCall(plays=False)
    conversation = FakeConversation(
        {"start": [say("Möchten Sie das?"), Listen(Expectation.YES_NO, 60.0)]}
    )
    async with conversing(call, conversation) as worker:
        await call.until("sentence-1")
        await worker.queue_frames([UserStartedSpeakingFrame(), turn("Ja.")])
        await conversation.until("hear:Ja.")


async def test_the_moments_of_an_answered_turn_are_recorded() -> None:
    call = FakeCall()
    conversation = FakeConversation({"start": [LISTEN], "hear": [say("Antwort."), LISTEN]})
    async with conversing(call, conversation) as worker:
        await conversation.until("start")
        await worker.queue_frames([UserStartedSpeakingFrame(), turn("Frage")])
        await conversation.until(
            "moments:speech_ended,transcribed,turn_ended,understood,reply_started"
        )
