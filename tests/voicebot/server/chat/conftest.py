"""A real server with the chat on it, and browsers that are websockets.

Records, dialogue and sockets are real; the engine knows a few sentences.
"""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import uvicorn
from pipecat.workers.runner import WorkerRunner
from websockets.asyncio.client import ClientConnection, connect

from intents.slots import extract_slots
from intents.understanding import Alternative, Understanding
from telephony.active_calls import ActiveCalls
from telephony.twilio.tokens import OneTimeTokens
from tests.dialogs.script import TUESDAY_MORNING, shipped_house
from voicebot.assistant import Assistant, TextAssistant
from voicebot.records.store import Records
from voicebot.server.app import create_app
from voicebot.server.lines import Lines
from voicebot.settings import ChatSettings, Settings

_BEGAN = time.monotonic()
MEANINGS = {
    "Was kostet das?": "fees",
    "How much is it?": "fees",
    "Bitte rufen Sie mich zurück.": "callback",
    "Auf Wiederhören.": "goodbye",
}


class FakeEngine:
    """Understands the sentences above and nothing else; slots are read from the words."""

    def understand(self, text: str, language: str) -> Understanding:
        topic = MEANINGS.get(text)
        slots = extract_slots(text, language)
        if topic is None:
            return Understanding(language, None, 0.0, accepted=False, slots=slots)
        alternatives = (Alternative(topic, 0.9),)
        return Understanding(
            language, topic, 0.9, accepted=True, alternatives=alternatives, slots=slots
        )


class AssistantOnTuesday(TextAssistant):
    """Begins on a day on which callbacks can be booked; its time passes as anywhere."""

    def now(self) -> datetime:
        return TUESDAY_MORNING + timedelta(seconds=time.monotonic() - _BEGAN)


class Browser:
    """The page's side of the socket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def receive(self) -> dict[str, Any]:
        async with asyncio.timeout(20):
            message = json.loads(await self.connection.recv())
        assert isinstance(message, dict)
        return message

    async def send(self, **message: object) -> dict[str, Any]:
        await self.connection.send(json.dumps(message))
        return await self.receive()

    async def closed(self) -> int:
        """Wait until the server has closed the socket; returns the code."""
        async with asyncio.timeout(20):
            await self.connection.wait_closed()
        assert self.connection.close_code is not None
        return self.connection.close_code


@dataclass(frozen=True, slots=True)
class ChatServer:
    address: str
    lines: Lines
    records: Records
    stop: Callable[[], None]

    @asynccontextmanager
    async def visit(self, **options: Any) -> AsyncIterator[Browser]:
        async with connect(f"ws://{self.address}/chat/socket", **options) as connection:
            yield Browser(connection)


StartServer = Callable[..., Awaitable[ChatServer]]


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def sources(answer: dict[str, Any]) -> list[str]:
    return [text["source"] for text in answer["texts"]]


@pytest.fixture
async def start_server(tmp_path: Path) -> AsyncIterator[StartServer]:
    """Starts a server with other settings of the chat, once a test."""
    async with AsyncExitStack() as stack:

        async def start(**chat: Any) -> ChatServer:
            settings = Settings(chat=ChatSettings(enabled=True, **chat))
            records = await stack.enter_async_context(
                Records.open(f"sqlite:///{tmp_path / 'records.db'}")
            )
            assistant = AssistantOnTuesday(settings, shipped_house(), FakeEngine(), records)
            lines = Lines(
                assistant=cast("Assistant", assistant),
                runner=cast("WorkerRunner", SimpleNamespace()),
                tokens=OneTimeTokens(60.0),
                active_calls=ActiveCalls(1),
            )
            address, stop = await stack.enter_async_context(_serving(lines))
            return ChatServer(address, lines, records, stop)

        yield start


@pytest.fixture
async def server(start_server: StartServer) -> ChatServer:
    return await start_server()


@asynccontextmanager
async def _serving(lines: Lines) -> AsyncIterator[tuple[str, Callable[[], None]]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            create_app(lines),
            lifespan="off",
            log_config=None,
            ws="websockets-sansio",
            timeout_graceful_shutdown=2,
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))

        def stop() -> None:
            server.should_exit = True

        try:
            yield "{}:{}".format(*listener.getsockname()), stop
        finally:
            stop()
            await serving
