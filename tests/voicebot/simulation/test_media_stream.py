import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.g711 import encode_mulaw
from telephony.twilio import messages as server_side
from voicebot.simulation.media_stream import (
    ClearReceived,
    MarkReceived,
    MediaReceived,
    MessageWriter,
    StreamProtocolError,
    parse_server_message,
)

_SID = "MZ" + "1" * 32

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(["event", "media", "payload", "mark", "name", "streamSid"]),
            children,
            max_size=4,
        )
    ),
    max_leaves=8,
)


def test_what_the_server_sends_is_understood() -> None:
    payload = encode_mulaw(np.array([0, 1000, -1000], np.int16))

    media = parse_server_message(server_side.media_message(_SID, payload), _SID)
    mark = parse_server_message(server_side.mark_message(_SID, "m1"), _SID)
    clear = parse_server_message(server_side.clear_message(_SID), _SID)

    assert isinstance(media, MediaReceived)
    assert np.abs(media.samples - np.array([0, 1000, -1000])).max() < 40
    assert mark == MarkReceived("m1")
    assert clear == ClearReceived()


def test_what_the_caller_sends_is_understood_by_the_server() -> None:
    writer = MessageWriter("AC" + "0" * 32, "CA" + "2" * 32, _SID)
    tick = np.zeros(160, np.int16)

    read = [
        server_side.parse_message(text)
        for text in (
            writer.connected(),
            writer.start({"token": "t"}),
            writer.media(tick),
            writer.media(tick),
            writer.dtmf("5"),
            writer.mark("m1"),
            writer.stop(),
        )
    ]

    assert read == [
        server_side.Connected(),
        server_side.Start(_SID, "CA" + "2" * 32, {"token": "t"}),
        server_side.Media(_SID, 0, b"\xff" * 160),
        server_side.Media(_SID, 20, b"\xff" * 160),
        server_side.Dtmf(_SID, "5"),
        server_side.Mark(_SID, "m1"),
        server_side.Stop(_SID),
    ]


def test_messages_and_chunks_are_numbered_from_one() -> None:
    writer = MessageWriter("AC", "CA", _SID)
    sent = [
        json.loads(text)
        for text in (
            writer.start({}),
            writer.media(np.zeros(160, np.int16)),
            writer.mark("a"),
            writer.media(np.zeros(160, np.int16)),
        )
    ]

    assert [one["sequenceNumber"] for one in sent] == ["1", "2", "3", "4"]
    assert [sent[1]["media"]["chunk"], sent[3]["media"]["chunk"]] == ["1", "2"]


@pytest.mark.parametrize(
    "message",
    [
        "{",
        "[]",
        b"{}",
        {"event": "media", "streamSid": "other", "media": {"payload": ""}},
        {"event": "media", "streamSid": _SID},
        {"event": "media", "streamSid": _SID, "media": {"payload": "%"}},
        {"event": "media", "streamSid": _SID, "media": {"payload": 5}},
        {"event": "mark", "streamSid": _SID, "mark": {"name": ""}},
        {"event": "stop", "streamSid": _SID},
    ],
)
def test_what_twilio_would_not_take_is_a_protocol_error(message: Any) -> None:
    text = json.dumps(message) if isinstance(message, dict) else message

    with pytest.raises(StreamProtocolError, match=r"^the server sent"):
        parse_server_message(text, _SID)


@given(st.one_of(st.text(max_size=60), st.binary(max_size=20), _JSON.map(json.dumps)))
def test_no_message_does_worse_than_a_protocol_error(message: str | bytes) -> None:
    with pytest.raises(StreamProtocolError):
        parse_server_message(message, _SID)


@given(st.binary(min_size=1, max_size=400))
def test_media_of_any_length_is_taken(payload: bytes) -> None:
    text = json.dumps(
        {
            "event": "media",
            "streamSid": _SID,
            "media": {"payload": base64.b64encode(payload).decode()},
        }
    )

    message = parse_server_message(text, _SID)

    assert isinstance(message, MediaReceived)
    assert len(message.samples) == len(payload)
