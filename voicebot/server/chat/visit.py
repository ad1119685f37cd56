"""One chat: a conversation in text with somebody at the other end of a websocket."""

import asyncio
import time
import uuid
from dataclasses import replace

from loguru import logger
from starlette.websockets import WebSocket, WebSocketDisconnect

from telephony.twilio.media_socket import SocketClosed
from voicebot.assistant import TextAssistant
from voicebot.records.errors import RecordsError
from voicebot.server.chat.language_keys import keys_for
from voicebot.server.chat.messages import (
    Answer,
    Bye,
    Error,
    Incoming,
    Keys,
    LanguageChoice,
    MessageError,
    Refusal,
    Text,
    Words,
    read_message,
)
from voicebot.server.chat.pace import Pace
from voicebot.server.sockets import ServerSocket
from voicebot.settings import ChatSettings
from voicebot.text_channel import TextConversation

CHANNEL = "chat"
"""Name of the channel in the records."""

NORMAL, UNSUPPORTED, TOO_BIG, FAILED, TRY_LATER = 1000, 1003, 1009, 1011, 1013
"""Close codes of RFC 6455, section 7.4.1, and of IANA's registry."""

_SERVICE_RESTART = 1012
# The dialogue asks twice whether somebody is there; at the third silence it says goodbye.
_SILENCES = 3
# An astral character, escaped, has twelve; the rest of a message is far shorter.
_MOST_ESCAPED, _ENVELOPE = 12, 200


class _Left(Exception):  # noqa: N818 - what happened, not an error
    """The visitor is gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Closing(Exception):  # noqa: N818 - what happens, not an error
    """The socket is to be closed because of what came over it."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


async def carry_chat(websocket: WebSocket, assistant: TextAssistant) -> None:
    """Greet a visitor and answer until one side ends the chat; then the socket is closed.

    Args:
        websocket: Already accepted.
        assistant: What conversations share.
    """
    socket = ServerSocket(websocket)
    try:
        code, reason = await _Visit(websocket, socket, assistant).carry()
    except RecordsError as error:
        logger.error("a chat was broken off: {}", error)
        try:
            await socket.send_text(Error(error=Refusal.FAILED).model_dump_json())
        except SocketClosed:
            return
        code, reason = FAILED, "nothing could be recorded"
    await socket.close(code, reason)


def for_typing(assistant: TextAssistant) -> TextAssistant:
    """The assistant with the patience that people who type need."""
    chat = assistant.settings.chat
    house = replace(
        assistant.house,
        patience_seconds=chat.idle_seconds / _SILENCES,
        max_call_seconds=chat.max_seconds,
    )
    return TextAssistant(assistant.settings, house, assistant.engine, assistant.records)


class _Visit:
    def __init__(
        self, websocket: WebSocket, socket: ServerSocket, assistant: TextAssistant
    ) -> None:
        self._websocket = websocket
        self._socket = socket
        self._settings: ChatSettings = assistant.settings.chat
        self._languages = assistant.house.languages
        self._conversation = TextConversation(for_typing(assistant), CHANNEL)
        self._pace = Pace(self._settings.messages_per_minute)
        self._shown = 0
        self._begun = False
        self._idle_since = time.monotonic()

    async def carry(self) -> tuple[int, str]:
        """Returns with which code and reason the socket is to be closed."""
        await self._conversation.open(f"chat-{uuid.uuid4().hex}", None)
        # What ends the program or this task ends the record, too.
        ended_by = "server"
        try:
            await self._show()
            while not self._conversation.ended:
                message = await self._receive()
                if message is None:
                    await self._be_silent()
                else:
                    self._idle_since = time.monotonic()
                    await self._take(message)
        except _Left as left:
            ended_by = left.reason
        except _Closing as closing:
            ended_by = f"closed: {closing.code}"
            return closing.code, closing.reason
        except SocketClosed:
            ended_by = "caller"
        finally:
            await self._conversation.close(ended_by)
        return NORMAL, "the conversation is over"

    async def _receive(self) -> str | None:
        """The next message, or None if there was none for as long as was agreed."""
        left = self._idle_since + self._settings.idle_seconds - time.monotonic()
        patience = min(self._conversation.patience_seconds, max(left, 0.0))
        try:
            async with asyncio.timeout(patience):
                message = await self._websocket.receive()
        except TimeoutError:
            return None
        except (RuntimeError, WebSocketDisconnect) as error:
            raise _Left("caller") from error
        if message["type"] == "websocket.disconnect":
            raise _Left("server" if message.get("code") == _SERVICE_RESTART else "caller")
        text = message.get("text")
        if not isinstance(text, str):
            raise _Closing(UNSUPPORTED, "messages are text")
        if len(text) > self._settings.max_message_characters * _MOST_ESCAPED + _ENVELOPE:
            raise _Closing(TOO_BIG, "the message is too big")
        return text

    async def _take(self, text: str) -> None:
        if not self._pace.take():
            await self._refuse(Refusal.TOO_MANY)
            return
        try:
            message = read_message(text)
        except MessageError:
            await self._refuse(Refusal.MALFORMED)
            return
        refusal = self._objection(message)
        if refusal is not None:
            await self._refuse(refusal)
            return
        await self._answer(message)

    def _objection(self, message: Incoming) -> Refusal | None:
        match message:
            case Words(say=words) if len(words) > self._settings.max_message_characters:
                return Refusal.TOO_LONG
            case LanguageChoice(language=language) if language not in self._languages:
                return Refusal.UNKNOWN_LANGUAGE
            case LanguageChoice() if self._begun:
                return Refusal.LANGUAGE_TOO_LATE
            case _:
                return None

    async def _answer(self, message: Incoming) -> None:
        match message:
            case Bye():
                await self._socket.send_text(Answer(texts=(), ended=True).model_dump_json())
                raise _Left("caller")
            case Words(say=words):
                self._begun = True
                await self._conversation.say(words)
            case Keys(keys=keys):
                self._begun = True
                await self._conversation.press(keys)
            case LanguageChoice(language=language):
                for key in keys_for(language, self._languages):
                    # Who presses on does not wait until the menu has been read out.
                    self._shown = len(self._conversation.said)
                    await self._conversation.press(key)
        await self._show()

    async def _be_silent(self) -> None:
        await self._conversation.be_silent()
        overdue = time.monotonic() - self._idle_since >= self._settings.idle_seconds
        # Who asked for more time has had it; three silences end any conversation.
        for _ in range(_SILENCES if overdue else 0):
            if not self._conversation.ended:
                self._shown = len(self._conversation.said)
                await self._conversation.be_silent()
        await self._show()
        if overdue and not self._conversation.ended:
            raise _Left("idle")

    async def _show(self) -> None:
        said = self._conversation.said
        texts = tuple(
            Text(text=say.text, language=say.language, source=say.source)
            for say in said[self._shown :]
        )
        self._shown = len(said)
        answer = Answer(
            texts=texts, ended=self._conversation.ended, expects=self._conversation.expects
        )
        await self._socket.send_text(answer.model_dump_json())

    async def _refuse(self, refusal: Refusal) -> None:
        await self._socket.send_text(Error(error=refusal).model_dump_json())
