"""A media stream without a network: what Twilio says, and a socket that remembers what we say."""

import asyncio
import base64
import json
from typing import Any

from telephony.twilio.media_socket import SocketClosed

STREAM, CALL = "MZ" + "1" * 32, "CA" + "2" * 32


def connected() -> str:
    return json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})


def start(token: str, *, call_sid: str = CALL, encoding: str = "audio/x-mulaw") -> str:
    return json.dumps(
        {
            "event": "start",
            "sequenceNumber": "1",
            "streamSid": STREAM,
            "start": {
                "accountSid": "AC" + "3" * 32,
                "streamSid": STREAM,
                "callSid": call_sid,
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": encoding, "sampleRate": 8000, "channels": 1},
                "customParameters": {"token": token},
            },
        }
    )


def media(payload: bytes = b"\xff" * 160, *, stream_sid: str = STREAM) -> str:
    encoded = base64.b64encode(payload).decode()
    fields = {"track": "inbound", "chunk": "1", "timestamp": "20", "payload": encoded}
    return json.dumps(
        {"event": "media", "sequenceNumber": "3", "streamSid": stream_sid, "media": fields}
    )


def dtmf(digit: str) -> str:
    return json.dumps({"event": "dtmf", "streamSid": STREAM, "dtmf": {"digit": digit}})


def mark(name: str) -> str:
    return json.dumps({"event": "mark", "streamSid": STREAM, "mark": {"name": name}})


def stop() -> str:
    return json.dumps({"event": "stop", "streamSid": STREAM, "stop": {"callSid": CALL}})


class FakeSocket:
    """A ``MediaSocket`` fed by a test.

    Attributes:
        sent: Messages sent so far, decoded.
        closed: Close code and reason once closed by us.
    """

    def __init__(self, *incoming: str) -> None:
        self.sent: list[dict[str, Any]] = []
        self.closed: tuple[int, str] | None = None
        self.gone = False
        self._incoming: asyncio.Queue[str | None] = asyncio.Queue()
        self.receive(*incoming)

    def receive(self, *texts: str) -> None:
        """Let messages arrive."""
        for text in texts:
            self._incoming.put_nowait(text)

    def break_connection(self) -> None:
        """Let the connection break after the messages that have arrived."""
        self.gone = True
        self._incoming.put_nowait(None)

    @property
    def audio(self) -> bytes:
        """The mu-law of all media messages sent."""
        return b"".join(self.frames)

    @property
    def frames(self) -> list[bytes]:
        """The mu-law of each media message sent."""
        return [
            base64.b64decode(message["media"]["payload"])
            for message in self.sent
            if message["event"] == "media"
        ]

    @property
    def sent_events(self) -> list[str]:
        """The kinds of the messages sent, in order."""
        return [message["event"] for message in self.sent]

    async def receive_text(self) -> str:
        text = await self._incoming.get()
        if text is None:
            raise SocketClosed
        return text

    async def send_text(self, text: str) -> None:
        await asyncio.sleep(0)  # as a real socket does, let others run
        if self.gone or self.closed:
            raise SocketClosed
        self.sent.append(json.loads(text))

    async def close(self, code: int, reason: str) -> None:
        assert len(reason.encode()) <= 123
        assert self.closed is None
        self.closed = (code, reason)
