"""Callbacks: booked, moved, cancelled, done; each inside the transaction of its session.

A window has so many places. They are counted in ``callback_windows``, whose row the database
locks while it is changed: whoever comes second sees the place that was taken.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialogs.actions import BookCallback, KeepDraft, MoveCallback
from voicebot.records.changes import append_event
from voicebot.records.entries import (
    CALLBACK_CANCELLED,
    CALLBACK_COMMITTED,
    CALLBACK_DONE,
    CALLBACK_MOVED,
    CALLBACK_REOPENED,
    DRAFT_KEPT,
    CallbackStatus,
)
from voicebot.records.errors import CallbackStateError, RecordsError, WindowFullError
from voicebot.records.outbox import announce_callback
from voicebot.records.tables import CallbackDraftRow, CallbackRow, CallbackWindowRow


def book_callback(
    session: Session,
    call_id: str,
    callback: BookCallback,
    at: datetime,
    references: Iterable[str],
) -> str:
    """Add an open callback under the first free one of ``references``, and its event.

    Raises:
        WindowFullError: Its window has no place left.
        RecordsError: No reference is free.
    """
    _take_place(session, callback.window_start, callback.capacity)
    for reference in references:
        try:
            with session.begin_nested():
                session.execute(
                    insert(CallbackRow).values(
                        reference=reference,
                        call_id=call_id,
                        name=callback.name,
                        number=callback.number,
                        topic=callback.topic,
                        language=callback.language,
                        window_start=callback.window_start,
                        window_end=callback.window_end,
                        status=CallbackStatus.OPEN.value,
                        created_at=at,
                    )
                )
        except IntegrityError:
            # Inserting and then asking, not the other way round: another server may take the
            # same reference in between.
            taken = select(CallbackRow.id).where(CallbackRow.reference == reference)
            if session.scalar(taken) is None:
                raise
            continue
        append_event(session, call_id, CALLBACK_COMMITTED, {"reference": reference}, at)
        announce_callback(session, CALLBACK_COMMITTED, _row(session, reference), at)
        return reference
    raise RecordsError("no free callback reference was found; nothing was booked")


def move_callback(session: Session, call_id: str, move: MoveCallback, at: datetime) -> None:
    """Give an open callback another window.

    Raises:
        WindowFullError: The new window has no place left; once the transaction is rolled back,
            the callback has its old one.
        CallbackStateError: There is no open callback with this reference.
    """
    callback = _open_row(session, move.reference)
    if callback.window_start != move.window_start:
        _exchange_places(session, callback.window_start, move.window_start, move.capacity)
    callback.window_start, callback.window_end = move.window_start, move.window_end
    append_event(session, call_id, CALLBACK_MOVED, {"reference": move.reference}, at)
    announce_callback(session, CALLBACK_MOVED, callback, at)


def cancel_callback(session: Session, call_id: str | None, reference: str, at: datetime) -> None:
    """Note that a callback is not wanted any more, and free its place.

    Args:
        session: With a transaction.
        call_id: The call in which it was cancelled; None for the supervisor.
        reference: Of an open callback.
        at: Now.

    Raises:
        CallbackStateError: There is no open callback with this reference.
    """
    callback = _open_row(session, reference)
    _free_place(session, callback.window_start)
    callback.status = CallbackStatus.CANCELLED.value
    append_event(
        session, call_id or callback.call_id, CALLBACK_CANCELLED, {"reference": reference}, at
    )
    announce_callback(session, CALLBACK_CANCELLED, callback, at)


def complete_callback(session: Session, reference: str, at: datetime) -> None:
    """Note that somebody called, as an event of the call in which the callback was booked.

    The place is always free then, so that places are those of open callbacks and nothing else:
    an early call makes room in a window to come, and in one that is over nobody books any more.

    Raises:
        CallbackStateError: There is no open callback with this reference.
    """
    callback = _open_row(session, reference)
    _free_place(session, callback.window_start)
    callback.status = CallbackStatus.DONE.value
    append_event(session, callback.call_id, CALLBACK_DONE, {"reference": reference}, at)
    announce_callback(session, CALLBACK_DONE, callback, at)


def reopen_callback(session: Session, reference: str, at: datetime) -> None:
    """Take back that a callback is done or cancelled; it gets its place even if that is one more.

    A person decides that, and the caller was promised this time. It is an event of the call in
    which the callback was booked.

    Raises:
        CallbackStateError: There is no such callback, or it is open.
    """
    callback = _row(session, reference)
    if callback.status == CallbackStatus.OPEN.value:
        raise CallbackStateError(f"the callback {reference} is open")
    _take_place(session, callback.window_start, capacity=None)
    callback.status = CallbackStatus.OPEN.value
    append_event(session, callback.call_id, CALLBACK_REOPENED, {"reference": reference}, at)
    # A ticket system that closed its ticket has to open it again.
    announce_callback(session, CALLBACK_REOPENED, callback, at)


def keep_draft(session: Session, call_id: str, draft: KeepDraft, at: datetime) -> None:
    """Keep a callback that was not finished; the event holds neither name nor number."""
    session.add(
        CallbackDraftRow(
            call_id=call_id,
            name=draft.name,
            number=draft.number,
            topic=draft.topic,
            language=draft.language,
            reason=draft.reason.value,
            created_at=at,
        )
    )
    append_event(session, call_id, DRAFT_KEPT, {"reason": draft.reason.value}, at)


def settle_draft(session: Session, draft_id: int, at: datetime) -> None:
    """Note that the supervisor is done with an unfinished callback.

    Raises:
        CallbackStateError: There is none with this number that is open.
    """
    draft = session.get(CallbackDraftRow, draft_id)
    if draft is None or draft.settled_at is not None:
        raise CallbackStateError(f"there is no open unfinished callback {draft_id}")
    draft.settled_at = at


def _take_place(session: Session, start: datetime, capacity: int | None) -> None:
    try:
        with session.begin_nested():
            session.execute(insert(CallbackWindowRow).values(start=start, booked=0))
    except IntegrityError:
        pass  # the row is there, perhaps since a moment ago
    place = update(CallbackWindowRow).where(CallbackWindowRow.start == start)
    if capacity is not None:
        place = place.where(CallbackWindowRow.booked < capacity)
    taken = session.execute(
        place.values(booked=CallbackWindowRow.booked + 1).returning(CallbackWindowRow.start)
    )
    if taken.first() is None:
        raise WindowFullError("the time window has no place left")


def _exchange_places(session: Session, old: datetime, new: datetime, capacity: int) -> None:
    """Earlier window first, whichever it is.

    Two servers that move callbacks in opposite directions would otherwise wait for each other's
    row until PostgreSQL gives one of them up (deadlock).
    """
    if new < old:
        _take_place(session, new, capacity)
        _free_place(session, old)
    else:
        _free_place(session, old)
        _take_place(session, new, capacity)


def _free_place(session: Session, start: datetime) -> None:
    session.execute(
        update(CallbackWindowRow)
        .where(CallbackWindowRow.start == start, CallbackWindowRow.booked > 0)
        .values(booked=CallbackWindowRow.booked - 1)
    )


def _row(session: Session, reference: str) -> CallbackRow:
    row = session.scalar(
        select(CallbackRow).where(CallbackRow.reference == reference).with_for_update()
    )
    if row is None:
        raise CallbackStateError(f"there is no callback {reference}")
    return row


def _open_row(session: Session, reference: str) -> CallbackRow:
    row = _row(session, reference)
    if row.status != CallbackStatus.OPEN.value:
        raise CallbackStateError(f"the callback {reference} is {row.status}")
    return row
