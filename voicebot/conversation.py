"""One conversation, whatever carries it: telephone, chat or simulation.

Everything that happens is decided by ``dialogs`` and written to the records before its effect
can be heard: an action that this class returns has already been recorded, a booking already
committed.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from loguru import logger

from dialogs.actions import Action, BookCallback, HangUp, Listen, Say
from dialogs.dialogue import Dialogue
from dialogs.events import (
    CallbackCommitted,
    CallbackRefused,
    CallEnded,
    CallStarted,
    Event,
    KeysPressed,
    RecognitionFailed,
    SilenceElapsed,
    UtteranceHeard,
)
from intents.understanding import UnderstandingEngine
from languages.identification import choose_language, combine, text_scores
from voicebot.records.entries import Speaker, TurnRecord
from voicebot.records.errors import RecordsError
from voicebot.records.store import Records

Speech = Say | Listen | HangUp


@dataclass(frozen=True, slots=True)
class HeardText:
    """What the caller said, however it arrived.

    Attributes:
        text: The words.
        language_scores: Probability by language from the sound; None for typed text.
        timings_ms: Durations measured so far, by name.
    """

    text: str
    language_scores: Mapping[str, float] | None = None
    timings_ms: Mapping[str, int] | None = None


class Conversation:
    """Drives one dialogue; not to be used by two tasks at once.

    Args:
        call_id: Identifier of the call in the records, where it must have been started.
        dialogue: Decides what to say.
        engine: Reads sentences.
        records: Where everything is written.
        languages: ISO 639-1 codes that may be spoken.
        now: The office's wall clock, time-zone aware.
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

    @property
    def language(self) -> str | None:
        """Language of the call, or None before the caller's first words."""
        return self._language

    async def start(self, caller_number: str | None) -> list[Speech]:
        """Greet the caller."""
        return await self._step(CallStarted(self._now(), caller_number))

    async def hear(self, heard: HeardText) -> list[Speech]:
        """React to an utterance with words in it."""
        began = time.monotonic()
        language = self._choose_language(heard)
        understanding = await asyncio.to_thread(self._engine.understand, heard.text, language)
        timings = dict(heard.timings_ms or {})
        timings["understanding"] = round((time.monotonic() - began) * 1000)
        at = self._now()
        await self._records.add_turn(
            self._call_id,
            TurnRecord(
                speaker=Speaker.CALLER,
                text=heard.text,
                language=language,
                at=at,
                topic=understanding.topic,
                confidence=understanding.confidence,
                accepted=understanding.accepted,
                timings=timings,
            ),
        )
        return await self._step(UtteranceHeard(at, heard.text, language, understanding))

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

    async def note(self, kind: str, data: Mapping[str, int]) -> None:
        """Append a measurement to the record of the call."""
        await self._records.append(self._call_id, kind, data, self._now())

    async def end(self, reason: str) -> None:
        """Close the conversation and its record; ``reason`` is short and machine-readable."""
        await self._step(CallEnded(self._now()))
        await self._records.end_call(self._call_id, reason, self._now())

    def _choose_language(self, heard: HeardText) -> str:
        written = text_scores(heard.text, self._languages)
        scores = combine(heard.language_scores, written) if heard.language_scores else written
        choice = choose_language(
            scores,
            current=self._language,
            previous_lean=self._lean,
            words=len(heard.text.split()),
        )
        self._lean = choice.lean
        return choice.language

    async def _step(self, event: Event) -> list[Speech]:
        """Decide, and go on deciding while an action reports back."""
        speech: list[Speech] = []
        pending: list[Event] = [event]
        while pending:
            self._state, actions = self._dialogue.decide(self._state, pending.pop(0))
            await self._follow_language()
            for action in actions:
                if isinstance(action, BookCallback):
                    pending.append(await self._book(action))
                else:
                    await self._record_speech(action)
                    speech.append(action)
        return speech

    async def _follow_language(self) -> None:
        if self._state.language is not None and self._state.language != self._language:
            self._language = self._state.language
            await self._records.set_language(self._call_id, self._language)

    async def _book(self, booking: BookCallback) -> CallbackCommitted | CallbackRefused:
        try:
            reference = await self._records.book_callback(self._call_id, booking, self._now())
        except RecordsError:
            # Without the details: they hold the caller's name and number.
            logger.error("a callback could not be stored; the caller is told so")
            return CallbackRefused(self._now())
        return CallbackCommitted(self._now(), reference)

    async def _record_speech(self, action: Action) -> None:
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
