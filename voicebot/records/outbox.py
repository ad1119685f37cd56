"""The outbox: what was committed and has to leave the program, until it has left.

A row is written in the same transaction as what it tells about, so neither can be lost without
the other. Whoever sends takes a lease: it moves the time of the next attempt forward, so that no
second server sends the same thing meanwhile, and what a killed one had taken is sent again.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from dialogs.actions import SendMessage
from voicebot.records.changes import append_event
from voicebot.records.entries import (
    MESSAGE_ACCEPTED,
    Delivery,
    DeliveryKind,
    DeliveryStatus,
    Json,
)
from voicebot.records.tables import CallbackRow, DeliveryRow


def enqueue(
    session: Session,
    kind: DeliveryKind,
    payload: dict[str, Json],
    call_id: str | None,
    at: datetime,
) -> None:
    """Have something delivered from ``at`` on."""
    session.add(
        DeliveryRow(
            kind=kind.value,
            call_id=call_id,
            payload=payload,
            status=DeliveryStatus.WAITING.value,
            attempts=0,
            next_attempt_at=at,
            created_at=at,
        )
    )


def send_message(session: Session, call_id: str, message: SendMessage, at: datetime) -> None:
    """Have a text message sent; the event does not hold its number."""
    payload: dict[str, Json] = {"to": message.number, "text": message.text}
    enqueue(session, DeliveryKind.TEXT_MESSAGE, payload, call_id, at)
    append_event(session, call_id, MESSAGE_ACCEPTED, {"source": message.source}, at)


def announce_callback(session: Session, event: str, callback: CallbackRow, at: datetime) -> None:
    """Have the ticket system told about a callback, if the session's installation has one."""
    if not session.info.get(ANNOUNCES_CALLBACKS):
        return
    payload: dict[str, Json] = {
        "event": event,
        "at": at.isoformat(),
        "reference": callback.reference,
        "name": callback.name,
        "number": callback.number,
        "topic": callback.topic,
        "language": callback.language,
        "window_start": callback.window_start.isoformat(),
        "window_end": callback.window_end.isoformat(),
        "status": callback.status,
    }
    enqueue(session, DeliveryKind.CALLBACK_WEBHOOK, payload, callback.call_id, at)


ANNOUNCES_CALLBACKS = "announces_callbacks"
"""Key of ``Session.info``: whether callbacks are told to a ticket system."""


def claim_due(session: Session, at: datetime, limit: int, lease: timedelta) -> list[Delivery]:
    """Take what is due, for as long as ``lease``; nobody else gets it meanwhile."""
    due = session.scalars(
        select(DeliveryRow)
        .where(
            DeliveryRow.status == DeliveryStatus.WAITING.value, DeliveryRow.next_attempt_at <= at
        )
        .order_by(DeliveryRow.next_attempt_at, DeliveryRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    claimed = []
    for row in due:
        # Asked again within the update: SQLite has no row locks, and another server may have
        # been between the two statements.
        taken = session.execute(
            update(DeliveryRow)
            .where(
                DeliveryRow.id == row.id,
                DeliveryRow.attempts == row.attempts,
                DeliveryRow.status == DeliveryStatus.WAITING.value,
            )
            .values(attempts=DeliveryRow.attempts + 1, next_attempt_at=at + lease)
            .returning(DeliveryRow.attempts)
        ).first()
        if taken is not None:
            claimed.append(
                Delivery(row.id, DeliveryKind(row.kind), row.payload, taken[0], row.created_at)
            )
    return claimed


def mark_sent(session: Session, delivery_id: int, at: datetime) -> None:
    """Note that something was delivered; what it said is not kept."""
    _change(session, delivery_id, status=DeliveryStatus.SENT.value, sent_at=at, payload={})


def mark_failed(
    session: Session, delivery_id: int, error: str, next_attempt_at: datetime | None
) -> None:
    """Note a failure.

    Args:
        session: With a transaction.
        delivery_id: What could not be delivered.
        error: Short, free of personal data.
        next_attempt_at: When it is tried again; None gives up.
    """
    if next_attempt_at is None:
        _change(session, delivery_id, status=DeliveryStatus.GIVEN_UP.value, last_error=error)
        # A text message that nobody gets is not kept; a callback can still be told by hand.
        session.execute(
            update(DeliveryRow)
            .where(
                DeliveryRow.id == delivery_id, DeliveryRow.kind == DeliveryKind.TEXT_MESSAGE.value
            )
            .values(payload={})
        )
    else:
        _change(session, delivery_id, next_attempt_at=next_attempt_at, last_error=error)


def count(session: Session, status: DeliveryStatus) -> int:
    """How many deliveries there are of a status."""
    query = select(func.count()).where(DeliveryRow.status == status.value)
    return session.scalar(query) or 0


def _change(session: Session, delivery_id: int, **values: object) -> None:
    session.execute(update(DeliveryRow).where(DeliveryRow.id == delivery_id).values(**values))
