import asyncio
from typing import cast

import pytest
from pipecat.workers.runner import WorkerRunner

from telephony.active_calls import ActiveCalls
from telephony.twilio.tokens import OneTimeTokens
from voicebot.assistant import Assistant
from voicebot.server.lines import Lines


class FakeShared:
    """Stands where lines need nothing of the assistant or the runner."""


@pytest.fixture
def lines() -> Lines:
    return Lines(
        assistant=cast("Assistant", FakeShared()),
        runner=cast("WorkerRunner", FakeShared()),
        tokens=OneTimeTokens(60.0),
        active_calls=ActiveCalls(1),
    )


async def test_draining_waits_for_the_calls_in_progress(lines: Lines) -> None:
    may_end = asyncio.Event()
    begun = asyncio.Event()

    async def call() -> None:
        async with lines.carrying():
            begun.set()
            await may_end.wait()

    calling = asyncio.create_task(call())
    await begun.wait()
    draining = asyncio.create_task(lines.drain(60.0))
    await asyncio.sleep(0)
    assert not lines.open
    assert not draining.done()
    may_end.set()
    assert await draining == 0
    await calling


async def test_draining_gives_up_after_its_time(lines: Lines) -> None:
    async def call() -> None:
        async with lines.carrying():
            await asyncio.Event().wait()

    calling = asyncio.create_task(call())
    await asyncio.sleep(0)
    assert await lines.drain(0.01) == 1
    calling.cancel()


async def test_a_full_house_is_closed(lines: Lines) -> None:
    assert lines.open
    lines.active_calls.admit("CA1")
    assert not lines.open


async def test_a_call_that_was_let_in_keeps_its_line_until_its_stream_arrives(lines: Lines) -> None:
    token = lines.tokens.issue("CA1", None, None)
    assert not lines.open
    lines.tokens.redeem(token)
    assert lines.open
