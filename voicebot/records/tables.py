"""The tables; ``migrations`` creates them, and a test proves that both say the same."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Double, ForeignKey, Index, Integer, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from voicebot.records.columns import StorableJson, StorableText, UtcDateTime

# SQLite numbers rows by itself only in a column of type INTEGER, which has 64 bits there.
_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """All tables of the records."""

    # Every constraint has a name, so that a later migration can change it on any database.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        float: Double,
        str: StorableText,
    }


class CallRow(Base):
    """One call; ``ended_at`` is null while it is in progress."""

    __tablename__ = "calls"
    # At the begin of every call its number is looked for; among 200,000 calls that takes 40 ms
    # without an index for a number that never called.
    __table_args__ = (Index(None, "caller_number", "started_at"),)

    call_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    caller_number: Mapped[str | None]
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    language: Mapped[str | None]
    software_version: Mapped[str]


class TurnRow(Base):
    """One turn of one side."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("call_id", "position"),)

    id: Mapped[int] = mapped_column(_ROW_NUMBER, primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id", ondelete="CASCADE"))
    position: Mapped[int]
    speaker: Mapped[str]
    text: Mapped[str]
    language: Mapped[str]
    topic: Mapped[str | None]
    confidence: Mapped[float | None]
    accepted: Mapped[bool | None]
    source: Mapped[str | None]
    timings: Mapped[dict[str, float]] = mapped_column(StorableJson)
    at: Mapped[datetime]


class EventRow(Base):
    """One step of a call; rows are added and never changed."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("call_id", "position"),)

    id: Mapped[int] = mapped_column(_ROW_NUMBER, primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(StorableJson)
    at: Mapped[datetime]


class CallbackRow(Base):
    """A promise to call back.

    It does not go away with its call: whoever erases an old call has to decide about a promise
    that is still open.
    """

    __tablename__ = "callbacks"

    id: Mapped[int] = mapped_column(_ROW_NUMBER, primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"), index=True)
    name: Mapped[str]
    number: Mapped[str]
    topic: Mapped[str]
    language: Mapped[str]
    window_start: Mapped[datetime]
    window_end: Mapped[datetime]
    status: Mapped[str]
    created_at: Mapped[datetime]


class CallbackWindowRow(Base):
    """How many callbacks are open in one time window.

    Counted in a row of its own, which a transaction can lock, so that two callers on two servers
    never get the last place both.
    """

    __tablename__ = "callback_windows"

    start: Mapped[datetime] = mapped_column(primary_key=True)
    booked: Mapped[int]


class CallbackDraftRow(Base):
    """A callback that was not finished."""

    __tablename__ = "callback_drafts"

    id: Mapped[int] = mapped_column(_ROW_NUMBER, primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id", ondelete="CASCADE"))
    name: Mapped[str | None]
    number: Mapped[str | None]
    topic: Mapped[str | None]
    language: Mapped[str]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class DeliveryRow(Base):
    """Something that has to leave the program: a text message, a word to the ticket system."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(_ROW_NUMBER, primary_key=True)
    kind: Mapped[str]
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.call_id", ondelete="CASCADE"))
    payload: Mapped[dict[str, Any]] = mapped_column(StorableJson)
    status: Mapped[str]
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
