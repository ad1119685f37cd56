"""A scenario from its first call to its last, and what came of it."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from voicebot.records.entries import CallbackRecord, CallRecord
from voicebot.records.store import Records
from voicebot.simulation.expectations import CheckedExpectation, check, is_lost
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.transcript import TranscriptLine, transcribe
from voicebot.simulation.venue import Venue

RECORD_SECONDS = 10.0
"""Time after the end of a call within which its end must be in the records."""

_RECORD_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Episode:
    """What became of a scenario.

    Attributes:
        played: The call that it is about, from the caller's side.
        expectations: Of all its calls, each with what happened.
        lost: Whether the records miss something of a call; see ``expectations.is_lost``.
        transcript: Of all its calls, in order.
    """

    played: PlayedCall
    expectations: Sequence[CheckedExpectation]
    lost: bool
    transcript: Sequence[TranscriptLine]


async def play_episode(scenario: Scenario, index: int, venue: Venue, timezone: tzinfo) -> Episode:
    """Play the earlier calls of a scenario and then the one it is about, and check them all.

    Args:
        scenario: What to play.
        index: Number of the scenario, from 0.
        venue: Where.
        timezone: The office's.
    """
    expectations: list[CheckedExpectation] = []
    transcript: list[TranscriptLine] = []
    lost = False
    call_ids: list[str] = []
    calls = scenario.calls()
    for number, call in enumerate(calls, 1):
        played, record = await _play(call, index, venue, call_ids)
        # As they are after this call, which may have moved or cancelled them.
        earlier = await _callbacks(venue.records, call_ids)
        checked = check(call, played, record, earlier=earlier, timezone=timezone)
        place = f"earlier call {number}, " if number < len(calls) else ""
        expectations += [replace(one, what=f"{place}{one.what}") for one in checked]
        transcript += transcribe(played, record)
        lost = lost or is_lost(played, record)
        call_ids.append(played.call_id)
    return Episode(played, expectations, lost, transcript)


async def _play(
    call: Scenario, index: int, venue: Venue, earlier: Sequence[str]
) -> tuple[PlayedCall, CallRecord | None]:
    """Play one call, with the reference that the caller was given last filled in."""
    if any(step.needs_reference for step in call.steps):
        booked = await _callbacks(venue.records, earlier)
        if not booked:
            now = datetime.now(UTC)
            reason = "no reference was given in an earlier call"
            return PlayedCall("not played", reason, None, now, now), None
        call = call.with_reference(booked[-1].reference)
    played = await venue.play(call, index)
    return played, await _finished_record(venue.records, played)


async def _callbacks(records: Records, call_ids: Sequence[str]) -> list[CallbackRecord]:
    """What was booked in some calls, as the records have it now."""
    found = [await records.call(call_id) for call_id in call_ids]
    return [callback for record in found if record for callback in record.callbacks]


async def _finished_record(records: Records, played: PlayedCall) -> CallRecord | None:
    """The record of a call once its end is in it, or what there is of it in the end."""
    deadline = time.monotonic() + RECORD_SECONDS
    while True:
        record = await records.call(played.call_id)
        finished = record is not None and record.ended_at is not None
        if finished or played.ended_by is None or time.monotonic() >= deadline:
            return record
        await asyncio.sleep(_RECORD_POLL_SECONDS)
