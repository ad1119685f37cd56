"""The provider's side of the messages of Twilio Media Streams.

Format: https://www.twilio.com/docs/voice/media-streams/websocket-messages. Written here a second
time on purpose: a simulated provider that shares code with the server shares its mistakes.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telephony.call import Samples
from telephony.g711 import decode_mulaw, encode_mulaw

_MILLISECONDS_PER_CHUNK = 20


class StreamProtocolError(Exception):
    """The server sent something that Twilio would not accept."""


@dataclass(frozen=True, slots=True)
class MediaReceived:
    """Audio to be played to the caller, 8 kHz."""

    samples: Samples


@dataclass(frozen=True, slots=True)
class MarkReceived:
    """A mark to be sent back when the audio before it was played."""

    name: str


@dataclass(frozen=True, slots=True)
class ClearReceived:
    """The order to drop what has not been played."""


ServerMessage = MediaReceived | MarkReceived | ClearReceived


def parse_server_message(text: str | bytes, stream_sid: str) -> ServerMessage:
    """Read one message from the server.

    Raises:
        StreamProtocolError: It is none that Twilio takes, or it is for another stream.
    """
    if isinstance(text, bytes):
        raise StreamProtocolError("the server sent a binary message")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StreamProtocolError("the server sent something that is not JSON") from error
    if not isinstance(message, dict):
        raise StreamProtocolError("the server sent JSON that is not an object")
    if message.get("streamSid") != stream_sid:
        raise StreamProtocolError("the server sent a message for another stream")
    match message.get("event"):
        case "media":
            return MediaReceived(decode_mulaw(_payload(message)))
        case "mark":
            return MarkReceived(_text(message, "mark", "name"))
        case "clear":
            return ClearReceived()
        case _:
            raise StreamProtocolError("the server sent an unknown event")


def _payload(message: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(_text(message, "media", "payload"), validate=True)
    except ValueError as error:
        raise StreamProtocolError("the server sent media that is not base64") from error


def _text(message: Mapping[str, Any], part: str, name: str) -> str:
    fields = message.get(part)
    value = fields.get(name) if isinstance(fields, dict) else None
    if not isinstance(value, str) or not value:
        raise StreamProtocolError(f"the server sent a message without {part}.{name}")
    return value


class MessageWriter:
    """Writes the provider's messages of one stream, with their running numbers."""

    def __init__(self, account_sid: str, call_id: str, stream_sid: str) -> None:
        self._account_sid = account_sid
        self._call_id = call_id
        self._stream_sid = stream_sid
        self._sequence = 0
        self._chunks = 0

    @staticmethod
    def connected() -> str:
        """The first message."""
        return json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})

    def start(self, parameters: Mapping[str, str]) -> str:
        """The second message, with the ``<Parameter>`` elements of the TwiML."""
        start = {
            "accountSid": self._account_sid,
            "streamSid": self._stream_sid,
            "callSid": self._call_id,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": dict(parameters),
        }
        return self._message("start", {"start": start})

    def media(self, samples: Samples) -> str:
        """20 ms of the caller's voice."""
        media = {
            "track": "inbound",
            "chunk": str(self._chunks + 1),
            "timestamp": str(self._chunks * _MILLISECONDS_PER_CHUNK),
            "payload": base64.b64encode(encode_mulaw(samples)).decode("ascii"),
        }
        self._chunks += 1
        return self._message("media", {"media": media})

    def dtmf(self, digit: str) -> str:
        """A key pressed by the caller."""
        return self._message("dtmf", {"dtmf": {"track": "inbound_track", "digit": digit}})

    def mark(self, name: str) -> str:
        """The echo of a mark of the server."""
        return self._message("mark", {"mark": {"name": name}})

    def stop(self) -> str:
        """The last message: the caller has hung up."""
        stop = {"accountSid": self._account_sid, "callSid": self._call_id}
        return self._message("stop", {"stop": stop})

    def _message(self, event: str, fields: Mapping[str, Any]) -> str:
        self._sequence += 1
        return json.dumps(
            {
                "event": event,
                "sequenceNumber": str(self._sequence),
                **fields,
                "streamSid": self._stream_sid,
            }
        )
