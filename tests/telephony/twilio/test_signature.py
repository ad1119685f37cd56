"""Signatures computed here from Twilio's description, not with its library."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.twilio.signature import SignatureVerifier, request_url

TOKEN = "12345"
VOICE_URL = "https://voicebot.example/twilio/voice"
FORM = [("CallSid", "CA1"), ("From", "+493023125001"), ("To", "+493023125000"), ("Digits", "")]


def sign(url: str, parameters: Sequence[tuple[str, str]] = (), token: str = TOKEN) -> str:
    text = url + "".join(name + value for name, value in sorted(parameters))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


@pytest.fixture
def verifier() -> SignatureVerifier:
    return SignatureVerifier(TOKEN)


def test_our_computation_gives_the_example_of_twilios_documentation() -> None:
    parameters = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(url, parameters) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_a_signed_webhook_is_verified(verifier: SignatureVerifier) -> None:
    assert verifier.verify_webhook(VOICE_URL, FORM, sign(VOICE_URL, FORM))


def test_a_parameter_that_comes_twice_is_part_of_the_signature(verifier: SignatureVerifier) -> None:
    form = [*FORM, ("Media", "b"), ("Media", "a")]
    assert verifier.verify_webhook(VOICE_URL, form, sign(VOICE_URL, form))
    assert not verifier.verify_webhook(VOICE_URL, FORM, sign(VOICE_URL, form))


@pytest.mark.parametrize(
    "signature",
    [None, "", "no signature", "ä", sign(VOICE_URL, FORM, token="54321"), sign(VOICE_URL)],
)
def test_a_webhook_with_a_wrong_signature_is_refused(
    verifier: SignatureVerifier, signature: str | None
) -> None:
    assert not verifier.verify_webhook(VOICE_URL, FORM, signature)


def test_a_changed_parameter_is_refused(verifier: SignatureVerifier) -> None:
    changed = [*FORM[:1], ("From", "+493023125002"), *FORM[2:]]
    assert not verifier.verify_webhook(VOICE_URL, changed, sign(VOICE_URL, FORM))


def test_a_signature_for_another_url_is_refused(verifier: SignatureVerifier) -> None:
    assert not verifier.verify_webhook(f"{VOICE_URL}x", FORM, sign(VOICE_URL, FORM))


@pytest.mark.parametrize(
    "seen", ["wss://voicebot.example/media", "https://voicebot.example/media/"]
)
@pytest.mark.parametrize(
    "signed",
    [
        "wss://voicebot.example/media",
        "wss://voicebot.example/media/",
        "https://voicebot.example/media",
        "https://voicebot.example/media/",
    ],
)
def test_an_upgrade_is_verified_with_and_without_slash_and_in_both_schemes(
    verifier: SignatureVerifier, seen: str, signed: str
) -> None:
    assert verifier.verify_upgrade(seen, sign(signed))


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        sign("wss://voicebot.example/media", token="54321"),
        sign("wss://voicebot.example/other"),
        sign("ws://voicebot.example/media"),
    ],
)
def test_an_upgrade_with_a_wrong_signature_is_refused(
    verifier: SignatureVerifier, signature: str | None
) -> None:
    assert not verifier.verify_upgrade("wss://voicebot.example/media", signature)


@pytest.mark.parametrize(
    "url", ["https://[::1/media", "https://host:port/media", "ftp://host/", ""]
)
def test_a_url_that_is_none_is_refused(verifier: SignatureVerifier, url: str) -> None:
    assert not verifier.verify_upgrade(url, sign(url))


@given(url=st.text(), signature=st.text())
def test_odd_urls_and_signatures_are_refused_without_an_error(url: str, signature: str) -> None:
    verifier = SignatureVerifier(TOKEN)
    assert not verifier.verify_upgrade(url, signature)
    assert not verifier.verify_webhook(url, [], signature)


@pytest.mark.parametrize(
    ("public_url", "path", "query", "expected"),
    [
        ("https://voicebot.example", "/twilio/voice", "", VOICE_URL),
        ("https://voicebot.example/", "/twilio/voice", "", VOICE_URL),
        ("https://office.example/bot/", "/voice", "", "https://office.example/bot/voice"),
        ("https://voicebot.example", "/voice", "a=%20b", "https://voicebot.example/voice?a=%20b"),
        ("https://voicebot.example", "/media/", "", "https://voicebot.example/media/"),
    ],
)
def test_the_url_that_twilio_requested(
    public_url: str, path: str, query: str, expected: str
) -> None:
    assert request_url(public_url, path, query) == expected
