"""What can be asked, each inside the transaction of the session it is given."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from voicebot.records.entries import (
    CallbackRecord,
    CallbackStatus,
    CallRecord,
    CallSummary,
    DraftRecord,
    EventRecord,
    RecordCounts,
    Speaker,
    TurnRecord,
)
from voicebot.records.tables import (
    Base,
    CallbackDraftRow,
    CallbackRow,
    CallbackWindowRow,
    CallRow,
    EventRow,
    TurnRow,
)

_TOPIC_SOURCE = "topic:"


def recent_calls(
    session: Session, limit: int, offset: int, language: str | None, since: datetime | None
) -> list[CallSummary]:
    """Calls, the latest first."""
    query = select(CallRow).order_by(CallRow.started_at.desc(), CallRow.call_id)
    if language is not None:
        query = query.where(CallRow.language == language)
    if since is not None:
        query = query.where(CallRow.started_at >= since)
    calls = session.scalars(query.limit(limit).offset(offset)).all()
    call_ids = [call.call_id for call in calls]
    turns = _turn_numbers(session, call_ids)
    topics = _answered_topics(session, call_ids)
    callbacks = _callbacks_by_call(session, call_ids)
    return [
        CallSummary(
            call_id=call.call_id,
            channel=call.channel,
            caller_number=call.caller_number,
            started_at=call.started_at,
            ended_at=call.ended_at,
            end_reason=call.end_reason,
            language=call.language,
            turns=turns.get(call.call_id, 0),
            topics=tuple(
                dict.fromkeys(
                    topics[call.call_id] + [booked.topic for booked in callbacks[call.call_id]]
                )
            ),
            callback_references=tuple(booked.reference for booked in callbacks[call.call_id]),
        )
        for call in calls
    ]


def call_ids_with_prefix(session: Session, prefix: str, limit: int) -> list[str]:
    """Identifiers that begin with ``prefix``, in order, an exact match first."""
    # Not LIKE: SQLite ignores case there, PostgreSQL does not.
    beginning = func.substr(CallRow.call_id, 1, len(prefix))
    query = select(CallRow.call_id).where(beginning == prefix)
    ordered = query.order_by(func.length(CallRow.call_id), CallRow.call_id)
    return list(session.scalars(ordered.limit(limit)))


def call(session: Session, call_id: str) -> CallRecord | None:
    """Everything about one call, or None when it is unknown."""
    row = session.get(CallRow, call_id)
    if row is None:
        return None
    turns = select(TurnRow).where(TurnRow.call_id == call_id).order_by(TurnRow.position)
    events = select(EventRow).where(EventRow.call_id == call_id).order_by(EventRow.position)
    return CallRecord(
        call_id=row.call_id,
        channel=row.channel,
        caller_number=row.caller_number,
        started_at=row.started_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        language=row.language,
        software_version=row.software_version,
        turns=tuple(_turn(turn) for turn in session.scalars(turns)),
        events=tuple(_event(event) for event in session.scalars(events)),
        callbacks=tuple(_callbacks_by_call(session, [call_id])[call_id]),
    )


def callbacks(session: Session, status: CallbackStatus | None) -> list[CallbackRecord]:
    """Callbacks in order of their time windows."""
    query = select(CallbackRow).order_by(CallbackRow.window_start, CallbackRow.id)
    if status is not None:
        query = query.where(CallbackRow.status == status.value)
    return [_callback(row) for row in session.scalars(query)]


def find_callback(session: Session, reference: str, number: str) -> CallbackRecord | None:
    """The open callback with this reference and this number, None if one of them is wrong."""
    row = session.scalar(
        select(CallbackRow).where(
            CallbackRow.reference == reference,
            CallbackRow.number == number,
            CallbackRow.status == CallbackStatus.OPEN.value,
        )
    )
    return None if row is None else _callback(row)


def taken_windows(session: Session, since: datetime) -> dict[datetime, int]:
    """How many callbacks are open in each window that begins at ``since`` or later."""
    query = select(CallbackWindowRow).where(
        CallbackWindowRow.start >= since, CallbackWindowRow.booked > 0
    )
    return {row.start: row.booked for row in session.scalars(query)}


def drafts(session: Session, *, settled: bool) -> list[DraftRecord]:
    """Unfinished callbacks, the latest first; the settled ones or the open ones."""
    is_settled = CallbackDraftRow.settled_at.is_not(None)
    query = select(CallbackDraftRow).where(is_settled if settled else ~is_settled)
    rows = session.scalars(query.order_by(CallbackDraftRow.created_at.desc(), CallbackDraftRow.id))
    names = [field.name for field in fields(DraftRecord)]
    return [DraftRecord(**{name: getattr(row, name) for name in names}) for row in rows]


def last_language(session: Session, number: str, before: datetime) -> str | None:
    """The language of the latest call from a number that had one."""
    return session.scalar(
        select(CallRow.language)
        .where(
            CallRow.caller_number == number,
            CallRow.language.is_not(None),
            CallRow.ended_at.is_not(None),
            CallRow.started_at < before,
        )
        .order_by(CallRow.started_at.desc())
        .limit(1)
    )


def counts(session: Session) -> RecordCounts:
    """How much there is of everything."""
    return RecordCounts(
        calls=_count(session, CallRow),
        calls_in_progress=_count(session, CallRow, CallRow.ended_at.is_(None)),
        turns=_count(session, TurnRow),
        events=_count(session, EventRow),
        callbacks=_count(session, CallbackRow),
        callbacks_open=_count(
            session, CallbackRow, CallbackRow.status == CallbackStatus.OPEN.value
        ),
    )


def _count(session: Session, row: type[Base], *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(row).where(*conditions)) or 0


def _turn_numbers(session: Session, call_ids: Sequence[str]) -> dict[str, int]:
    query = select(TurnRow.call_id, func.count()).where(TurnRow.call_id.in_(call_ids))
    return dict(session.execute(query.group_by(TurnRow.call_id)).all())


def _answered_topics(session: Session, call_ids: Sequence[str]) -> dict[str, list[str]]:
    query = (
        select(TurnRow.call_id, TurnRow.source)
        .where(TurnRow.call_id.in_(call_ids), TurnRow.source.startswith(_TOPIC_SOURCE))
        .order_by(TurnRow.call_id, TurnRow.position)
    )
    topics = defaultdict(list)
    for call_id, source in session.execute(query):
        if source is not None:
            topics[call_id].append(source.removeprefix(_TOPIC_SOURCE))
    return topics


def _callbacks_by_call(
    session: Session, call_ids: Sequence[str]
) -> dict[str, list[CallbackRecord]]:
    query = select(CallbackRow).where(CallbackRow.call_id.in_(call_ids)).order_by(CallbackRow.id)
    found = defaultdict(list)
    for row in session.scalars(query):
        found[row.call_id].append(_callback(row))
    return found


def _turn(row: TurnRow) -> TurnRecord:
    return TurnRecord(
        speaker=Speaker(row.speaker),
        text=row.text,
        language=row.language,
        at=row.at,
        topic=row.topic,
        confidence=row.confidence,
        accepted=row.accepted,
        source=row.source,
        timings=row.timings,
    )


def _event(row: EventRow) -> EventRecord:
    return EventRecord(position=row.position, kind=row.kind, data=row.data, at=row.at)


def _callback(row: CallbackRow) -> CallbackRecord:
    return CallbackRecord(
        reference=row.reference,
        call_id=row.call_id,
        name=row.name,
        number=row.number,
        topic=row.topic,
        language=row.language,
        window_start=row.window_start,
        window_end=row.window_end,
        status=CallbackStatus(row.status),
        created_at=row.created_at,
    )
