"""The JSON messages of Twilio Media Streams, read strictly and written.

Format: https://www.twilio.com/docs/voice/media-streams/websocket-messages. Fields that are not
needed are not looked at, since Twilio adds new ones; the needed ones must be exactly right.
Whatever is wrong, the reason says so without quoting the message: it may hold personal data.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Never

SAMPLE_RATE: Final = 8_000
"""Hertz, both directions; mu-law, one byte a sample."""

MAX_PAYLOAD_BYTES: Final = SAMPLE_RATE
"""One second. Twilio sends 20 ms at a time but does not promise it."""

# A message with the longest payload is 11 kB, one with all custom parameters far less.
_MAX_MESSAGE_CHARACTERS: Final = 32_768
_MAX_NAME_CHARACTERS: Final = 256
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MILLISECONDS: Final = re.compile(r"[0-9]{1,15}")
_DIGITS: Final = frozenset("0123456789*#ABCD")


class MediaStreamError(Exception):
    """A message is not one that Twilio sends.

    Attributes:
        reason: One sentence without personal data, short enough for a close frame (123 bytes).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Connected:
    """The websocket is open; the first message."""


@dataclass(frozen=True, slots=True)
class Start:
    """The stream begins: mu-law, 8000 Hz, mono, the caller's side only.

    Attributes:
        stream_sid: Identifier of the stream, repeated in every later message.
        call_sid: Identifier of the call, the one of the webhook.
        custom_parameters: The ``<Parameter>`` elements of the TwiML; hidden from logs, they hold
            the token.
    """

    stream_sid: str
    call_sid: str
    custom_parameters: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Media:
    """Sound from the caller.

    Attributes:
        stream_sid: Identifier of the stream.
        timestamp_ms: Milliseconds since the stream began.
        payload: Mu-law, 1 to 8000 bytes, usually 160 (20 ms).
    """

    stream_sid: str
    timestamp_ms: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Dtmf:
    """The caller pressed one key of ``0-9*#A-D``."""

    stream_sid: str
    digit: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything sent before the mark of this name was played or cleared."""

    stream_sid: str
    name: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The stream was stopped or the call has ended."""

    stream_sid: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event this program does not know; Twilio may add some at any time."""


Message = Connected | Start | Media | Dtmf | Mark | Stop | Unknown


def parse_message(text: str | bytes) -> Message:
    """Read one message from Twilio.

    Raises:
        MediaStreamError: The message is malformed, or its audio is not what we speak.
    """
    fields = _parse_object(text)
    parse = _PARSERS.get(_string(fields, "event"))
    return parse(fields) if parse else Unknown()


def media_message(stream_sid: str, payload: bytes) -> str:
    """Sound for the caller: mu-law at 8000 Hz, mono, without any file header."""
    encoded = base64.b64encode(payload).decode("ascii")
    return json.dumps({"event": "media", "streamSid": stream_sid, "media": {"payload": encoded}})


def mark_message(stream_sid: str, name: str) -> str:
    """A mark that Twilio sends back once all media before it was played or cleared."""
    return json.dumps({"event": "mark", "streamSid": stream_sid, "mark": {"name": name}})


def clear_message(stream_sid: str) -> str:
    """Drop all media that waits to be played; its marks are sent back at once."""
    return json.dumps({"event": "clear", "streamSid": stream_sid})


def _parse_object(text: str | bytes) -> dict[str, Any]:
    if len(text) > _MAX_MESSAGE_CHARACTERS:
        raise MediaStreamError("the message is too long")
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8")
        value = json.loads(decoded, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:  # ValueError: also bad UTF-8, endless numbers
        raise MediaStreamError("the message is not JSON") from error
    if not isinstance(value, dict):
        raise MediaStreamError("the message is not a JSON object")
    return value


def _refuse_constant(name: str) -> Never:
    raise ValueError(f"{name} is not JSON (RFC 8259, section 6)")


def _parse_start(fields: dict[str, Any]) -> Start:
    start = _object(fields, "start")
    media_format = _object(start, "mediaFormat")
    if _string(media_format, "encoding") != "audio/x-mulaw":
        raise MediaStreamError("mediaFormat.encoding is not audio/x-mulaw")
    for name, wanted in (("sampleRate", SAMPLE_RATE), ("channels", 1)):
        value = media_format.get(name)
        if type(value) is not int or value != wanted:  # True == 1, so the type matters
            raise MediaStreamError(f"mediaFormat.{name} is not {wanted}")
    if start.get("tracks") != ["inbound"]:
        raise MediaStreamError("tracks is not the inbound track alone")
    parameters = _object(start, "customParameters")
    if not all(isinstance(value, str) for value in parameters.values()):
        raise MediaStreamError("customParameters holds something other than text")
    stream_sid = _identifier(start, "streamSid")
    if _identifier(fields, "streamSid") != stream_sid:
        raise MediaStreamError("start names two streams")
    return Start(stream_sid, _identifier(start, "callSid"), parameters)


def _parse_media(fields: dict[str, Any]) -> Media:
    media = _object(fields, "media")
    if _string(media, "track") != "inbound":
        raise MediaStreamError("media.track is not inbound")
    timestamp = _string(media, "timestamp")
    if not _MILLISECONDS.fullmatch(timestamp):
        raise MediaStreamError("media.timestamp is not a number of milliseconds")
    try:
        payload = base64.b64decode(_string(media, "payload"), validate=True)
    except ValueError as error:
        raise MediaStreamError("media.payload is not base64") from error
    if not payload:
        raise MediaStreamError("media.payload is empty")
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise MediaStreamError("media.payload is longer than one second")
    return Media(_identifier(fields, "streamSid"), int(timestamp), payload)


def _parse_dtmf(fields: dict[str, Any]) -> Dtmf:
    digit = _string(_object(fields, "dtmf"), "digit")
    if digit not in _DIGITS:
        raise MediaStreamError("dtmf.digit is not a key of a telephone")
    return Dtmf(_identifier(fields, "streamSid"), digit)


def _parse_mark(fields: dict[str, Any]) -> Mark:
    name = _string(_object(fields, "mark"), "name")
    if not 0 < len(name) <= _MAX_NAME_CHARACTERS:
        raise MediaStreamError("mark.name is empty or too long")
    return Mark(_identifier(fields, "streamSid"), name)


def _parse_stop(fields: dict[str, Any]) -> Stop:
    return Stop(_identifier(fields, "streamSid"))


_PARSERS: Final[Mapping[str, Callable[[dict[str, Any]], Message]]] = {
    "connected": lambda _: Connected(),
    "start": _parse_start,
    "media": _parse_media,
    "dtmf": _parse_dtmf,
    "mark": _parse_mark,
    "stop": _parse_stop,
}


def _object(fields: dict[str, Any], name: str) -> dict[str, Any]:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise MediaStreamError(f"{name} is missing or not an object")
    return value


def _string(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise MediaStreamError(f"{name} is missing or not text")
    return value


def _identifier(fields: dict[str, Any], name: str) -> str:
    value = _string(fields, name)
    if not _IDENTIFIER.fullmatch(value):
        raise MediaStreamError(f"{name} is not an identifier")
    return value
