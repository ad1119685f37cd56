"""A call in progress over a fake socket: audio, keys, marks, barge-in and every kind of end."""

import asyncio
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.active_calls import ActiveCalls
from telephony.call import (
    AudioReceived,
    CallEvent,
    CallInfo,
    DigitPressed,
    HungUp,
    MarkReached,
    Samples,
    TransferError,
)
from telephony.g711 import decode_mulaw, encode_mulaw
from telephony.twilio.call import TwilioCall
from telephony.twilio.quality import StreamQuality
from tests.telephony.twilio.fake_twilio import (
    CALL,
    STREAM,
    FakeSocket,
    connected,
    dtmf,
    mark,
    media,
    start,
    stop,
)


@pytest.fixture
def socket() -> FakeSocket:
    return FakeSocket()


@pytest.fixture
def active_calls() -> ActiveCalls:
    calls = ActiveCalls(limit=2)
    calls.admit(CALL)
    return calls


@pytest.fixture
def call(socket: FakeSocket, active_calls: ActiveCalls) -> TwilioCall:
    return TwilioCall(socket, CallInfo(CALL, "twilio"), STREAM, active_calls)


def speech(count: int) -> Samples:
    """Samples of which no two neighbours are alike."""
    return (np.arange(count) * 37 % 20_000 - 10_000).astype(np.int16)


async def all_events(call: TwilioCall) -> list[CallEvent]:
    return [event async for event in call.events()]


async def test_audio_keys_and_the_end_come_in_order(call: TwilioCall, socket: FakeSocket) -> None:
    payload = bytes(range(160))
    socket.receive(media(payload), dtmf("5"), media(), stop())
    heard, digit, _, end = await all_events(call)
    assert isinstance(heard, AudioReceived)
    assert heard.samples.tolist() == decode_mulaw(payload).tolist()
    assert digit == DigitPressed("5")
    assert end == HungUp("caller")


@pytest.mark.parametrize("size", [1, 159, 161, 400, 8000])
async def test_payloads_of_an_odd_size_are_heard(
    call: TwilioCall, socket: FakeSocket, size: int
) -> None:
    socket.receive(media(bytes(size)), stop())
    heard, _ = await all_events(call)
    assert isinstance(heard, AudioReceived)
    assert heard.samples.shape == (size,)


async def test_audio_is_sent_in_frames_of_twenty_milliseconds(
    call: TwilioCall, socket: FakeSocket
) -> None:
    await call.play(speech(400))
    assert [len(frame) for frame in socket.frames] == [160, 160]
    await call.play(speech(80))
    assert [len(frame) for frame in socket.frames] == [160, 160, 160]
    assert {message["streamSid"] for message in socket.sent} == {STREAM}


@given(sizes=st.lists(st.integers(0, 500), max_size=8))
def test_however_audio_is_cut_it_is_sent_whole_and_in_order(sizes: list[int]) -> None:
    async def play() -> None:
        socket = FakeSocket()
        call = TwilioCall(socket, CallInfo(CALL, "twilio"), STREAM, ActiveCalls(1))
        samples = speech(sum(sizes))
        for piece in np.split(samples, np.cumsum(sizes)):
            await call.play(piece)
        await call.mark("end")
        assert {len(frame) for frame in socket.frames} <= {160}
        silence = -samples.size % 160
        assert socket.audio == encode_mulaw(samples) + b"\xff" * silence

    asyncio.run(play())


async def test_a_mark_follows_the_audio_before_it(call: TwilioCall, socket: FakeSocket) -> None:
    await call.play(speech(200))
    await call.mark("greeting")
    assert socket.sent_events == ["media", "media", "mark"]
    assert socket.frames[1] == encode_mulaw(speech(200))[160:] + b"\xff" * 120
    assert socket.sent[2]["mark"] == {"name": "greeting"}


async def test_a_mark_waits_for_the_audio_that_is_being_sent(
    call: TwilioCall, socket: FakeSocket
) -> None:
    await asyncio.gather(call.play(speech(1600)), call.mark("end"))
    assert socket.sent_events == ["media"] * 10 + ["mark"]
    assert socket.audio == encode_mulaw(speech(1600))


async def test_a_mark_without_audio_is_a_mark_alone(call: TwilioCall, socket: FakeSocket) -> None:
    await call.mark("silence")
    assert socket.sent_events == ["mark"]


async def test_marks_are_outstanding_until_they_are_reached(
    call: TwilioCall, socket: FakeSocket
) -> None:
    for name in ("one", "two", "one"):
        await call.mark(name)
    assert list(call.outstanding_marks) == ["one", "two", "one"]
    socket.receive(mark("one"), mark("two"), stop())
    assert (await all_events(call))[:2] == [MarkReached("one"), MarkReached("two")]
    assert list(call.outstanding_marks) == ["one"]


async def test_a_mark_that_nobody_asked_for_is_counted_not_reported(
    call: TwilioCall, socket: FakeSocket
) -> None:
    socket.receive(mark("stray"), stop())
    assert await all_events(call) == [HungUp("caller")]
    assert call.quality.unknown_messages == 1


async def test_a_flush_clears_what_is_queued_here_and_there(
    call: TwilioCall, socket: FakeSocket
) -> None:
    await call.play(speech(200))
    await call.flush()
    await call.mark("after")
    assert socket.sent_events == ["media", "clear", "mark"]


async def test_a_flush_ends_a_long_utterance_that_is_being_sent(
    call: TwilioCall, socket: FakeSocket
) -> None:
    playing = asyncio.create_task(call.play(speech(80_000)))
    waiting = asyncio.create_task(call.play(speech(80_000)))
    while len(socket.frames) < 3:  # noqa: ASYNC110 - lets the fake socket run, it has no event
        await asyncio.sleep(0)
    await call.flush()
    await asyncio.gather(playing, waiting)
    cleared = socket.sent_events.index("clear")
    assert cleared < 10
    # The frame that was on its way may still come, nothing of what was queued behind it.
    assert socket.sent_events[cleared + 1 :] in ([], ["media"])
    await call.play(speech(160))
    assert socket.frames[-1] == encode_mulaw(speech(160))


async def test_marks_sent_back_after_a_clear_are_reported(
    call: TwilioCall, socket: FakeSocket
) -> None:
    await call.play(speech(1600))
    await call.mark("greeting")
    await call.flush()
    socket.receive(mark("greeting"), stop())
    assert await all_events(call) == [MarkReached("greeting"), HungUp("caller")]


async def test_hanging_up_closes_the_connection_and_ends_the_events(
    call: TwilioCall, socket: FakeSocket, active_calls: ActiveCalls
) -> None:
    reading = asyncio.create_task(all_events(call))
    await asyncio.sleep(0)
    await call.hang_up()
    assert await asyncio.wait_for(reading, 1) == [HungUp("local")]
    assert socket.closed == (1000, "")
    assert len(active_calls) == 0


async def test_hanging_up_before_anybody_listens_still_ends_the_events(call: TwilioCall) -> None:
    await call.hang_up()
    assert await all_events(call) == [HungUp("local")]


async def test_cancelling_the_reader_does_not_end_the_call(
    call: TwilioCall, socket: FakeSocket
) -> None:
    reading = asyncio.create_task(all_events(call))
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    socket.receive(stop())
    assert await all_events(call) == [HungUp("caller")]


async def test_a_reader_cancelled_while_the_call_ends_stays_cancelled(call: TwilioCall) -> None:
    reading = asyncio.create_task(all_events(call))
    await asyncio.sleep(0)
    await call.hang_up()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_the_caller_hanging_up_closes_the_connection(
    call: TwilioCall, socket: FakeSocket, active_calls: ActiveCalls
) -> None:
    socket.receive(stop(), media())
    assert await all_events(call) == [HungUp("caller")]
    assert socket.closed == (1000, "")
    assert len(active_calls) == 0


async def test_a_broken_connection_ends_the_call(
    call: TwilioCall, socket: FakeSocket, active_calls: ActiveCalls
) -> None:
    socket.receive(media())
    socket.break_connection()
    await call.play(speech(160))
    _, end = await all_events(call)
    assert isinstance(end, HungUp)
    assert end.reason == "lost"
    assert len(active_calls) == 0


@pytest.mark.parametrize(
    ("message", "detail"),
    [
        ("nonsense", "the message is not JSON"),
        (media(b""), "media.payload is empty"),
        (media(bytes(8001)), "media.payload is longer than one second"),
        (media().replace("//", "!!", 1), "media.payload is not base64"),
        (media().replace("inbound", "outbound"), "media.track is not inbound"),
        (media(stream_sid="MZother"), "the message belongs to another stream"),
        (connected(), "the stream began a second time"),
        (start("token"), "the stream began a second time"),
    ],
)
async def test_a_peer_that_breaks_the_rules_ends_its_own_call_only(
    active_calls: ActiveCalls, message: str, detail: str
) -> None:
    active_calls.admit("CAother")
    bad, good = FakeSocket(media(), message, media()), FakeSocket(media(), stop())
    bad_call = TwilioCall(bad, CallInfo(CALL, "twilio"), STREAM, active_calls)
    good_call = TwilioCall(good, CallInfo("CAother", "twilio"), STREAM, active_calls)
    heard, end = await all_events(bad_call)
    assert isinstance(heard, AudioReceived)
    assert end == HungUp("protocol", detail)
    assert bad.closed == (1003, detail)
    assert len(active_calls) == 1
    assert len(await all_events(good_call)) == 2


async def test_after_the_end_nothing_is_done(call: TwilioCall, socket: FakeSocket) -> None:
    await call.hang_up()
    await call.play(speech(320))
    await call.mark("late")
    await call.flush()
    await call.transfer("+493023125000", "Sprache: Deutsch.")
    await call.hang_up()
    assert socket.sent == []
    assert call.outstanding_marks == ()


async def test_a_call_cannot_be_transferred_yet(call: TwilioCall, socket: FakeSocket) -> None:
    with pytest.raises(TransferError, match="cannot be transferred"):
        await call.transfer("+493023125000", "Sprache: Deutsch.")
    assert socket.closed is None


async def test_the_quality_of_the_stream_is_measured(
    socket: FakeSocket, active_calls: ActiveCalls
) -> None:
    times = iter([1.0, 1.02, 1.15, 1.17])
    call = TwilioCall(socket, CallInfo(CALL, "twilio"), STREAM, active_calls, lambda: next(times))
    assert call.quality == StreamQuality()
    unknown = json.dumps({"event": "weather"})
    socket.receive(media(), media(), unknown, media(bytes(40)), media(), unknown, stop())
    await all_events(call)
    quality = call.quality
    assert (quality.frames_received, quality.bytes_received) == (4, 520)
    assert quality.unknown_messages == 2
    assert quality.largest_gap_ms == pytest.approx(130)


@given(
    incoming=st.lists(
        st.text()
        | st.sampled_from(
            [media(), dtmf("1"), mark("x"), stop(), connected(), '{"event": "weather"}', "[]"]
        ),
        max_size=8,
    )
)
def test_whatever_arrives_the_call_ends_exactly_once(incoming: list[str]) -> None:
    async def receive() -> None:
        socket = FakeSocket(*incoming)
        socket.break_connection()
        active_calls = ActiveCalls(limit=1)
        active_calls.admit(CALL)
        call = TwilioCall(socket, CallInfo(CALL, "twilio"), STREAM, active_calls)
        *before, last = await all_events(call)
        assert isinstance(last, HungUp)
        assert not any(isinstance(event, HungUp) for event in before)
        assert len(active_calls) == 0

    asyncio.run(receive())
