import pytest
from pydantic import SecretStr

from voicebot.cli.serve import _safe_host
from voicebot.settings import ServerSettings, Settings, TwilioSettings


def settings(host: str, token: str | None) -> Settings:
    secret = SecretStr(token) if token else None
    return Settings(server=ServerSettings(host=host), twilio=TwilioSettings(auth_token=secret))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "voicebot.example"])
def test_without_a_token_only_this_machine_can_call(host: str) -> None:
    assert _safe_host(settings(host, None)) == "127.0.0.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_loopback_needs_no_token(host: str) -> None:
    assert _safe_host(settings(host, None)) == host


def test_with_a_token_the_address_is_the_operators_choice() -> None:
    assert _safe_host(settings("0.0.0.0", "secret")) == "0.0.0.0"
