"""Media Streams messages: what Twilio sends is read, anything else is one clear error."""

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.twilio.messages import (
    Connected,
    Dtmf,
    Mark,
    Media,
    MediaStreamError,
    Start,
    Stop,
    Unknown,
    clear_message,
    mark_message,
    media_message,
    parse_message,
)

Fields = dict[str, Any]

STREAM, CALL = "MZ" + "1" * 32, "CA" + "2" * 32


def connected() -> Fields:
    return {"event": "connected", "protocol": "Call", "version": "1.0.0"}


def start() -> Fields:
    return {
        "event": "start",
        "sequenceNumber": "1",
        "streamSid": STREAM,
        "start": {
            "accountSid": "AC" + "3" * 32,
            "streamSid": STREAM,
            "callSid": CALL,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"token": "secret"},
        },
    }


def media(payload: bytes = b"\xff" * 160) -> Fields:
    encoded = base64.b64encode(payload).decode()
    return {
        "event": "media",
        "sequenceNumber": "3",
        "streamSid": STREAM,
        "media": {"track": "inbound", "chunk": "1", "timestamp": "20", "payload": encoded},
    }


def dtmf(digit: str = "1") -> Fields:
    return {
        "event": "dtmf",
        "sequenceNumber": "5",
        "streamSid": STREAM,
        "dtmf": {"track": "inbound_track", "digit": digit},
    }


def mark(name: str = "end") -> Fields:
    return {"event": "mark", "sequenceNumber": "4", "streamSid": STREAM, "mark": {"name": name}}


def stop() -> Fields:
    return {
        "event": "stop",
        "sequenceNumber": "9",
        "streamSid": STREAM,
        "stop": {"accountSid": "AC" + "3" * 32, "callSid": CALL},
    }


ALL_MESSAGES: list[Callable[[], Fields]] = [connected, start, media, dtmf, mark, stop]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def parse(fields: Any) -> object:
    return parse_message(json.dumps(fields))


def reason(fields: Any) -> str:
    with pytest.raises(MediaStreamError) as caught:
        parse(fields)
    assert len(caught.value.reason.encode()) <= 123  # the limit of a close frame
    return caught.value.reason


def with_value(fields: Fields, path: str, value: object) -> Fields:
    """``fields`` with the value at the dotted path replaced."""
    *parents, last = path.split(".")
    inner = fields
    for parent in parents:
        inner = inner[parent]
    inner[last] = value
    return fields


def test_messages_of_a_call_are_read() -> None:
    assert parse(connected()) == Connected()
    assert parse(start()) == Start(STREAM, CALL, {"token": "secret"})
    assert parse(media(b"\x01\x02")) == Media(STREAM, 20, b"\x01\x02")
    assert parse(dtmf("#")) == Dtmf(STREAM, "#")
    assert parse(mark("end")) == Mark(STREAM, "end")
    assert parse(stop()) == Stop(STREAM)


def test_bytes_are_read_like_text() -> None:
    assert parse_message(json.dumps(stop()).encode()) == Stop(STREAM)


def test_an_event_of_tomorrow_is_unknown_not_an_error() -> None:
    assert parse({"event": "weather", "weather": {"rain": True}}) == Unknown()


@given(payload=st.binary(min_size=1, max_size=8000), timestamp=st.integers(0, 10**15 - 1))
def test_audio_of_any_size_up_to_a_second_arrives_unchanged(payload: bytes, timestamp: int) -> None:
    fields = with_value(media(payload), "media.timestamp", str(timestamp))
    assert parse(fields) == Media(STREAM, timestamp, payload)


@given(parameters=st.dictionaries(st.text(max_size=20), st.text(max_size=100), max_size=5))
def test_custom_parameters_arrive_unchanged(parameters: dict[str, str]) -> None:
    fields = with_value(start(), "start.customParameters", parameters)
    assert parse(fields) == Start(STREAM, CALL, parameters)


@given(name=st.text(min_size=1, max_size=256))
def test_a_mark_that_is_sent_back_as_it_was_keeps_its_name(name: str) -> None:
    assert parse_message(mark_message(STREAM, name)) == Mark(STREAM, name)


@given(payload=st.binary(max_size=400))
def test_audio_for_the_caller_is_what_twilio_documents(payload: bytes) -> None:
    fields = json.loads(media_message(STREAM, payload))
    assert base64.b64decode(fields["media"].pop("payload"), validate=True) == payload
    assert fields == {"event": "media", "streamSid": STREAM, "media": {}}


def test_clear_is_what_twilio_documents() -> None:
    assert json.loads(clear_message(STREAM)) == {"event": "clear", "streamSid": STREAM}


@given(text=st.text() | st.binary())
def test_arbitrary_text_and_bytes_are_at_most_a_media_stream_error(text: str | bytes) -> None:
    with pytest.raises(MediaStreamError):
        parse_message(text)


@given(value=json_values)
def test_arbitrary_json_is_at_most_a_media_stream_error(value: object) -> None:
    with pytest.raises(MediaStreamError):
        parse(value)


@given(data=st.data(), build=st.sampled_from(ALL_MESSAGES))
def test_a_message_with_a_field_replaced_or_missing_is_at_most_a_media_stream_error(
    data: st.DataObject, build: Callable[[], Fields]
) -> None:
    fields = build()
    inner: Fields = fields
    while True:
        name = data.draw(st.sampled_from(sorted(inner)))
        if isinstance(inner[name], dict) and inner[name] and data.draw(st.booleans()):
            inner = inner[name]
            continue
        break
    if data.draw(st.booleans()):
        del inner[name]
    else:
        inner[name] = data.draw(json_values)
    with suppress(MediaStreamError):
        parse(fields)


@pytest.mark.parametrize(
    "text",
    ["", "{", "nonsense", "[" * 20_000, "1" * 6000, '{"event": NaN}', b"\xff\xfe", "\ud800"],
)
def test_what_is_not_json_is_said_not_to_be(text: str | bytes) -> None:
    with pytest.raises(MediaStreamError, match="not JSON"):
        parse_message(text)


def test_an_endless_message_is_refused_before_it_is_read() -> None:
    with pytest.raises(MediaStreamError, match="too long"):
        parse_message(" " * 40_000 + "{}")


@pytest.mark.parametrize("value", [None, 1, "text", [], [connected()]])
def test_a_message_is_an_object(value: object) -> None:
    assert reason(value) == "the message is not a JSON object"


@pytest.mark.parametrize("value", [{}, {"event": 1}, {"event": None}, {"Event": "stop"}])
def test_a_message_names_its_event(value: Fields) -> None:
    assert reason(value) == "event is missing or not text"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("encoding", "audio/x-alaw"),
        ("encoding", None),
        ("sampleRate", 16000),
        ("sampleRate", "8000"),
        ("sampleRate", 8000.0),
        ("channels", 2),
        ("channels", True),
    ],
)
def test_a_stream_that_is_not_mulaw_8000_hertz_mono_is_refused(path: str, value: object) -> None:
    fields = with_value(start(), f"start.mediaFormat.{path}", value)
    assert path in reason(fields)


@pytest.mark.parametrize("tracks", [["outbound"], ["inbound", "outbound"], [], None, "inbound"])
def test_a_stream_with_another_track_than_the_callers_is_refused(tracks: object) -> None:
    assert "track" in reason(with_value(start(), "start.tracks", tracks))


def test_media_of_another_track_than_the_callers_is_refused() -> None:
    assert "track" in reason(with_value(media(), "media.track", "outbound"))


@pytest.mark.parametrize("payload", ["not base64!", "YQ", "YQ==YQ==", "YQ==\n", "ä", "=", "a-_b"])
def test_a_payload_that_is_not_base64_is_refused(payload: str) -> None:
    fields = with_value(media(), "media.payload", payload)
    assert reason(fields) == "media.payload is not base64"


def test_an_empty_payload_is_refused() -> None:
    assert reason(media(b"")) == "media.payload is empty"


def test_a_payload_of_more_than_a_second_is_refused() -> None:
    assert reason(media(bytes(8001))) == "media.payload is longer than one second"


@pytest.mark.parametrize("timestamp", ["", "-1", "1.5", "٣", "9" * 16, " 1"])
def test_a_timestamp_is_a_number_of_milliseconds(timestamp: str) -> None:
    assert "timestamp" in reason(with_value(media(), "media.timestamp", timestamp))


@pytest.mark.parametrize("digit", ["", "12", "E", "a", "+", "٣"])
def test_a_digit_is_one_key_of_a_telephone(digit: str) -> None:
    assert "digit" in reason(dtmf(digit))


@pytest.mark.parametrize("name", ["", "x" * 257])
def test_a_mark_has_a_name(name: str) -> None:
    assert "mark.name" in reason(mark(name))


@pytest.mark.parametrize("sid", ["", "MZ 1", "MZ\n1", "x" * 65, "MZ1\n"])
@pytest.mark.parametrize("build", [media, dtmf, mark, stop, start])
def test_a_stream_has_an_identifier(build: Callable[[], Fields], sid: str) -> None:
    assert reason(with_value(build(), "streamSid", sid)) == "streamSid is not an identifier"


def test_a_call_has_an_identifier() -> None:
    assert "callSid" in reason(with_value(start(), "start.callSid", "CA1\r\nforged log line"))


def test_a_start_of_two_streams_is_refused() -> None:
    assert reason(with_value(start(), "streamSid", "MZother")) == "start names two streams"


def test_custom_parameters_are_text() -> None:
    fields = with_value(start(), "start.customParameters", {"token": 1})
    assert "customParameters" in reason(fields)


def test_reasons_do_not_quote_the_message() -> None:
    assert "23125001" not in reason(with_value(media(), "media.payload", "+493023125001"))


def test_tokens_and_digits_stay_out_of_logs() -> None:
    assert "secret" not in repr(parse(start()))
    assert "7" not in repr(parse(dtmf("7"))).replace(STREAM, "")
