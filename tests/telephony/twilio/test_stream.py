"""Who is let in: every stream that is not the one asked for is refused, and only that one."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.active_calls import ActiveCalls
from telephony.call import Call, CallInfo
from telephony.twilio.call import TwilioCall
from telephony.twilio.stream import StreamRefused, open_twilio_call
from telephony.twilio.tokens import OneTimeTokens
from tests.telephony.twilio.fake_twilio import (
    CALL,
    FakeSocket,
    connected,
    dtmf,
    mark,
    media,
    start,
    stop,
)


@pytest.fixture
def tokens() -> OneTimeTokens:
    return OneTimeTokens(60)


@pytest.fixture
def active_calls() -> ActiveCalls:
    return ActiveCalls(limit=2)


async def opened(
    socket: FakeSocket, tokens: OneTimeTokens, active_calls: ActiveCalls, seconds: float = 5
) -> TwilioCall:
    return await open_twilio_call(socket, tokens, active_calls, authentication_seconds=seconds)


async def refusal(
    socket: FakeSocket, tokens: OneTimeTokens, active_calls: ActiveCalls, seconds: float = 5
) -> str:
    """The reason of the refusal, which is also the reason the socket was closed with."""
    with pytest.raises(StreamRefused) as caught:
        await opened(socket, tokens, active_calls, seconds)
    assert socket.closed is not None
    assert socket.closed[1] == caught.value.reason
    assert socket.sent == []
    return caught.value.reason


async def test_a_stream_that_shows_its_token_becomes_a_call(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    token = tokens.issue(CALL, "+493023125001", "+493023125000")
    socket = FakeSocket(connected(), start(token))
    call: Call = await opened(socket, tokens, active_calls)
    assert call.info == CallInfo(CALL, "twilio", "+493023125001", "+493023125000")
    assert call.sample_rate == 8000
    assert socket.closed is None
    assert len(active_calls) == 1


async def test_events_of_tomorrow_do_not_disturb_the_beginning(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    token = tokens.issue(CALL, None, None)
    unknown = json.dumps({"event": "weather"})
    await opened(FakeSocket(unknown, connected(), unknown, start(token)), tokens, active_calls)
    assert len(active_calls) == 1


@pytest.mark.parametrize(
    "incoming",
    [
        [media()],
        [connected(), media()],
        [connected(), dtmf("1")],
        [connected(), mark("end")],
        [connected(), stop()],
        [connected(), connected()],
        [start("token")],
    ],
)
async def test_a_stream_that_does_not_begin_with_connected_and_start_is_refused(
    incoming: list[str], tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    socket = FakeSocket(*incoming)
    reason = await refusal(socket, tokens, active_calls)
    assert reason == "the stream did not begin with connected and start"
    assert socket.closed == (1003, reason)
    assert len(active_calls) == 0


async def test_a_stream_without_start_is_refused_in_time(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    socket = FakeSocket(connected())
    reason = await refusal(socket, tokens, active_calls, seconds=0.01)
    assert reason == "the stream did not start in time"
    assert socket.closed == (1008, reason)


async def test_a_malformed_message_is_refused(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    socket = FakeSocket(connected(), "{")
    assert await refusal(socket, tokens, active_calls) == "the message is not JSON"
    assert socket.closed == (1003, "the message is not JSON")


async def test_a_stream_that_is_not_mulaw_is_refused_and_keeps_its_token(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    token = tokens.issue(CALL, None, None)
    socket = FakeSocket(connected(), start(token, encoding="audio/l16"))
    assert "encoding" in await refusal(socket, tokens, active_calls)
    assert tokens.redeem(token).call_id == CALL


async def test_a_wrong_token_is_refused(tokens: OneTimeTokens, active_calls: ActiveCalls) -> None:
    tokens.issue(CALL, None, None)
    socket = FakeSocket(connected(), start("guessed"))
    assert await refusal(socket, tokens, active_calls) == "the token is unknown"
    assert socket.closed == (1008, "the token is unknown")
    assert len(active_calls) == 0


async def test_a_start_without_a_token_is_refused(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    fields = json.loads(start("token"))
    fields["start"]["customParameters"] = {}
    socket = FakeSocket(connected(), json.dumps(fields))
    assert await refusal(socket, tokens, active_calls) == "the token is unknown"


async def test_an_expired_token_is_refused(active_calls: ActiveCalls) -> None:
    now = 0.0
    tokens = OneTimeTokens(60, lambda: now)
    token = tokens.issue(CALL, None, None)
    now = 61.0
    socket = FakeSocket(connected(), start(token))
    assert await refusal(socket, tokens, active_calls) == "the token is expired"


async def test_the_token_of_another_call_is_refused(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    token = tokens.issue("CAother", None, None)
    socket = FakeSocket(connected(), start(token))
    assert await refusal(socket, tokens, active_calls) == "the token belongs to another call"
    assert len(active_calls) == 0


async def test_a_token_shown_twice_opens_one_call(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    token = tokens.issue(CALL, None, None)
    await opened(FakeSocket(connected(), start(token)), tokens, active_calls)
    second = FakeSocket(connected(), start(token))
    assert await refusal(second, tokens, active_calls) == "the token was used before"


async def test_a_second_stream_for_one_call_is_refused_and_the_first_goes_on(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    first = FakeSocket(connected(), start(tokens.issue(CALL, None, None)))
    call = await opened(first, tokens, active_calls)
    second = FakeSocket(connected(), start(tokens.issue(CALL, None, None)))
    assert await refusal(second, tokens, active_calls) == "the call is already in progress"
    assert second.closed == (1008, "the call is already in progress")
    assert first.closed is None
    await call.mark("still here")
    assert first.sent_events == ["mark"]


async def test_when_all_lines_are_busy_a_stream_is_refused(tokens: OneTimeTokens) -> None:
    full = ActiveCalls(limit=0)
    socket = FakeSocket(connected(), start(tokens.issue(CALL, None, None)))
    assert await refusal(socket, tokens, full) == "all lines are busy"


async def test_a_connection_that_breaks_before_the_start_is_refused(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    socket = FakeSocket(connected())
    socket.break_connection()
    with pytest.raises(StreamRefused, match="closed before the stream started"):
        await opened(socket, tokens, active_calls)
    assert socket.closed is None


async def test_when_a_call_is_over_it_may_be_streamed_again(
    tokens: OneTimeTokens, active_calls: ActiveCalls
) -> None:
    for _ in range(2):
        socket = FakeSocket(connected(), start(tokens.issue(CALL, None, None)))
        call = await opened(socket, tokens, active_calls)
        await call.hang_up()
    assert len(active_calls) == 0


@given(
    incoming=st.lists(st.text() | st.sampled_from([connected(), start("t"), stop()]), max_size=5)
)
def test_whatever_a_stranger_sends_is_refused(incoming: list[str]) -> None:
    async def knock() -> None:
        socket = FakeSocket(*incoming)
        socket.break_connection()
        active_calls = ActiveCalls(limit=2)
        with pytest.raises(StreamRefused):
            await opened(socket, OneTimeTokens(60), active_calls)
        assert len(active_calls) == 0

    asyncio.run(knock())
