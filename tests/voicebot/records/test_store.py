import asyncio
import dataclasses
import itertools
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.actions import BookCallback
from voicebot.records import database
from voicebot.records.entries import (
    CallbackStatus,
    CallRecord,
    EventRecord,
    Json,
    RecordCounts,
    Speaker,
    TurnRecord,
)
from voicebot.records.errors import RecordsError
from voicebot.records.store import Records


def caller_turn(at: datetime, text: str = "What does it cost?") -> TurnRecord:
    return TurnRecord(
        speaker=Speaker.CALLER,
        text=text,
        language="en",
        at=at,
        topic="fees",
        confidence=0.93,
        accepted=True,
        timings={"recognition": 180.5, "understanding": 4.0},
    )


def answer(at: datetime, source: str = "topic:fees") -> TurnRecord:
    return TurnRecord(
        speaker=Speaker.ASSISTANT,
        text="It costs one hundred euros.",
        language="en",
        at=at,
        source=source,
    )


async def test_a_call_comes_back_as_it_was_recorded(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    await records.start_call("CA1", "twilio", "+493023125007", at)
    await records.set_language("CA1", "en")
    await records.add_turn("CA1", caller_turn(at))
    await records.add_turn("CA1", answer(at))
    await records.append("CA1", "language_found", {"scores": {"en": 0.9, "de": 0.1}}, at)
    reference = await records.book_callback("CA1", callback, at)
    await records.end_call("CA1", "goodbye", at + timedelta(seconds=42))

    call = await records.call("CA1")

    assert call is not None
    assert (call.channel, call.caller_number, call.language) == ("twilio", "+493023125007", "en")
    assert (call.started_at, call.seconds, call.end_reason) == (at, 42, "goodbye")
    assert call.software_version == metadata.version("voicebot")
    assert call.turns == (caller_turn(at), answer(at))
    assert call.events == (
        EventRecord(1, "language_found", {"scores": {"en": 0.9, "de": 0.1}}, at),
        EventRecord(2, "callback_committed", {"reference": reference}, at),
    )
    (booked,) = call.callbacks
    asked_for = dataclasses.asdict(callback)
    del asked_for["capacity"]  # of the window, not of the callback
    assert {name: getattr(booked, name) for name in asked_for} == asked_for
    assert (booked.reference, booked.call_id) == (reference, "CA1")
    assert (booked.status, booked.created_at) == (CallbackStatus.OPEN, at)


async def test_an_unknown_call_is_none(records: Records) -> None:
    assert await records.call("CA1") is None


async def test_times_of_any_zone_come_back_as_the_same_moment_in_utc(records: Records) -> None:
    local = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))

    await records.start_call("CA1", "twilio", None, local)

    call = await records.call("CA1")
    assert call is not None
    assert call.started_at == local
    assert call.started_at.tzinfo is UTC


async def test_a_time_without_zone_is_refused(records: Records, at: datetime) -> None:
    with pytest.raises(RecordsError, match="without time zone"):
        await records.start_call("CA1", "twilio", None, at.replace(tzinfo=None))


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), b"bytes", datetime(2026, 1, 1, tzinfo=UTC), {1: "x"}]
)
async def test_what_json_does_not_have_is_refused(
    records: Records, at: datetime, value: Any
) -> None:
    await records.start_call("CA1", "twilio", None, at)
    with pytest.raises(RecordsError):
        await records.append("CA1", "measured", {"nested": [value]}, at)
    assert (await records.counts()).events == 0


async def test_nothing_can_be_recorded_for_a_call_that_never_began(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    with pytest.raises(RecordsError):
        await records.append("CA1", "heard", {}, at)
    with pytest.raises(RecordsError):
        await records.add_turn("CA1", answer(at))
    with pytest.raises(RecordsError):
        await records.book_callback("CA1", callback, at)
    with pytest.raises(RecordsError, match="CA1 is not in the records"):
        await records.set_language("CA1", "en")
    with pytest.raises(RecordsError, match="CA1 is not in the records"):
        await records.end_call("CA1", "goodbye", at)
    assert await records.counts() == RecordCounts(0, 0, 0, 0, 0, 0)


async def test_a_call_begins_only_once(records: Records, at: datetime) -> None:
    await records.start_call("CA1", "twilio", None, at)
    with pytest.raises(RecordsError):
        await records.start_call("CA1", "sip", None, at)
    call = await records.call("CA1")
    assert call is not None
    assert call.channel == "twilio"


async def test_an_error_quotes_nothing_that_was_to_be_recorded(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    with pytest.raises(RecordsError) as failure:
        await records.book_callback("CA1", callback, at)
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__
    assert callback.name not in str(failure.value)
    assert callback.number not in str(failure.value)


async def test_while_the_database_fails_nothing_committed_is_lost_and_later_it_goes_on(
    tmp_path: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PRAGMAS", ("busy_timeout = 10", "journal_mode = WAL"))
    path = tmp_path / "locked.db"
    async with Records.open(f"sqlite:///{path}") as records:
        await records.start_call("CA1", "twilio", None, at)
        await records.append("CA1", "before", {}, at)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordsError, match="locked"):
            await records.append("CA1", "meanwhile", {}, at)
        other.close()
        await records.append("CA1", "after", {}, at)
        call = await records.call("CA1")
    assert call is not None
    assert [(event.position, event.kind) for event in call.events] == [(1, "before"), (2, "after")]


async def test_the_first_reason_of_an_end_stays(records: Records, at: datetime) -> None:
    await records.start_call("CA1", "twilio", None, at)
    await records.end_call("CA1", "caller", at + timedelta(seconds=5))
    await records.end_call("CA1", "local", at + timedelta(seconds=6))
    call = await records.call("CA1")
    assert call is not None
    assert (call.end_reason, call.seconds) == ("caller", 5)


async def test_concurrent_appends_keep_the_order_of_each_call_without_gaps(
    records: Records, at: datetime
) -> None:
    async def carry(call_id: str) -> None:
        await records.start_call(call_id, "twilio", None, at)
        for number in range(20):
            await records.append(call_id, "step", {"number": number}, at)

    call_ids = [f"CA{number}" for number in range(6)]
    await asyncio.gather(*(carry(call_id) for call_id in call_ids))

    for call_id in call_ids:
        call = await records.call(call_id)
        assert call is not None
        assert [event.data["number"] for event in call.events] == list(range(20))
        assert [event.position for event in call.events] == list(range(1, 21))


async def test_events_handed_over_together_are_kept_in_that_order(
    records: Records, at: datetime
) -> None:
    await records.start_call("CA1", "twilio", None, at)
    await asyncio.gather(*(records.append("CA1", f"step-{n}", {}, at) for n in range(50)))
    call = await records.call("CA1")
    assert call is not None
    assert [event.kind for event in call.events] == [f"step-{n}" for n in range(50)]


async def test_200_bookings_at_once_get_200_references(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    await records.start_call("CA1", "twilio", None, at)
    references = await asyncio.gather(
        *(records.book_callback("CA1", callback, at) for _ in range(200))
    )
    assert len(set(references)) == 200
    assert {booked.reference for booked in await records.callbacks()} == set(references)


async def test_what_a_cancelled_task_handed_over_is_still_recorded(
    records: Records, at: datetime
) -> None:
    await records.start_call("CA1", "twilio", None, at)
    waiting = [asyncio.create_task(records.append("CA1", "heard", {}, at)) for _ in range(10)]
    await asyncio.sleep(0)  # each runs until it waits for the disk
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert all(task.cancelled() for task in waiting)

    await records.append("CA1", "last", {}, at)

    assert (await records.counts()).events == 11


async def test_closing_finishes_what_is_waiting(database_url: str, at: datetime) -> None:
    records = Records.open(database_url)
    await records.start_call("CA1", "twilio", None, at)
    waiting = [asyncio.create_task(records.append("CA1", "heard", {}, at)) for _ in range(10)]
    await asyncio.sleep(0)
    await records.close()
    await asyncio.gather(*waiting)
    async with Records.open(database_url) as again:
        assert (await again.counts()).events == 10


async def test_closed_records_say_so(database_url: str, at: datetime) -> None:
    records = Records.open(database_url)
    await records.close()
    await records.close()
    with pytest.raises(RecordsError, match="closed"):
        await records.append("CA1", "heard", {}, at)
    with pytest.raises(RecordsError, match="closed"):
        await records.counts()


async def test_calls_cut_off_by_a_crash_end_with_their_last_entry(
    records: Records, at: datetime
) -> None:
    for call_id in ("ended", "silent", "talking", "stepping"):
        await records.start_call(call_id, "twilio", None, at)
    await records.end_call("ended", "goodbye", at + timedelta(seconds=9))
    await records.append("talking", "heard", {}, at + timedelta(seconds=10))
    await records.add_turn("talking", answer(at + timedelta(seconds=20)))
    await records.append("stepping", "heard", {}, at + timedelta(seconds=30))
    restart = at + timedelta(days=3)

    assert await records.recover_interrupted(restart) == 3
    assert await records.recover_interrupted(restart) == 0

    ends = {call.call_id: (call.end_reason, call.seconds) for call in await records.recent_calls(9)}
    assert ends == {
        "ended": ("goodbye", 9),
        "silent": ("interrupted", 0),
        "talking": ("interrupted", 20),
        "stepping": ("interrupted", 30),
    }
    talking = await records.call("talking")
    assert talking is not None
    assert talking.events[-1] == EventRecord(2, "call_interrupted", {}, restart)


async def test_a_call_taken_for_interrupted_can_still_end(records: Records, at: datetime) -> None:
    await records.start_call("CA1", "twilio", None, at)
    await records.recover_interrupted(at)
    await records.end_call("CA1", "goodbye", at + timedelta(seconds=7))
    call = await records.call("CA1")
    assert call is not None
    assert (call.end_reason, call.seconds) == ("goodbye", 7)


async def test_recent_calls_are_paged_and_filtered_latest_first(
    records: Records, at: datetime
) -> None:
    for number in range(6):
        await records.start_call(f"CA{number}", "twilio", None, at + timedelta(hours=number))
        await records.set_language(f"CA{number}", "de" if number % 2 else "en")

    async def ids(limit: int, offset: int = 0, **filters: str | datetime) -> list[str]:
        calls = await records.recent_calls(limit, offset, **filters)  # type: ignore[arg-type]  # forwarded as given
        return [call.call_id for call in calls]

    assert await ids(4) == ["CA5", "CA4", "CA3", "CA2"]
    assert await ids(4, 4) == ["CA1", "CA0"]
    assert await ids(9, language="de") == ["CA5", "CA3", "CA1"]
    assert await ids(9, since=at + timedelta(hours=4)) == ["CA5", "CA4"]


async def test_a_summary_names_what_was_answered_or_booked_once(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    await records.start_call("CA1", "twilio", None, at)
    for source in ("phrase:greeting", "topic:opening_hours", "topic:fees", "topic:opening_hours"):
        await records.add_turn("CA1", answer(at, source))
    first = await records.book_callback("CA1", callback, at)
    second = await records.book_callback(
        "CA1", dataclasses.replace(callback, topic="naturalisation"), at
    )

    (summary,) = await records.recent_calls(1)

    assert summary.turns == 4
    assert summary.topics == ("opening_hours", "fees", "naturalisation")
    assert summary.callback_references == (first, second)
    assert summary.seconds is None


async def test_callbacks_come_in_order_of_their_windows(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    await records.start_call("CA1", "twilio", None, at)
    later = dataclasses.replace(callback, window_start=callback.window_start + timedelta(days=1))
    references = [await records.book_callback("CA1", wish, at) for wish in (later, callback)]
    found = [booked.reference for booked in await records.callbacks(CallbackStatus.OPEN)]
    assert found == references[::-1]
    assert await records.callbacks(CallbackStatus.DONE) == []


async def test_counts_tell_open_from_all(
    records: Records, at: datetime, callback: BookCallback
) -> None:
    await records.start_call("CA1", "twilio", None, at)
    await records.start_call("CA2", "twilio", None, at)
    await records.end_call("CA2", "caller", at)
    await records.add_turn("CA1", answer(at))
    await records.book_callback("CA1", callback, at)
    assert await records.counts() == RecordCounts(
        calls=2, calls_in_progress=1, turns=1, events=1, callbacks=1, callbacks_open=1
    )


async def test_identifiers_are_found_by_their_beginning_letter_for_letter(
    records: Records, at: datetime
) -> None:
    for call_id in ("CA10", "CA1", "ca1x", "CA_1", "B"):
        await records.start_call(call_id, "twilio", None, at)
    assert await records.call_ids_with_prefix("CA1", 9) == ["CA1", "CA10"]
    assert await records.call_ids_with_prefix("CA_", 9) == ["CA_1"]
    assert await records.call_ids_with_prefix("%", 9) == []
    assert len(await records.call_ids_with_prefix("", 3)) == 3


STORABLE = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
JSON: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | STORABLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(STORABLE, inner, max_size=4),
    max_leaves=10,
)


@pytest.fixture
def record_and_read(database_url: str, at: datetime) -> Iterator[Callable[..., CallRecord]]:
    records = Records.open(database_url)
    numbers = itertools.count()

    async def run(text: str, data: Mapping[str, Json]) -> CallRecord:
        call_id = f"CA{next(numbers)}"
        await records.start_call(call_id, "text", None, at)
        await records.add_turn(call_id, caller_turn(at, text))
        await records.append(call_id, "heard", data, at)
        call = await records.call(call_id)
        assert call is not None
        return call

    yield lambda text, data: asyncio.run(run(text, data))
    asyncio.run(records.close())


@settings(
    max_examples=50,
    deadline=None,  # waits for the disk
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # a call of its own each time
)
@given(text=STORABLE, data=st.dictionaries(STORABLE, JSON, max_size=4))
def test_any_text_and_any_json_come_back_unchanged(
    record_and_read: Callable[..., CallRecord], text: str, data: dict[str, Json]
) -> None:
    call = record_and_read(text, data)
    assert call.turns[0].text == text
    assert call.events[0].data == data


def test_what_no_database_can_hold_is_replaced_not_lost(
    record_and_read: Callable[..., CallRecord],
) -> None:
    call = record_and_read("a\0b\ud800c", {"\0": ["x\udfff", {"y": "\0"}], "number": 1})
    assert call.turns[0].text == "a\ufffdb\ufffdc"
    assert call.events[0].data == {"\ufffd": ["x\ufffd", {"y": "\ufffd"}], "number": 1}
