import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.twilio.twiml import busy, connect_stream
from voicebot.simulation.webhook import (
    CallRefusedError,
    StreamInvitation,
    parse_twiml,
    reachable_stream_url,
)


def test_the_stream_and_its_parameters_are_found() -> None:
    twiml = connect_stream("wss://voicebot.example/prefix/twilio/media", "one & only").encode()

    assert parse_twiml(twiml) == StreamInvitation(
        "wss://voicebot.example/prefix/twilio/media", {"token": "one & only"}
    )


def test_a_busy_server_has_not_connected_the_call() -> None:
    with pytest.raises(CallRefusedError, match=r"not connected: the TwiML has <Say>, <Hangup>"):
        parse_twiml(busy([("Alle Leitungen sind besetzt.", "de-DE")]).encode())


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html/>",
        b"<Response/>",
        b"<Response><Connect><Stream/></Connect></Response>",
        b'<Response><Connect><Stream url="https://a.example/"/></Connect></Response>',
        b'<Response><Connect><Stream url="wss://a.example/?token=1"/></Connect></Response>',
        b'<Response><Connect><Stream url="wss://[a/"/></Connect></Response>',
    ],
)
def test_what_is_no_invitation_to_a_stream_is_refused(document: bytes) -> None:
    with pytest.raises(CallRefusedError):
        parse_twiml(document)


@given(st.binary(max_size=100))
def test_no_answer_does_worse_than_a_refusal(document: bytes) -> None:
    with pytest.raises(CallRefusedError):
        parse_twiml(document)


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("http://127.0.0.1:8080", "ws://127.0.0.1:8080/twilio/media"),
        ("https://voicebot.example/", "wss://voicebot.example/twilio/media"),
    ],
)
def test_the_path_of_the_twiml_is_opened_at_the_address_of_the_server(
    server: str, url: str
) -> None:
    invitation = StreamInvitation("wss://public.example/twilio/media", {})

    assert reachable_stream_url(invitation, server) == url
