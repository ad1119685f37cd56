"""What a provider should never send ends only its own call."""

import base64
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import requests
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.calls.conftest import ServerProcess
from voicebot.simulation.webhook import (
    Signer,
    StreamInvitation,
    reachable_stream_url,
    request_stream,
)

pytestmark = [pytest.mark.call, pytest.mark.speech]

SILENCE = base64.b64encode(b"\xff" * 160).decode()


def invite(server: ServerProcess, call_id: str) -> StreamInvitation:
    return request_stream(server.url, None, call_id, "+493023125101", Signer(None))


def start_message(call_id: str, parameters: dict[str, str], **changes: Any) -> dict[str, Any]:
    media_format = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    return {
        "event": "start",
        "sequenceNumber": "1",
        "streamSid": "MZ" + "1" * 32,
        "start": {
            "accountSid": "AC" + "0" * 32,
            "streamSid": "MZ" + "1" * 32,
            "callSid": call_id,
            "tracks": ["inbound"],
            "mediaFormat": media_format,
            "customParameters": parameters,
            **changes,
        },
    }


def media_message(payload: str) -> dict[str, Any]:
    return {
        "event": "media",
        "sequenceNumber": "2",
        "streamSid": "MZ" + "1" * 32,
        "media": {"track": "inbound", "chunk": "1", "timestamp": "20", "payload": payload},
    }


@asynccontextmanager
async def stream(server: ServerProcess) -> AsyncIterator[ClientConnection]:
    url = server.url.replace("http", "ws", 1) + "/twilio/media"
    async with connect(url, compression=None, proxy=None) as socket:
        await send(socket, {"event": "connected", "protocol": "Call", "version": "1.0.0"})
        yield socket


async def send(socket: ClientConnection, message: object) -> None:
    await socket.send(json.dumps(message))


async def closing(socket: ClientConnection) -> tuple[int | None, str | None]:
    """Read until the server closes; returns its code and reason."""
    try:
        while True:
            await socket.recv()
    except ConnectionClosed:
        return socket.close_code, socket.close_reason


async def first_audio(socket: ClientConnection) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = json.loads(await socket.recv())
        if message["event"] == "media":
            return message


@asynccontextmanager
async def good_call(server: ServerProcess) -> AsyncIterator[ClientConnection]:
    """A call in progress that has heard the greeting begin, and still hears it afterwards."""
    call_id = f"CA{uuid.uuid4().hex}"
    invitation = invite(server, call_id)
    async with connect(
        reachable_stream_url(invitation, server.url), compression=None, proxy=None
    ) as socket:
        await send(socket, {"event": "connected", "protocol": "Call", "version": "1.0.0"})
        await send(socket, start_message(call_id, dict(invitation.parameters)))
        await first_audio(socket)
        yield socket
        await send(socket, media_message(SILENCE))
        await first_audio(socket)
        await send(socket, {"event": "stop", "streamSid": "MZ" + "1" * 32, "stop": {}})


@pytest.mark.parametrize(
    ("message", "code", "reason"),
    [
        ("this is not JSON", 1003, "JSON"),
        (json.dumps(media_message(SILENCE)), 1003, "connected and start"),
        (json.dumps(start_message("CA1", {})), 1008, "token"),
        (json.dumps(start_message("CA1", {"token": "invented"})), 1008, "token"),
        (
            json.dumps(
                start_message(
                    "CA1",
                    {},
                    mediaFormat={"encoding": "audio/l16", "sampleRate": 8000, "channels": 1},
                )
            ),
            1003,
            "",
        ),
    ],
)
async def test_a_stream_that_introduces_itself_badly_is_closed_alone(
    server: ServerProcess, message: str, code: int, reason: str
) -> None:
    async with good_call(server), stream(server) as bad:
        await bad.send(message)
        closed_with, why = await closing(bad)
    assert closed_with == code
    assert reason in (why or "")


@pytest.mark.parametrize("payload", ["", "not base64!", base64.b64encode(b"\x00" * 9000).decode()])
async def test_a_bad_payload_in_a_call_ends_that_call_alone(
    server: ServerProcess, payload: str
) -> None:
    call_id = f"CA{uuid.uuid4().hex}"
    invitation = invite(server, call_id)
    async with good_call(server), stream(server) as bad:
        await send(bad, start_message(call_id, dict(invitation.parameters)))
        await first_audio(bad)
        await send(bad, media_message(payload))
        assert (await closing(bad))[0] == 1003


async def test_a_second_stream_for_a_call_is_refused_and_the_first_goes_on(
    server: ServerProcess,
) -> None:
    call_id = f"CA{uuid.uuid4().hex}"
    first_token = dict(invite(server, call_id).parameters)
    second_token = dict(invite(server, call_id).parameters)
    async with stream(server) as first, stream(server) as second:
        await send(first, start_message(call_id, first_token))
        await first_audio(first)
        await send(second, start_message(call_id, second_token))
        assert (await closing(second))[0] == 1008
        await send(first, media_message(SILENCE))
        await first_audio(first)


async def test_a_token_works_once(server: ServerProcess) -> None:
    call_id = f"CA{uuid.uuid4().hex}"
    token = dict(invite(server, call_id).parameters)
    async with stream(server) as first:
        await send(first, start_message(call_id, token))
        await first_audio(first)
    async with stream(server) as again:
        await send(again, start_message(call_id, token))
        assert (await closing(again))[0] == 1008


def test_a_webhook_without_a_call_is_one_clear_sentence(server: ServerProcess) -> None:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(f"{server.url}/twilio/voice", data={"From": "+493023125101"})
    assert (answer.status_code, answer.text) == (400, "the form has no CallSid")


def test_the_server_still_says_that_it_is_well(server: ServerProcess) -> None:
    with requests.Session() as session:
        session.trust_env = False
        health = session.get(f"{server.url}/health").json()
    assert health["status"] == "ok"
