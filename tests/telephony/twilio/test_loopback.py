"""One call over a real websocket on the loopback interface."""

import asyncio
import base64
import json
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from telephony.active_calls import ActiveCalls
from telephony.call import AudioReceived, CallEvent, DigitPressed, HungUp, MarkReached
from telephony.g711 import encode_mulaw
from telephony.twilio.media_socket import SocketClosed
from telephony.twilio.stream import StreamRefused, open_twilio_call
from telephony.twilio.tokens import OneTimeTokens
from tests.telephony.twilio.fake_twilio import CALL, connected, dtmf, mark, media, start

TONE = (8000 * np.sin(2 * np.pi * 440 * np.arange(1600) / 8000)).astype(np.int16)


class WebsocketsSocket:
    """A ``MediaSocket`` over a connection of the websockets library."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    async def receive_text(self) -> str:
        try:
            return await self._connection.recv(decode=True)
        except ConnectionClosed as error:
            raise SocketClosed from error

    async def send_text(self, text: str) -> None:
        try:
            await self._connection.send(text)
        except ConnectionClosed as error:
            raise SocketClosed from error

    async def close(self, code: int, reason: str) -> None:
        await self._connection.close(code, reason)


class Switchboard:
    """Answers streams as the server does: plays a tone, hangs up once it was heard."""

    def __init__(self) -> None:
        self.tokens = OneTimeTokens(60)
        self.active_calls = ActiveCalls(limit=2)
        self.events: list[CallEvent] = []
        self.refusals: list[str] = []
        self.over = asyncio.Event()

    async def answer(self, connection: ServerConnection) -> None:
        try:
            call = await open_twilio_call(
                WebsocketsSocket(connection),
                self.tokens,
                self.active_calls,
                authentication_seconds=5,
            )
        except StreamRefused as refused:
            self.refusals.append(refused.reason)
            return
        await call.play(TONE)
        await call.mark("tone")
        async for event in call.events():
            self.events.append(event)
            if event == MarkReached("tone"):
                await call.hang_up()
        self.over.set()


async def receive(connection: ClientConnection) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(await connection.recv(decode=True))
    return fields


async def closing(connection: ClientConnection) -> tuple[int, str]:
    """Close code and reason, once the server has closed."""
    with suppress(ConnectionClosed):
        async for _ in connection:
            pass
    return connection.close_code or 0, connection.close_reason or ""


@pytest.mark.call
async def test_a_call_is_heard_answered_and_hung_up_after_the_last_word() -> None:
    switchboard = Switchboard()
    async with asyncio.timeout(10), serve(switchboard.answer, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}/") as twilio:
            await twilio.send(connected())
            await twilio.send(start(switchboard.tokens.issue(CALL, None, None)))
            await twilio.send(media(encode_mulaw(TONE[:160])))
            await twilio.send(dtmf("9"))
            audio = b""
            while (message := await receive(twilio))["event"] == "media":
                audio += base64.b64decode(message["media"]["payload"])
            assert audio == encode_mulaw(TONE)
            assert message["mark"]["name"] == "tone"
            await twilio.send(mark("tone"))
            assert await closing(twilio) == (1000, "")
        await switchboard.over.wait()
    heard, *others = switchboard.events
    assert isinstance(heard, AudioReceived)
    assert others == [DigitPressed("9"), MarkReached("tone"), HungUp("local")]
    assert len(switchboard.active_calls) == 0


@pytest.mark.call
async def test_a_stranger_is_shown_out_while_a_call_goes_on() -> None:
    switchboard = Switchboard()
    async with asyncio.timeout(10), serve(switchboard.answer, "127.0.0.1", 0) as server:
        url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/"
        async with connect(url) as twilio, connect(url) as stranger:
            await twilio.send(connected())
            await twilio.send(start(switchboard.tokens.issue(CALL, None, None)))
            assert (await receive(twilio))["event"] == "media"
            await stranger.send(connected())
            await stranger.send(start("guessed"))
            assert await closing(stranger) == (1008, "the token is unknown")
            await twilio.send(mark("tone"))
            assert await closing(twilio) == (1000, "")
        await switchboard.over.wait()
    assert switchboard.refusals == ["the token is unknown"]
