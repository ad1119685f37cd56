"""A conversation in text: the same decisions and records as on the telephone, without sound.

Waiting takes no time: the clock of the conversation is moved forward instead.
"""

from datetime import datetime, timedelta
from typing import Protocol

from dialogs.actions import Expectation, HangUp, Listen, Say, Transfer
from voicebot.assistant import TextAssistant
from voicebot.conversation import Conversation, HeardText, Speech

_TURN = timedelta(seconds=1)


class Line(Protocol):
    """What a telephone line can do besides speech, for conversations that imitate one."""

    async def transfer(self, transfer: Transfer) -> bool:
        """Put the caller through; False when nobody took the call."""
        ...

    async def start_recording(self) -> None:
        """Begin to record; raises ``OSError`` if that cannot be done."""
        ...


class TextConversation:
    """One conversation with somebody who types.

    Args:
        assistant: What conversations share.
        channel: Name of the channel in the records.
        line: A telephone line to imitate; None for a caller who types.
        starts_at: Begin of the conversation by a clock of its own (aware), which stands still but
            for silences and ``begin_turn``; None for the office's clock.
    """

    def __init__(
        self,
        assistant: TextAssistant,
        channel: str,
        *,
        line: Line | None = None,
        starts_at: datetime | None = None,
    ) -> None:
        self._assistant = assistant
        self._channel = channel
        self._line = line
        self._starts_at = starts_at
        self._conversation: Conversation | None = None
        self._moved_on = timedelta()
        self._patience_seconds = 0.0
        self._silent_seconds = 0.0
        self._ended_by: str | None = None
        self._said: list[Say] = []
        self._expects = Expectation.ANYTHING

    @property
    def said(self) -> tuple[Say, ...]:
        """Everything that the assistant has said, with its language and source."""
        return tuple(self._said)

    @property
    def expects(self) -> Expectation:
        """What the caller is likely to say next."""
        return self._expects

    @property
    def patience_seconds(self) -> float:
        """How long the assistant waits for the caller's next words."""
        return self._patience_seconds

    @property
    def ended(self) -> bool:
        """Whether the assistant has hung up, or put the caller through."""
        return self._ended_by is not None

    def now(self) -> datetime:
        """The clock of the conversation (aware)."""
        return (self._starts_at or self._assistant.now()) + self._moved_on

    async def open(self, call_id: str, caller: str | None) -> list[str]:
        """Begin a call in the records; returns what the assistant says."""
        await self._assistant.records.start_call(call_id, self._channel, caller, self.now())
        self._conversation = self._assistant.conversation(
            call_id,
            now=self.now,
            written=self._line is None,
            start_recorder=None if self._line is None else self._line.start_recording,
        )
        return await self._perform(await self._conversation.start(caller))

    def begin_turn(self) -> datetime:
        """Let the caller's next turn begin; returns its time (aware), later than all before it."""
        if self._starts_at is not None:
            self._moved_on += _TURN
        return self.now()

    async def say(
        self, text: str, *, language: str | None = None, confidence: float | None = None
    ) -> list[str]:
        """Say something; returns the answer.

        Args:
            text: The words.
            language: ISO 639-1 code of a language that they are known to be in.
            confidence: How sure a recogniser would be of them, 0 to 1; None for typed text.
        """
        scores = {language: 1.0} if language else None
        heard = HeardText(text, scores, confidence)
        return await self._perform(await self._open_conversation.hear(heard))

    async def press(self, keys: str) -> list[str]:
        """Press keys; returns the answer."""
        return await self._perform(await self._open_conversation.press(keys))

    async def be_unintelligible(self) -> list[str]:
        """Say something that the recogniser cannot take; returns the answer."""
        return await self._perform(await self._open_conversation.recognition_failed())

    async def be_silent(self) -> list[str]:
        """Have said nothing for as long as the assistant is patient, by the office's clock."""
        return await self._perform(await self._open_conversation.silence())

    async def sound_like_a_machine(self) -> list[str]:
        """Be a fax machine; returns the answer."""
        return await self._perform(await self._open_conversation.machine_heard())

    async def keep_silent(self, seconds: float | None = None) -> list[str]:
        """Let time pass; returns what the assistant says whenever its patience runs out.

        Args:
            seconds: How long; None for just as long as the assistant is patient.
        """
        left = self._patience_left if seconds is None else seconds
        said: list[str] = []
        while not self.ended and left >= self._patience_left:
            left -= self._patience_left
            self._moved_on += timedelta(seconds=self._patience_left)
            said += await self._perform(await self._open_conversation.silence())
        self._moved_on += timedelta(seconds=left)
        self._silent_seconds += left
        return said

    async def close(self, reason: str = "caller") -> None:
        """Hang up, if the assistant has not, and close the record.

        Args:
            reason: Why, if the assistant has not; short and machine-readable.
        """
        await self._open_conversation.end(self._ended_by or reason)

    @property
    def _open_conversation(self) -> Conversation:
        if self._conversation is None:
            raise RuntimeError("the conversation has not been opened")
        return self._conversation

    @property
    def _patience_left(self) -> float:
        return self._patience_seconds - self._silent_seconds

    async def _perform(self, speech: list[Speech]) -> list[str]:
        said = []
        for action in speech:
            match action:
                case Say():
                    self._said.append(action)
                    said.append(action.text)
                case Listen():
                    self._expects = action.expects
                    self._patience_seconds = action.patience_seconds
                    self._silent_seconds = 0.0
                case Transfer():
                    said += await self._put_through(action)
                case HangUp():
                    self._ended_by = f"assistant: {action.reason}"
        return said

    async def _put_through(self, transfer: Transfer) -> list[str]:
        if self._line is not None and await self._line.transfer(transfer):
            self._ended_by = "transferred"
            return []
        return await self._perform(await self._open_conversation.transfer_failed())
