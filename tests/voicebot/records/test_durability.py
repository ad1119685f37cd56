"""What a process has been told is committed survives the death of that process."""

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta

from voicebot.records.entries import CallbackStatus
from voicebot.records.store import Records

BOOK_AND_WAIT = """
import asyncio
import sys
from datetime import UTC, datetime

from dialogs.actions import BookCallback
from voicebot.records.store import Records


async def main() -> None:
    records = Records.open(sys.argv[1])
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    await records.start_call("CA1", "twilio", None, at)
    callback = BookCallback("Alex Example", "+493023125042", "fees", "en", at, at, capacity=1)
    print(await records.book_callback("CA1", callback, at), flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
"""


async def test_a_booking_survives_kill_9_right_after_it_was_confirmed(database_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BOOK_AND_WAIT, database_url, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    reference = (await process.stdout.readline()).decode().strip()
    process.kill()
    assert await process.wait() == -signal.SIGKILL

    booked_at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    async with Records.open(database_url) as records:
        (booked,) = await records.callbacks(CallbackStatus.OPEN)
        assert await records.recover_interrupted(booked_at + timedelta(hours=1)) == 1
        call = await records.call("CA1")
    assert (booked.reference, booked.name) == (reference, "Alex Example")
    assert call is not None
    assert (call.end_reason, call.ended_at) == ("interrupted", booked_at)
    assert call.events[0].data == {"reference": reference}
