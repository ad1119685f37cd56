"""The webhook call with which a telephone provider asks what to do with an incoming call."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit
from xml.etree import ElementTree as ET

import requests
from twilio.request_validator import (  # type: ignore[import-untyped]  # twilio publishes none
    RequestValidator,
)

WEBHOOK_PATH = "/twilio/voice"

SIGNATURE_HEADER = "X-Twilio-Signature"

WITHHELD_NUMBER = "+266696687"
"""What Twilio sends as ``From`` for a withheld number: the letters of ANONYMOUS on a keypad."""

ACCOUNT_SID = "AC" + "0" * 32
"""Identifier of an account that does not exist."""

DIALLED_NUMBER = "+493023125000"
"""From the range that the Federal Network Agency keeps free for fiction."""

# Twilio gives up a webhook after this time (error 11200).
_TIMEOUT_SECONDS = 15.0


class CallRefusedError(Exception):
    """The server did not connect the call to a media stream; the message says what it did."""


@dataclass(frozen=True, slots=True)
class StreamInvitation:
    """What the server told the provider to do: ``<Connect><Stream>``.

    Attributes:
        url: URL of the websocket as written in the TwiML.
        parameters: The ``<Parameter>`` elements, passed on in the ``start`` message.
    """

    url: str
    parameters: Mapping[str, str]


class Signer:
    """Signs requests as Twilio does, or not at all.

    Args:
        auth_token: The account's secret; None leaves requests unsigned.
    """

    def __init__(self, auth_token: str | None) -> None:
        self._validator = None if auth_token is None else RequestValidator(auth_token)

    def headers(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        """Headers for a request of ``url`` (as the provider knows it) with ``form``."""
        if self._validator is None:
            return {}
        return {SIGNATURE_HEADER: str(self._validator.compute_signature(url, dict(form)))}


def request_stream(
    server_url: str, public_url: str | None, call_id: str, caller: str | None, signer: Signer
) -> StreamInvitation:
    """Announce a call to the server; blocks.

    Args:
        server_url: Where the server is reached from here, as ``http://127.0.0.1:8080``. Proxies
            are not used: they would not carry the media in real time, either.
        public_url: Where the provider would reach it; signatures are computed over it.
        call_id: ``CallSid`` of the new call.
        caller: E.164 number, or None when it is withheld.
        signer: Signs the request.

    Raises:
        CallRefusedError: The server cannot be reached or does not connect the call.
    """
    number = caller or WITHHELD_NUMBER
    form = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "CallSid": call_id,
        "CallStatus": "ringing",
        "Called": DIALLED_NUMBER,
        "Caller": number,
        "Direction": "inbound",
        "From": number,
        "To": DIALLED_NUMBER,
    }
    signed_url = (public_url or server_url).rstrip("/") + WEBHOOK_PATH
    try:
        with requests.Session() as session:
            session.trust_env = False
            response = session.post(
                server_url.rstrip("/") + WEBHOOK_PATH,
                data=form,
                headers=signer.headers(signed_url, form),
                timeout=_TIMEOUT_SECONDS,
            )
    except requests.RequestException as error:
        reason = type(error).__name__
        raise CallRefusedError(f"the webhook cannot be reached ({reason})") from error
    if response.status_code != requests.codes.ok:
        raise CallRefusedError(f"the webhook answered with status {response.status_code}")
    return parse_twiml(response.content)


def parse_twiml(document: bytes) -> StreamInvitation:
    """Find the media stream in a TwiML document.

    Raises:
        CallRefusedError: It is no TwiML, or it does something else with the call.
    """
    try:
        # Expat neither loads external entities nor expands nested ones without limit.
        root = ET.fromstring(document)  # noqa: S314 - see above
    except (ET.ParseError, ValueError, LookupError) as error:
        raise CallRefusedError("the webhook's answer is not XML") from error
    if root.tag != "Response":
        raise CallRefusedError("the webhook's answer is not TwiML: it has no <Response>")
    stream = root.find("./Connect/Stream")
    if stream is None:
        verbs = ", ".join(f"<{child.tag}>" for child in root) or "nothing"
        raise CallRefusedError(f"the call was not connected: the TwiML has {verbs}")
    url = stream.get("url", "")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise CallRefusedError("the URL of <Stream> is malformed") from error
    if parts.scheme not in {"ws", "wss"} or parts.query:
        raise CallRefusedError("the URL of <Stream> must be wss without a query")
    parameters = {
        parameter.get("name", ""): parameter.get("value", "")
        for parameter in stream.findall("Parameter")
    }
    return StreamInvitation(url, parameters)


def reachable_stream_url(invitation: StreamInvitation, server_url: str) -> str:
    """The stream's path at the address under which the server is reached from here."""
    server = urlsplit(server_url)
    scheme = "wss" if server.scheme == "https" else "ws"
    return urlunsplit((scheme, server.netloc, urlsplit(invitation.url).path or "/", "", ""))
