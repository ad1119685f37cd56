"""What Twilio is told to do with a call (TwiML)."""

from collections.abc import Iterable

from twilio.twiml.voice_response import (  # type: ignore[import-untyped]  # twilio publishes none
    Connect,
    VoiceResponse,
)

TOKEN_PARAMETER = "token"  # noqa: S105 - the name of the parameter, not a token
"""Name of the ``<Parameter>`` with the one-time token, found again in ``start``."""


def connect_stream(url: str, token: str) -> str:
    """Connect the call to a media stream in both directions.

    Args:
        url: ``wss`` URL of the stream without a query: Twilio does not support one
            (https://www.twilio.com/docs/voice/twiml/stream), hence the parameter.
        token: One-time token of the call.
    """
    connect = Connect()
    connect.stream(url=url).parameter(name=TOKEN_PARAMETER, value=token)
    response = VoiceResponse()
    response.append(connect)
    return str(response)


def busy(messages: Iterable[tuple[str, str]]) -> str:
    """Let Twilio's own voice tell the caller that all lines are busy, then hang up.

    Args:
        messages: What to say, each with its language as ``<Say>`` names it, for example ``de-DE``
            (https://www.twilio.com/docs/voice/twiml/say).
    """
    response = VoiceResponse()
    for text, language in messages:
        response.say(text, language=language)
    response.hangup()
    return str(response)
