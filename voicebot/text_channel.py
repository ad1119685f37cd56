"""A conversation in text: the same decisions and records as on the telephone, without sound.

Waiting takes no time: the clock of the conversation is moved forward instead.
"""

from datetime import datetime, timedelta

from dialogs.actions import HangUp, Listen, Say
from voicebot.assistant import TextAssistant
from voicebot.conversation import Conversation, HeardText, Speech


class TextConversation:
    """One conversation with somebody who types.

    Args:
        assistant: What conversations share.
        channel: Name of the channel in the records.
    """

    def __init__(self, assistant: TextAssistant, channel: str) -> None:
        self._assistant = assistant
        self._channel = channel
        self._conversation: Conversation | None = None
        self._moved_on = timedelta()
        self._patience_seconds = 0.0
        self._ended_by: str | None = None

    @property
    def ended(self) -> bool:
        """Whether the assistant has hung up."""
        return self._ended_by is not None

    async def open(self, call_id: str, caller: str | None) -> list[str]:
        """Begin a call in the records; returns what the assistant says."""
        await self._assistant.records.start_call(call_id, self._channel, caller, self._now())
        self._conversation = self._assistant.conversation(call_id, now=self._now)
        return self._texts(await self._conversation.start(caller))

    async def say(self, text: str) -> list[str]:
        """Say something; returns the answer."""
        return self._texts(await self._open_conversation.hear(HeardText(text)))

    async def press(self, keys: str) -> list[str]:
        """Press keys; returns the answer."""
        return self._texts(await self._open_conversation.press(keys))

    async def keep_silent(self, seconds: float | None = None) -> list[str]:
        """Let time pass; returns what the assistant says whenever its patience runs out.

        Args:
            seconds: How long; None for just as long as the assistant is patient.
        """
        left = self._patience_seconds if seconds is None else seconds
        said: list[str] = []
        while not self.ended and left >= self._patience_seconds:
            left -= self._patience_seconds
            self._moved_on += timedelta(seconds=self._patience_seconds)
            said += self._texts(await self._open_conversation.silence())
        return said

    async def close(self) -> None:
        """Hang up, if the assistant has not, and close the record."""
        await self._open_conversation.end(self._ended_by or "caller")

    @property
    def _open_conversation(self) -> Conversation:
        if self._conversation is None:
            raise RuntimeError("the conversation has not been opened")
        return self._conversation

    def _now(self) -> datetime:
        return self._assistant.now() + self._moved_on

    def _texts(self, speech: list[Speech]) -> list[str]:
        said = []
        for action in speech:
            match action:
                case Say():
                    said.append(action.text)
                case Listen():
                    self._patience_seconds = action.patience_seconds
                case HangUp():
                    self._ended_by = f"assistant: {action.reason}"
        return said
