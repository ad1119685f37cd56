"""What the stock pipeline says: decided by our understanding and dialogue, as in our server.

So both ways say the same words after the same words, and the comparison is one of speech alone.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from pipecat.frames.frames import EndWorkerFrame, Frame, LLMContextFrame, TTSSpeakFrame
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from dialogs.actions import Action, HangUp, Request, Say
from dialogs.dialogue import Dialogue
from dialogs.events import CallbackRefused, CallStarted, Event, UtteranceHeard
from intents.understanding import UnderstandingEngine


class StockDialogue:
    """One conversation in one language, of which nothing is recorded.

    Args:
        dialogue: Decides what to say.
        engine: Reads sentences.
        language: ISO 639-1 code of the whole call; the only voice it has speaks this.
        now: The office's wall clock, time-zone aware.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        engine: UnderstandingEngine,
        language: str,
        now: Callable[[], datetime],
    ) -> None:
        self._dialogue = dialogue
        self._engine = engine
        self._language = language
        self._now = now
        self._state = dialogue.initial_state()

    def greet(self) -> list[Say]:
        """The first words, those in the language of the call."""
        said = [
            action for action in self._step(CallStarted(self._now())) if isinstance(action, Say)
        ]
        return [say for say in said if say.language == self._language]

    def hear(self, text: str) -> list[Say | HangUp]:
        """Answer a turn of the caller; ``text`` is empty when nothing was recognised."""
        words = text.strip()
        understanding = self._engine.understand(words, self._language) if words else None
        actions = self._step(UtteranceHeard(self._now(), words, self._language, understanding))
        return [action for action in actions if isinstance(action, Say | HangUp)]

    def _step(self, event: Event) -> list[Action]:
        done: list[Action] = []
        pending = [event]
        while pending:
            self._state, actions = self._dialogue.decide(self._state, pending.pop(0))
            done += actions
            # There are no records in which a callback could be booked.
            pending += [CallbackRefused(self._now()) for one in actions if isinstance(one, Request)]
        return done


class DialogueProcessor(FrameProcessor):
    """Stands where a pipeline of pipecat's examples has its language model.

    Args:
        dialogue: Answers.
    """

    def __init__(self, dialogue: StockDialogue) -> None:
        super().__init__()
        self._stock_dialogue = dialogue

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer the user's turn at the end of a context; pass on everything else."""
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        text = last_words(frame.context)
        for action in await asyncio.to_thread(self._stock_dialogue.hear, text):
            match action:
                case Say():
                    await self.push_frame(TTSSpeakFrame(action.text))
                case HangUp():
                    await self.push_frame(EndWorkerFrame())


def last_words(context: LLMContext) -> str:
    """What the user said last; empty when the last message is not the user's.

    pipecat appends a message of its own when a turn had no words.
    """
    messages = context.get_messages()
    last = messages[-1] if messages else None
    if not isinstance(last, dict) or last.get("role") != "user":
        return ""
    content = last.get("content")
    return content if isinstance(content, str) else ""
