"""Places in time windows, and what becomes of callbacks; in any order: test_places."""

import asyncio
import multiprocessing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from dialogs.actions import BookCallback, DraftReason, KeepDraft, MoveCallback
from voicebot.records import bookings, changes, queries
from voicebot.records.database import open_database
from voicebot.records.errors import CallbackStateError, RecordsError, WindowFullError
from voicebot.records.store import Records

HOUR = timedelta(hours=1)


def moved(reference: str, to: BookCallback) -> MoveCallback:
    return MoveCallback(reference, to.window_start, to.window_end, to.capacity)


def at_hour(callback: BookCallback, hour: int, capacity: int = 1) -> BookCallback:
    return replace(
        callback,
        window_start=callback.window_start + hour * HOUR,
        window_end=callback.window_end + hour * HOUR,
        capacity=capacity,
    )


async def attempt(records: Records, call_id: str, callback: BookCallback, at: datetime) -> bool:
    try:
        await records.book_callback(call_id, callback, at)
    except WindowFullError:
        return False
    return True


async def test_of_200_attempts_at_once_on_10_places_exactly_10_succeed(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    await asyncio.gather(*(records.start_call(f"CA{n}", "test", None, at) for n in range(200)))
    attempts = [replace(callback, name=f"Caller {n}", capacity=10) for n in range(200)]
    booked = await asyncio.gather(
        *(attempt(records, f"CA{n}", one, at) for n, one in enumerate(attempts))
    )
    assert sum(booked) == 10
    assert await records.taken_windows(at) == {callback.window_start: 10}
    stored = await records.callbacks()
    winners = {f"Caller {n}" for n, succeeded in enumerate(booked) if succeeded}
    assert {one.name for one in stored} == winners
    assert len({one.reference for one in stored}) == 10


def _book_fifty(url: str, process: int, callback: BookCallback, at: datetime) -> int:
    async def book() -> int:
        async with Records.open(url) as records:
            booked = 0
            for n in range(50):
                await records.start_call(f"CA{process}-{n}", "test", None, at)
                booked += await attempt(records, f"CA{process}-{n}", callback, at)
            return booked

    return asyncio.run(book())


def test_of_200_attempts_of_four_programs_exactly_10_succeed(
    database_url: str, at: datetime, callback: BookCallback
) -> None:
    open_database(database_url).dispose()
    wanted = replace(callback, capacity=10)
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        booked = pool.starmap(_book_fifty, [(database_url, n, wanted, at) for n in range(4)])
    assert sum(booked) == 10
    with Session(engine := open_database(database_url)) as session:
        assert queries.taken_windows(session, at) == {callback.window_start: 10}
        assert queries.counts(session).callbacks_open == 10
    engine.dispose()


async def test_a_full_window_refuses_and_keeps_what_was_there(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    await records.start_call("CA1", "test", None, at)
    here, there = at_hour(callback, 0), at_hour(callback, 2)
    first = await records.book_callback("CA1", here, at)
    await records.book_callback("CA1", there, at)
    with pytest.raises(WindowFullError):
        await records.book_callback("CA1", here, at)
    with pytest.raises(WindowFullError):
        await records.move_callback("CA1", moved(first, there), at)
    kept = await records.find_callback(first, callback.number)
    assert kept is not None
    assert kept.window_start == here.window_start
    assert await records.taken_windows(at) == {here.window_start: 1, there.window_start: 1}


async def test_a_callback_is_found_only_with_its_number_and_while_it_is_open(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    await records.start_call("CA1", "test", None, at)
    reference = await records.book_callback("CA1", callback, at)
    assert await records.find_callback(reference, "+493023125099") is None
    assert await records.find_callback("000000", callback.number) is None
    assert await records.find_callback(reference, callback.number) is not None
    await records.cancel_callback("CA1", reference, at)
    assert await records.find_callback(reference, callback.number) is None
    with pytest.raises(RecordsError, match="is cancelled"):
        await records.cancel_callback("CA1", reference, at)


async def test_changes_are_events_of_the_call_in_which_they_were_made(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    for call_id in ("CA1", "CA2"):
        await records.start_call(call_id, "test", None, at)
    reference = await records.book_callback("CA1", callback, at)
    await records.move_callback("CA2", moved(reference, at_hour(callback, 3)), at)
    await records.cancel_callback("CA2", reference, at)
    second = await records.call("CA2")
    assert second is not None
    assert [(one.kind, one.data) for one in second.events] == [
        ("callback_moved", {"reference": reference}),
        ("callback_cancelled", {"reference": reference}),
    ]


async def test_an_unfinished_callback_is_kept_until_it_is_settled(
    records: Records, at: datetime
) -> None:
    await records.start_call("CA1", "test", None, at)
    draft = KeepDraft("Anna Example", "+493023125042", None, "de", DraftReason.HUNG_UP)
    await records.keep_draft("CA1", draft, at)
    (kept,) = await records.drafts()
    assert (kept.name, kept.number, kept.reason) == ("Anna Example", "+493023125042", "hung_up")
    call = await records.call("CA1")
    assert call is not None
    assert not call.callbacks
    assert "Anna" not in str(call.events)
    await records.settle_draft(kept.id, at)
    assert await records.drafts() == []
    assert len(await records.drafts(settled=True)) == 1
    with pytest.raises(RecordsError, match="no open unfinished callback"):
        await records.settle_draft(kept.id, at)


async def test_the_language_of_the_last_call_of_a_number(records: Records, at: datetime) -> None:
    number = "+493023125042"
    for hours, language in enumerate(("tr", "en", None)):
        await records.start_call(f"CA{hours}", "test", number, at + hours * HOUR)
        if language:
            await records.set_language(f"CA{hours}", language)
        await records.end_call(f"CA{hours}", "goodbye", at + hours * HOUR)
    assert await records.last_language(number, at + 5 * HOUR) == "en"
    assert await records.last_language(number, at + HOUR) == "tr"
    assert await records.last_language("+493023125043", at + 5 * HOUR) is None


async def test_what_a_person_does_is_an_event_of_the_call_that_booked_and_told_to_the_ticket_system(
    database_url: str, at: datetime, callback: BookCallback
) -> None:
    async with Records.open(database_url, announces_callbacks=True) as records:
        await records.start_call("CA1", "test", None, at)
        reference = await records.book_callback("CA1", callback, at)
        await records.complete_callback(reference, at + HOUR)
        await records.reopen_callback(reference, at + 2 * HOUR)
        await records.cancel_callback(None, reference, at + 3 * HOUR)
        call = await records.call("CA1")
        told = await records.claim_deliveries(at + 4 * HOUR, 9, HOUR)
    assert call is not None
    steps = ["committed", "done", "reopened", "cancelled"]
    assert [(one.kind, one.at) for one in call.events] == [
        (f"callback_{step}", at + n * HOUR) for n, step in enumerate(steps)
    ]
    assert [(one.payload["event"], one.payload["status"]) for one in told] == [
        ("callback_committed", "open"),
        ("callback_done", "done"),
        ("callback_reopened", "open"),
        ("callback_cancelled", "cancelled"),
    ]


@pytest.mark.parametrize("hours", [(0, 3), (3, 0)])
def test_a_move_locks_the_earlier_window_first_so_that_two_servers_never_wait_for_each_other(
    database_url: str, at: datetime, callback: BookCallback, hours: tuple[int, int]
) -> None:
    engine = open_database(database_url)
    old, new = (at_hour(callback, hour) for hour in hours)
    with Session(engine) as session, session.begin():
        changes.start_call(session, "CA1", "test", None, at)
        bookings.book_callback(session, "CA1", old, at, ["121212"])
    locked: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE callback_windows"):
            locked.append("take" if "+" in statement else "free")

    with Session(engine) as session, session.begin():
        bookings.move_callback(session, "CA1", moved("121212", new), at)
    assert locked == (["free", "take"] if old.window_start < new.window_start else ["take", "free"])
    engine.dispose()


async def test_a_failing_database_is_told_from_a_callback_in_another_state(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    await records.start_call("CA1", "test", None, at)
    reference = await records.book_callback("CA1", callback, at)
    with pytest.raises(CallbackStateError, match="is open"):
        await records.reopen_callback(reference, at)
    await records.complete_callback(reference, at)
    with pytest.raises(CallbackStateError, match="is done"):
        await records.move_callback("CA1", moved(reference, at_hour(callback, 1)), at)
    await records.close()
    with pytest.raises(RecordsError) as failure:
        await records.complete_callback(reference, at)
    assert not isinstance(failure.value, CallbackStateError)
