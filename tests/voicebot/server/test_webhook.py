"""What the webhook tells Twilio; the application is real, what calls share is not."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from fastapi.testclient import TestClient
from pipecat.workers.runner import WorkerRunner
from pydantic import SecretStr
from twilio.request_validator import (  # type: ignore[import-untyped]  # twilio publishes none
    RequestValidator,
)

from telephony.active_calls import ActiveCalls
from telephony.twilio.tokens import OneTimeTokens
from tests.dialogs.script import shipped_house
from voicebot.assistant import Assistant
from voicebot.server.app import create_app
from voicebot.server.lines import Lines
from voicebot.settings import ServerSettings, Settings, TwilioSettings

FORM = {"CallSid": "CA1", "From": "+493023125001", "To": "+493023125000"}
SECRET = "the secret of a Twilio account"


def lines(settings: Settings, limit: int = 1) -> Lines:
    fake_assistant = SimpleNamespace(settings=settings, house=shipped_house())
    return Lines(
        assistant=cast("Assistant", fake_assistant),
        runner=cast("WorkerRunner", SimpleNamespace()),
        tokens=OneTimeTokens(60.0),
        active_calls=ActiveCalls(limit),
    )


@pytest.fixture
def open_lines() -> Lines:
    return lines(Settings())


@pytest.fixture
def client(open_lines: Lines) -> Iterator[TestClient]:
    with TestClient(create_app(open_lines), base_url="http://voicebot.test") as client:
        yield client


def test_a_call_is_connected_to_a_media_stream_with_a_token(
    client: TestClient, open_lines: Lines
) -> None:
    answer = client.post("/twilio/voice", data=FORM)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    assert '<Stream url="ws://voicebot.test/twilio/media">' in answer.text
    token = answer.text.partition('value="')[2].partition('"')[0]
    assert open_lines.tokens.redeem(token).caller_number == "+493023125001"


def test_a_withheld_number_is_no_number(client: TestClient, open_lines: Lines) -> None:
    answer = client.post("/twilio/voice", data={**FORM, "From": "+266696687"})
    token = answer.text.partition('value="')[2].partition('"')[0]
    assert open_lines.tokens.redeem(token).caller_number is None


def test_a_full_line_is_answered_politely(client: TestClient, open_lines: Lines) -> None:
    open_lines.active_calls.admit("CA0")
    answer = client.post("/twilio/voice", data=FORM)
    assert '<Say language="de-DE">' in answer.text
    assert '<Say language="en-GB">' in answer.text
    assert "<Hangup" in answer.text
    assert "<Stream" not in answer.text


def test_a_server_that_stops_takes_no_further_calls(client: TestClient, open_lines: Lines) -> None:
    open_lines.draining = True
    assert "<Hangup" in client.post("/twilio/voice", data=FORM).text
    assert client.get("/health").json()["status"] == "draining"


def test_a_form_without_a_call_is_refused(client: TestClient) -> None:
    answer = client.post("/twilio/voice", data={"From": "+493023125001"})
    assert (answer.status_code, answer.text) == (400, "the form has no CallSid")


@pytest.mark.parametrize("signature", [None, "", "invented"])
def test_a_request_with_a_wrong_signature_is_refused(signature: str | None) -> None:
    settings = Settings(twilio=TwilioSettings(auth_token=SecretStr(SECRET)))
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    with TestClient(create_app(lines(settings))) as client:
        answer = client.post("/twilio/voice", data=FORM, headers=headers)
    assert answer.status_code == 403


def test_signatures_are_computed_over_the_public_address() -> None:
    public = "https://voicebot.example"
    settings = Settings(
        twilio=TwilioSettings(auth_token=SecretStr(SECRET)),
        server=ServerSettings(public_url=public),
    )
    signature = RequestValidator(SECRET).compute_signature(f"{public}/twilio/voice", FORM)
    with TestClient(create_app(lines(settings))) as client:
        answer = client.post(
            "/twilio/voice", data=FORM, headers={"X-Twilio-Signature": str(signature)}
        )
    assert answer.status_code == 200
    assert 'url="wss://voicebot.example/twilio/media"' in answer.text
