"""One conversation, whatever carries it: telephone, chat or simulation.

Everything that happens is decided by ``dialogs`` and written to the records before its effect
can be heard: an action that this class returns has already been recorded, a booking already
committed.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogs.actions import Action, Effect, HangUp, KeepDraft, Listen, Request, Say, Transfer
from dialogs.dialogue import Dialogue
from dialogs.events import (
    CallEnded,
    CallStarted,
    Event,
    KeysPressed,
    MachineHeard,
    RecognitionFailed,
    SilenceElapsed,
    TransferFailed,
    UtteranceHeard,
)
from dialogs.outlook import Outlook
from dialogs.state import State
from intents.understanding import Understanding, UnderstandingEngine
from languages.identification import choose_language, combine, text_scores
from voicebot.fulfilment import Fulfilment, StartRecorder
from voicebot.records.entries import Json, Speaker, TurnRecord
from voicebot.records.store import Records
from voicebot.turns.moments import Moment

Speech = Say | Listen | Transfer | HangUp
"""What is left to whoever carries the call, in order."""


@dataclass(frozen=True, slots=True)
class HeardText:
    """What the caller said, however it arrived.

    Attributes:
        text: The words.
        language_scores: Probability by language from the sound; None for typed text.
        confidence: How sure the recogniser is of the words, 0 to 1; None for typed text.
    """

    text: str
    language_scores: Mapping[str, float] | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """An utterance as it is understood, before anything is done about it.

    Attributes:
        state: Of the dialogue, in which the utterance is to be decided.
        text: The words; with the part before, when the caller has only gone on.
        language: The language of the call after it.
        lean: See ``languages.identification.LanguageChoice``.
        understanding: What the engine made of ``text``.
        in_context: What it made of the question before and ``text``, where that is needed.
        confidence: Of the recogniser.
    """

    state: State
    text: str
    language: str
    lean: str | None
    understanding: Understanding
    in_context: Understanding | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class _Undo:
    """Where the conversation stood before the last utterance, and what that was."""

    state: State
    lean: str | None
    text: str


class Conversation:
    """Drives one dialogue; not to be used by two tasks at once.

    Args:
        call_id: Identifier of the call in the records, where it must have been started.
        dialogue: Decides what to say.
        engine: Reads sentences.
        records: Where everything is written.
        languages: ISO 639-1 codes that may be spoken.
        now: The office's wall clock, time-zone aware.
        written: Whether the caller types.
        start_recorder: Begins to record the sound; None where there is none.
    """

    def __init__(
        self,
        *,
        call_id: str,
        dialogue: Dialogue,
        engine: UnderstandingEngine,
        records: Records,
        languages: tuple[str, ...],
        now: Callable[[], datetime],
        written: bool = False,
        start_recorder: StartRecorder | None = None,
    ) -> None:
        self._call_id = call_id
        self._dialogue = dialogue
        self._engine = engine
        self._records = records
        self._languages = languages
        self._now = now
        self._state = dialogue.initial_state()
        self._language: str | None = None
        self._lean: str | None = None
        self._undo: _Undo | None = None
        self._had_effect = False
        self._written = written
        self._fulfilment = Fulfilment(call_id, records, start_recorder)
        self._foreseen: tuple[HeardText, bool, State, _Reading] | None = None

    @property
    def language(self) -> str | None:
        """Language of the call, or None before the caller's first words."""
        return self._language

    async def start(self, caller_number: str | None) -> list[Speech]:
        """Greet the caller."""
        now = self._now()
        last = await self._records.last_language(caller_number, now) if caller_number else None
        return await self._step(CallStarted(now, caller_number, last, self._written))

    async def foresee(self, heard: HeardText, *, continues: bool = False) -> Outlook:
        """What would come of an utterance; nothing is done or recorded.

        Args:
            heard: The utterance as far as it goes.
            continues: As for ``hear``.
        """
        state = self._state
        reading = await self._read(heard, continues=continues)
        self._foreseen = (heard, continues, state, reading)
        return self._dialogue.foresee(reading.state, self._heard(reading))

    async def hear(
        self,
        heard: HeardText,
        *,
        continues: bool = False,
        timings_ms: Mapping[str, int] | None = None,
    ) -> list[Speech]:
        """React to an utterance with words in it.

        Args:
            heard: The utterance.
            continues: Whether the caller had not finished when the last one was reacted to. That
                reaction is taken back, unless something was booked, and both are read as one.
            timings_ms: Durations measured so far, by name; for the record.
        """
        began = time.monotonic()
        foreseen, self._foreseen = self._foreseen, None
        if foreseen is not None and foreseen[:3] == (heard, continues, self._state):
            reading = foreseen[3]
        else:
            reading = await self._read(heard, continues=continues)
        timings = dict(timings_ms or {})
        timings["understanding"] = round((time.monotonic() - began) * 1000)
        at = self._now()
        if reading.state is not self._state:
            await self._records.append(self._call_id, "answer_taken_back", {}, at)
        await self._records.add_turn(
            self._call_id,
            TurnRecord(
                speaker=Speaker.CALLER,
                text=heard.text,
                language=reading.language,
                at=at,
                topic=reading.understanding.topic,
                confidence=reading.understanding.confidence,
                accepted=reading.understanding.accepted,
                timings=timings,
            ),
        )
        undo = _Undo(reading.state, self._lean, reading.text)
        self._state, self._lean = reading.state, reading.lean
        speech = await self._step(self._heard(reading))
        if not self._had_effect:
            self._undo = undo
        return speech

    async def press(self, keys: str) -> list[Speech]:
        """React to keys of the telephone."""
        await self._records.append(self._call_id, "keys", {"count": len(keys)}, self._now())
        return await self._step(KeysPressed(self._now(), keys))

    async def silence(self) -> list[Speech]:
        """React to nobody having spoken for as long as was agreed."""
        await self._records.append(self._call_id, "no_input", {}, self._now())
        return await self._step(SilenceElapsed(self._now()))

    async def recognition_failed(self) -> list[Speech]:
        """React to a turn that the recogniser could not take."""
        await self._records.append(self._call_id, "recognition_failed", {}, self._now())
        return await self._step(RecognitionFailed(self._now()))

    async def transfer_failed(self) -> list[Speech]:
        """React to nobody having taken the call that was to be transferred."""
        await self._records.append(self._call_id, "transfer_failed", {}, self._now())
        return await self._step(TransferFailed(self._now()))

    async def machine_heard(self) -> list[Speech]:
        """React to the tone of a fax machine."""
        await self._records.append(self._call_id, "machine_heard", {}, self._now())
        return await self._step(MachineHeard(self._now()))

    async def note_back_channel(self) -> None:
        """Record that the caller said no more than that they are listening."""
        await self._records.append(self._call_id, "back_channel", {}, self._now())

    async def note_turn(self, moments: Sequence[Moment]) -> None:
        """Append what was measured about a turn to the record of the call.

        Args:
            moments: In order; the last one is now.
        """
        now = self._now()
        last = moments[-1].ms
        await self._records.append_all(
            self._call_id,
            [
                (kind, {"ms": ms, **data}, now - timedelta(milliseconds=last - ms))
                for kind, ms, data in moments
            ],
        )

    async def end(self, reason: str) -> None:
        """Close the conversation and its record; ``reason`` is short and machine-readable."""
        await self._step(CallEnded(self._now()))
        await self._records.end_call(self._call_id, reason, self._now())

    async def _read(self, heard: HeardText, *, continues: bool) -> _Reading:
        alone = await self._understand(self._state, self._lean, heard, heard.text)
        undo = self._undo
        if undo is None or not continues:
            return alone
        joined = await self._understand(undo.state, undo.lean, heard, f"{undo.text} {heard.text}")
        # "What does it cost? And when are you open?" are two questions, not one.
        if alone.understanding.accepted and not joined.understanding.accepted:
            return alone
        return joined

    async def _understand(
        self, state: State, lean: str | None, heard: HeardText, text: str
    ) -> _Reading:
        written = text_scores(text, self._languages)
        scores = combine(heard.language_scores, written) if heard.language_scores else written
        choice = choose_language(
            scores, current=state.language, previous_lean=lean, words=len(text.split())
        )
        understanding = await asyncio.to_thread(self._engine.understand, text, choice.language)
        in_context = None
        if not understanding.accepted and state.last_question:
            together = f"{state.last_question} {text}"
            in_context = await asyncio.to_thread(self._engine.understand, together, choice.language)
        return _Reading(
            state,
            text,
            choice.language,
            choice.lean,
            understanding,
            in_context,
            heard.confidence,
        )

    def _heard(self, reading: _Reading) -> UtteranceHeard:
        return UtteranceHeard(
            self._now(),
            reading.text,
            reading.language,
            reading.understanding,
            reading.in_context,
            reading.confidence,
        )

    async def _step(self, event: Event) -> list[Speech]:
        """Decide, and go on deciding while a request reports back."""
        # Whatever happens between two utterances parts them; what was done stays done.
        self._undo = None
        self._had_effect = False
        speech: list[Speech] = []
        pending: list[Event] = [event]
        while pending:
            self._state, actions = self._dialogue.decide(self._state, pending.pop(0))
            await self._follow_language()
            for action in actions:
                self._had_effect |= isinstance(action, Effect)
                if isinstance(action, KeepDraft):
                    await self._fulfilment.keep(action, self._now())
                elif isinstance(action, Request) and not isinstance(action, Transfer):
                    pending.append(await self._fulfilment.carry_out(action, self._now()))
                else:
                    await self._record_speech(action)
                    speech.append(action)
        return speech

    async def _follow_language(self) -> None:
        if self._state.language is not None and self._state.language != self._language:
            self._language = self._state.language
            await self._records.set_language(self._call_id, self._language)

    async def _record_speech(self, action: Action) -> None:
        if isinstance(action, Transfer):
            data: dict[str, Json] = {"urgent": action.urgent, "summary": action.summary}
            await self._records.append(self._call_id, "transfer_requested", data, self._now())
        if isinstance(action, Say):
            await self._records.add_turn(
                self._call_id,
                TurnRecord(
                    speaker=Speaker.ASSISTANT,
                    text=action.text,
                    language=action.language,
                    at=self._now(),
                    source=action.source,
                ),
            )
