"""A server with an auth token takes signed requests and no others."""

import uuid

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.calls.conftest import AUTH_TOKEN, ServerProcess
from voicebot.simulation.webhook import (
    CallRefusedError,
    Signer,
    reachable_stream_url,
    request_stream,
)

pytestmark = [pytest.mark.call, pytest.mark.speech]


async def test_only_signed_requests_are_taken(signed_server: ServerProcess) -> None:
    call_id = f"CA{uuid.uuid4().hex}"
    url = signed_server.url
    for wrong in (Signer(None), Signer("another secret")):
        with pytest.raises(CallRefusedError, match="403"):
            request_stream(url, None, call_id, "+493023125101", wrong)

    right = Signer(AUTH_TOKEN)
    invitation = request_stream(url, None, call_id, "+493023125101", right)

    stream_url = reachable_stream_url(invitation, url)
    for wrong in (Signer(None), Signer("another secret")):
        with pytest.raises((InvalidStatus, ConnectionClosed)):
            async with connect(
                stream_url, additional_headers=wrong.headers(invitation.url, {}), proxy=None
            ) as socket:
                await socket.recv()
    async with connect(
        stream_url, additional_headers=right.headers(invitation.url, {}), proxy=None
    ) as socket:
        await socket.send('{"event": "connected", "protocol": "Call", "version": "1.0.0"}')
