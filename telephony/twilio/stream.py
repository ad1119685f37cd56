"""From an accepted websocket to a call: who is it, and may it come in?"""

import asyncio
import time
from collections.abc import Callable

from telephony.active_calls import ActiveCalls, AdmissionError
from telephony.call import CallInfo
from telephony.twilio.call import TwilioCall
from telephony.twilio.media_socket import (
    POLICY_VIOLATION,
    UNSUPPORTED_DATA,
    MediaSocket,
    SocketClosed,
)
from telephony.twilio.messages import Connected, MediaStreamError, Start, Unknown, parse_message
from telephony.twilio.tokens import OneTimeTokens, TokenError
from telephony.twilio.twiml import TOKEN_PARAMETER


class StreamRefused(Exception):  # noqa: N818 - says what happened; the refusal is no error
    """A media stream was not let in; its connection is closed.

    Attributes:
        reason: One sentence for the log, free of personal data.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def open_twilio_call(
    socket: MediaSocket,
    tokens: OneTimeTokens,
    active_calls: ActiveCalls,
    *,
    authentication_seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> TwilioCall:
    """Wait for a media stream to introduce itself and admit its call.

    Args:
        socket: The accepted connection. On refusal it is closed with 1003 (malformed, not
            mu-law) or 1008 (everything else).
        tokens: Where the webhook issued the token of the call.
        active_calls: The calls in progress; the new one is released when it ends.
        authentication_seconds: How long the stream has to show its token.
        clock: Seconds that never go back, for the quality figures of the call.

    Raises:
        StreamRefused: The stream is not what it should be, or not from whom, or too late, or the
            call is in progress already, or all lines are busy.
    """
    try:
        async with asyncio.timeout(authentication_seconds):
            start = await _receive_start(socket)
        info = _authenticate(start, tokens)
        active_calls.admit(info.call_id)
    except SocketClosed as error:
        raise StreamRefused("the connection closed before the stream started") from error
    except TimeoutError as error:
        reason = "the stream did not start in time"
        await socket.close(POLICY_VIOLATION, reason)
        raise StreamRefused(reason) from error
    except MediaStreamError as error:
        await socket.close(UNSUPPORTED_DATA, error.reason)
        raise StreamRefused(error.reason) from error
    except (TokenError, AdmissionError) as error:
        await socket.close(POLICY_VIOLATION, str(error))
        raise StreamRefused(str(error)) from error
    return TwilioCall(socket, info, start.stream_sid, active_calls, clock)


async def _receive_start(socket: MediaSocket) -> Start:
    connected = False
    while True:
        message = parse_message(await socket.receive_text())
        match message:
            case Connected() if not connected:
                connected = True
            case Start() if connected:
                return message
            case Unknown():
                pass
            case _:
                raise MediaStreamError("the stream did not begin with connected and start")


def _authenticate(start: Start, tokens: OneTimeTokens) -> CallInfo:
    info = tokens.redeem(start.custom_parameters.get(TOKEN_PARAMETER, ""))
    if start.call_sid != info.call_id:
        raise TokenError("the token belongs to another call")
    return info
