"""The processor that converses: turns, keys and silence in, sentences out.

Everything runs through one queue and one task: pipecat cancels processing on an interruption,
and a booking in the middle of its commit must not be cancelled by a cough.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from loguru import logger
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InputDTMFFrame,
    StartFrame,
    UserStartedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from dialogs.actions import Expectation, HangUp, Listen, Pace, Say, Transfer
from dialogs.outlook import Outlook
from languages.turn_words import is_back_channel
from telephony.call import Call, TransferError
from voicebot.call.frames import (
    CallerTurnFrame,
    ExpectFrame,
    HungUpFrame,
    MachineHeardFrame,
    MarkReachedFrame,
    SentenceFrame,
)
from voicebot.conversation import Conversation, HeardText, Speech
from voicebot.errors import VoicebotError
from voicebot.settings import HandoverSettings, TurnSettings
from voicebot.speech.interfaces import Transcript
from voicebot.speech.synthesis.sentences import spoken_sentences
from voicebot.telemetry import trace_turn
from voicebot.turns.listener import CallerTurn
from voicebot.turns.moments import turn_moments

# After this long without a further key a dictated number counts as entered.
_FEW_WORDS = 2
# Of the recogniser; words that were said are mostly surer than this, however few.
_HARDLY_HEARD = 0.5
_KEYS_PAUSE_SECONDS = 3.0
_TYPED = frozenset({Expectation.PHONE_NUMBER, Expectation.REFERENCE})
# A peer that loses marks must not leave the caller in silence: everything was sent long ago.
_MARK_GRACE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    language: str
    interruptible: bool
    pace: Pace
    mark: str


@dataclass(frozen=True, slots=True)
class _AnsweredTurn:
    """A turn of the caller and when (``time.monotonic()``) its answer was decided."""

    turn: CallerTurn
    understood_at: float


@dataclass(frozen=True, slots=True)
class _TimerFired:
    """A timer of ours ran out; ``name`` tells which."""

    name: str


class Mind(FrameProcessor):
    """Connects a ``Conversation`` with the sound of a call.

    Args:
        call: Hung up when the conversation ends.
        conversation: Decides and records.
        settings: How soon after an answer began it can be taken back.
        handover: Who takes calls that are put through.
        warm: Told the language in which an answer will be spoken, as soon as it is known.
        on_finished: Awaited once, when the call is over and its record is closed.
    """

    def __init__(
        self,
        call: Call,
        conversation: Conversation,
        settings: TurnSettings,
        handover: HandoverSettings,
        *,
        warm: Callable[[str], None],
        on_finished: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._call = call
        self._conversation = conversation
        self._handover = handover
        self._continuation_seconds = settings.continuation_seconds
        self._warm = warm
        self._on_finished = on_finished
        self._inbox: asyncio.Queue[Frame | _TimerFired] = asyncio.Queue()
        self._consumer: asyncio.Task[None] | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._speaking: deque[_Sentence] = deque()
        self._held_back: list[_Sentence] = []
        self._listen = Listen(Expectation.ANYTHING, 0.0)
        self._hang_up: HangUp | None = None
        self._transfer: Transfer | None = None
        self._open_turns: deque[bool] = deque()
        self._keys = ""
        self._sentences_said = 0
        self._reply_to: _AnsweredTurn | None = None
        self._reply_pending = False
        self._reply_began_at = 0.0

    async def foresee(self, transcript: Transcript) -> Outlook:
        """What the dialogue would make of words that the caller may not have finished."""
        self._warm(transcript.language)
        continues = bool(self._open_turns) and self._open_turns[-1]
        return await self._conversation.foresee(_heard(transcript), continues=continues)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Queue what concerns the conversation; pass everything else."""
        await super().process_frame(frame, direction)
        match frame:
            case StartFrame():
                await self.push_frame(frame, direction)
                self._consumer = self.create_task(self._consume())
                self._inbox.put_nowait(frame)
            case CallerTurnFrame() | MarkReachedFrame() | HungUpFrame() | InputDTMFFrame():
                self._inbox.put_nowait(frame)
            case MachineHeardFrame():
                self._inbox.put_nowait(frame)
            case UserStartedSpeakingFrame() | BotStartedSpeakingFrame() | BotStoppedSpeakingFrame():
                self._inbox.put_nowait(frame)
                await self.push_frame(frame, direction)
            case _:
                await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """Stop conversing."""
        await super().cleanup()
        self._cancel_timers()
        if self._consumer is not None:
            consumer, self._consumer = self._consumer, None
            await self.cancel_task(consumer)

    async def _consume(self) -> None:
        while True:
            item = await self._inbox.get()
            try:
                await self._handle(item)
            except VoicebotError as error:
                # Without records nothing may be said that claims anything: end the call.
                logger.error("the call cannot go on: {}", error)
                await self._call.hang_up()
            except Exception:  # noqa: BLE001 - a bug ends this call, not the silence after it
                logger.exception("the call cannot go on because of a bug")
                await self._call.hang_up()
            if isinstance(item, HungUpFrame):
                await self._on_finished()
                return

    async def _handle(self, item: Frame | _TimerFired) -> None:
        match item:
            case StartFrame():
                await self._perform(await self._conversation.start(self._call.info.caller_number))
            case UserStartedSpeakingFrame():
                self._open_turns.append(self._reply_is_fresh)
                self._cancel_timers()
                await self._interrupt()
            case CallerTurnFrame(turn=turn):
                continues = self._open_turns.popleft() if self._open_turns else False
                await self._take_turn(turn, continues=continues)
            case InputDTMFFrame(button=button):
                await self._take_key(button.value)
            case MarkReachedFrame(mark=mark):
                await self._reach(mark)
            case MachineHeardFrame():
                await self._perform(await self._conversation.machine_heard())
            case BotStartedSpeakingFrame():
                self._cancel_timers()
                await self._note_reply()
            case BotStoppedSpeakingFrame():
                self._start_timer("marks", _MARK_GRACE_SECONDS)
            case _TimerFired(name=name):
                await self._on_timer(name)
            case HungUpFrame(reason=reason, detail=detail):
                self._cancel_timers()
                if detail:
                    logger.warning("the call ended ({}): {}", reason, detail)
                if self._hang_up is not None and reason == "local":
                    reason = f"assistant: {self._hang_up.reason}"
                await self._conversation.end(reason)

    @property
    def _caller_speaks(self) -> bool:
        """Whether a turn is going on, or over but not recognised yet.

        The next turn may begin before the last one is recognised, hence several. Each is noted
        with whether the caller only goes on with the one before.
        """
        return bool(self._open_turns)

    @property
    def _reply_is_fresh(self) -> bool:
        """Whether the caller has heard next to nothing of the answer to their last turn."""
        if self._reply_to is None:
            return False
        return self._reply_pending or (
            time.monotonic() - self._reply_began_at <= self._continuation_seconds
        )

    async def _take_turn(self, turn: CallerTurn, *, continues: bool) -> None:
        transcript = turn.transcript
        if transcript is None:
            self._held_back.clear()
            await self._perform(await self._conversation.recognition_failed())
            return
        if transcript.no_speech:
            # A cough or a noise: go on where we stopped.
            await self._resume()
            return
        if self._is_back_channel(transcript) or self._was_hardly_heard(turn):
            await self._conversation.note_back_channel()
            await self._resume()
            return
        speech = await self._conversation.hear(
            _heard(transcript), continues=continues, timings_ms=_timings_ms(turn)
        )
        if not speech:
            await self._resume()
            return
        self._held_back.clear()
        # A farewell that the caller talked over is taken back with the rest.
        self._hang_up = self._transfer = None
        await self._drop_interruptible_speech()
        if self._open_turns:
            self._open_turns[0] = True
        self._reply_to = _AnsweredTurn(turn, time.monotonic())
        self._reply_pending = True
        await self._perform(speech)

    def _is_back_channel(self, transcript: Transcript) -> bool:
        """Whether the caller only showed that they listen, while the assistant was speaking."""
        unsaid = len(self._held_back) + len(self._speaking)
        if not unsaid or not is_back_channel(transcript.text, transcript.language):
            return False
        # "Yes" within the question that ends the speech is an answer, given early.
        return unsaid > 1 or self._listen.expects is Expectation.ANYTHING

    def _was_hardly_heard(self, turn: CallerTurn) -> bool:
        """Whether a word or two came while the assistant spoke that it cannot make sense of.

        Most of these are what listeners say ("aha", "I see"), heard wrongly; who wants something
        says it again, and in more words.
        """
        evidence = turn.evidence
        if evidence is None or not evidence.interrupting or evidence.words > _FEW_WORDS:
            return False
        if not self._held_back and not self._speaking:
            return False
        doubtful = evidence.confidence is not None and evidence.confidence < _HARDLY_HEARD
        # "Ja" is never heard surely, but it answers a question.
        return evidence.outlook is Outlook.UNCLEAR or (
            doubtful and self._listen.expects is Expectation.ANYTHING
        )

    async def _take_key(self, key: str) -> None:
        self._cancel_timers()
        await self._interrupt()
        self._held_back.clear()
        self._reply_to = None
        if self._listen.expects in _TYPED:
            self._keys += key
            if key != "#":
                self._start_timer("keys", _KEYS_PAUSE_SECONDS)
                return
        else:
            self._keys = key
        await self._press_collected()

    async def _press_collected(self) -> None:
        keys, self._keys = self._keys, ""
        await self._perform(await self._conversation.press(keys))

    async def _on_timer(self, name: str) -> None:
        if name == "keys" and self._keys:
            await self._press_collected()
        elif name == "silence" and not self._caller_speaks and not self._speaking:
            self._reply_to = None
            await self._perform(await self._conversation.silence())
        elif name == "marks" and self._speaking:
            logger.warning("the far side did not report what it played; going on")
            self._speaking.clear()
            await self._all_said()

    async def _perform(self, speech: list[Speech]) -> None:
        sentences: list[_Sentence] = []
        for action in speech:
            match action:
                case Say():
                    sentences.extend(self._sentences(action))
                case Listen():
                    self._listen = action
                    await self.push_frame(
                        ExpectFrame(action.expects, self._conversation.language),
                        FrameDirection.UPSTREAM,
                    )
                case Transfer():
                    self._transfer = action
                case HangUp():
                    self._hang_up = action
        if self._caller_speaks:
            # The caller went on after all: what they say now decides whether this is still said.
            self._held_back.extend(sentences)
        else:
            await self._speak(sentences)

    def _sentences(self, say: Say) -> list[_Sentence]:
        sentences = []
        for text in spoken_sentences(say.text, say.language):
            self._sentences_said += 1
            mark = f"sentence-{self._sentences_said}"
            sentences.append(_Sentence(text, say.language, say.interruptible, say.pace, mark))
        return sentences

    async def _speak(self, sentences: list[_Sentence]) -> None:
        self._cancel_timers()
        self._speaking.extend(sentences)
        for sentence in sentences:
            frame = SentenceFrame(sentence.text, sentence.language, sentence.mark, sentence.pace)
            frame.interruptible = sentence.interruptible
            await self.push_frame(frame)
        if not self._speaking:
            await self._all_said()

    async def _resume(self) -> None:
        if self._caller_speaks:
            return
        held_back, self._held_back = self._held_back, []
        await self._speak(held_back)

    async def _interrupt(self) -> None:
        """Fall silent, unless a sentence is being said that the caller has to hear."""
        if self._speaking and self._speaking[0].interruptible:
            self._held_back = list(self._speaking)
            self._speaking.clear()
            await self.broadcast_interruption()

    async def _drop_interruptible_speech(self) -> None:
        """Forget what was still to be said before the caller's answer made it old."""
        if any(sentence.interruptible for sentence in self._speaking):
            self._speaking = deque(
                sentence for sentence in self._speaking if not sentence.interruptible
            )
            await self.broadcast_interruption()

    async def _reach(self, mark: str) -> None:
        if all(sentence.mark != mark for sentence in self._speaking):
            return  # Belongs to speech that was interrupted.
        while self._speaking.popleft().mark != mark:
            pass
        if not self._speaking:
            await self._all_said()

    async def _all_said(self) -> None:
        if self._hang_up is not None:
            await self._call.hang_up()
        elif self._transfer is not None:
            transfer, self._transfer = self._transfer, None
            await self._put_through(transfer)
        elif not self._caller_speaks:
            self._start_timer("silence", self._listen.patience_seconds)

    async def _put_through(self, transfer: Transfer) -> None:
        """Hand the caller to a person; where nobody answers, the conversation goes on."""
        urgent, usual = self._handover.urgent_target, self._handover.target
        target = (transfer.urgent and urgent) or usual
        # The house offers to put callers through only where one of them is set.
        assert target is not None
        try:
            await self._call.transfer(target, transfer.summary)
        except TransferError as error:
            logger.info("a call was not transferred: {}", error)
            await self._perform(await self._conversation.transfer_failed())

    async def _note_reply(self) -> None:
        if self._reply_to is None or not self._reply_pending:
            return
        self._reply_pending = False
        self._reply_began_at = time.monotonic()
        answered = self._reply_to
        moments = turn_moments(answered.turn, answered.understood_at, self._reply_began_at)
        trace_turn(answered.turn.ended_at, moments)
        await self._conversation.note_turn(moments)

    def _start_timer(self, name: str, seconds: float) -> None:
        if handle := self._timers.pop(name, None):
            handle.cancel()
        loop = asyncio.get_running_loop()
        self._timers[name] = loop.call_later(seconds, self._inbox.put_nowait, _TimerFired(name))

    def _cancel_timers(self) -> None:
        for handle in self._timers.values():
            handle.cancel()
        self._timers.clear()


def _heard(transcript: Transcript) -> HeardText:
    return HeardText(transcript.text, transcript.language_scores, transcript.confidence)


def _timings_ms(turn: CallerTurn) -> dict[str, int]:
    return {
        "audio": round(turn.audio_seconds * 1000),
        "silence": _ms(turn.decided_at - turn.ended_at),
        "recognition": _ms(turn.transcribed_at - turn.recognition_began_at),
        "recognition_wait": max(0, _ms(turn.transcribed_at - turn.decided_at)),
    }


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
