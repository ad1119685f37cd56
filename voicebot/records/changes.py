"""What can be written, each inside the transaction of the session it is given."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import metadata

from sqlalchemy import ScalarSelect, func, insert, select
from sqlalchemy.orm import Session

from voicebot.records.entries import (
    CALL_INTERRUPTED,
    INTERRUPTED,
    Json,
    TurnRecord,
)
from voicebot.records.errors import RecordsError
from voicebot.records.tables import CallRow, EventRow, TurnRow


def start_call(
    session: Session, call_id: str, channel: str, caller_number: str | None, at: datetime
) -> None:
    """Add a call in progress."""
    session.add(
        CallRow(
            call_id=call_id,
            channel=channel,
            caller_number=caller_number,
            started_at=at,
            software_version=_software_version(),
        )
    )


def append_event(
    session: Session, call_id: str, kind: str, data: Mapping[str, Json], at: datetime
) -> None:
    """Add an event after all others of the call."""
    position = _next_position(EventRow, call_id)
    session.execute(
        insert(EventRow).values(call_id=call_id, position=position, kind=kind, data=data, at=at)
    )


def add_turn(session: Session, call_id: str, turn: TurnRecord) -> None:
    """Add a turn after all others of the call."""
    session.execute(
        insert(TurnRow).values(
            call_id=call_id,
            position=_next_position(TurnRow, call_id),
            speaker=turn.speaker.value,
            text=turn.text,
            language=turn.language,
            topic=turn.topic,
            confidence=turn.confidence,
            accepted=turn.accepted,
            source=turn.source,
            timings=turn.timings,
            at=turn.at,
        )
    )


def set_language(session: Session, call_id: str, language: str) -> None:
    """Note the language of the call."""
    _call(session, call_id).language = language


def end_call(session: Session, call_id: str, reason: str, at: datetime) -> None:
    """Close a call; of several reasons the first stays, unless it was only ``interrupted``."""
    call = _call(session, call_id)
    if call.ended_at is None or call.end_reason == INTERRUPTED:
        call.ended_at, call.end_reason = at, reason


def close_interrupted(session: Session, at: datetime) -> int:
    """Close every call in progress at the time of its last entry; the number of them."""
    calls = session.scalars(select(CallRow).where(CallRow.ended_at.is_(None))).all()
    for call in calls:
        entries = (
            session.scalar(select(func.max(row.at)).where(row.call_id == call.call_id))
            for row in (TurnRow, EventRow)
        )
        call.ended_at = max((call.started_at, *(time for time in entries if time is not None)))
        call.end_reason = INTERRUPTED
        append_event(session, call.call_id, CALL_INTERRUPTED, {}, at)
    return len(calls)


def _call(session: Session, call_id: str) -> CallRow:
    call = session.get(CallRow, call_id)
    if call is None:
        raise RecordsError(f"the call {call_id} is not in the records")
    return call


def _next_position(row: type[TurnRow | EventRow], call_id: str) -> ScalarSelect[int]:
    """Part of the insert itself, so that no other write comes in between."""
    last = func.coalesce(func.max(row.position), 0)
    return select(last + 1).where(row.call_id == call_id).scalar_subquery()


@cache
def _software_version() -> str:
    return metadata.version("voicebot")
