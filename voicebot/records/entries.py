"""What goes into the records and what comes out of them.

All times are time-zone aware; they come back in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""A value that JSON can hold; numbers are finite."""

CALLBACK_COMMITTED = "callback_committed"
"""Kind of the event that is written in the same transaction as a callback."""

CALLBACK_MOVED = "callback_moved"
"""Kind of the event that is written in the transaction that gives a callback another time."""

CALLBACK_CANCELLED = "callback_cancelled"
"""Kind of the event that is written in the transaction that cancels a callback."""

CALLBACK_DONE = "callback_done"
"""Kind of the event that is written in the transaction that notes that somebody called back."""

CALLBACK_REOPENED = "callback_reopened"
"""Kind of the event that is written when it is taken back that a callback is done or cancelled."""

MESSAGE_ACCEPTED = "message_accepted"
"""Kind of the event that is written in the transaction that puts a message into the outbox."""

DRAFT_KEPT = "draft_kept"
"""Kind of the event that tells that a callback was not finished."""

CALL_INTERRUPTED = "call_interrupted"
"""Kind of the event that tells when a call was found to have been cut off by a crash."""

INTERRUPTED = "interrupted"
"""End reason of a call during which the program died."""


class Speaker(StrEnum):
    """Whose turn it was."""

    CALLER = "caller"
    ASSISTANT = "assistant"


class CallbackStatus(StrEnum):
    """What became of a callback."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class DeliveryKind(StrEnum):
    """What leaves the program."""

    TEXT_MESSAGE = "text_message"
    CALLBACK_WEBHOOK = "callback_webhook"


class DeliveryStatus(StrEnum):
    """What became of it."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One turn of the conversation.

    Attributes:
        speaker: Who spoke.
        text: What was recognised or spoken.
        language: ISO 639-1 code of ``text``.
        at: Begin of the turn.
        topic: What the caller wants, as understood; None for the assistant and for noise.
        confidence: Probability of ``topic`` between 0 and 1.
        accepted: Whether ``topic`` passed the gate.
        source: What the assistant said, as ``topic:fees`` or ``phrase:greeting``.
        timings: Milliseconds by name of the step.
    """

    speaker: Speaker
    text: str
    language: str
    at: datetime
    topic: str | None = None
    confidence: float | None = None
    accepted: bool | None = None
    source: str | None = None
    timings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One step of a call.

    Attributes:
        position: Place in the call, from 1 without gaps.
        kind: Name of the step, as ``callback_committed``.
        data: What belongs to it.
        at: When it happened.
    """

    position: int
    kind: str
    data: Mapping[str, Json]
    at: datetime


@dataclass(frozen=True, slots=True)
class CallbackRecord:
    """A promise to call somebody back.

    Attributes:
        reference: Six digits by which it is found again.
        call_id: The call in which it was booked.
        name: The caller's name as understood.
        number: E.164 number to call.
        topic: Identifier of the subject.
        language: ISO 639-1 code in which the caller wants to talk.
        window_start: Begin of the time window.
        window_end: End of the time window.
        status: Open until somebody called or the caller cancelled it.
        created_at: When it was booked.
    """

    reference: str
    call_id: str
    name: str
    number: str
    topic: str
    language: str
    window_start: datetime
    window_end: datetime
    status: CallbackStatus
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A callback that was not finished; nobody was promised anything.

    Attributes:
        id: By which the supervisor settles it.
        call_id: The call in which it was begun.
        name: As far as it was understood.
        number: E.164 number under which the caller can perhaps be reached.
        topic: Identifier of the subject, None if not known.
        language: ISO 639-1 code of the call.
        reason: Why it was not finished; see ``dialogs.actions.DraftReason``.
        created_at: When the booking was left.
        settled_at: When the supervisor was done with it, None while it is open.
    """

    id: int
    call_id: str
    name: str | None
    number: str | None
    topic: str | None
    language: str
    reason: str
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something to be delivered now.

    Attributes:
        id: The same at every attempt, so that the receiver can tell a repetition.
        kind: What it is.
        payload: What it says.
        attempts: Attempts so far, this one included.
        created_at: When it was committed.
    """

    id: int
    kind: DeliveryKind
    payload: Mapping[str, Json]
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CallSummary:
    """One call in a list.

    Attributes:
        call_id: Identifier of the call.
        channel: Name of the adapter, as ``twilio``.
        caller_number: The caller's E.164 number, or None when withheld.
        started_at: When the caller was connected.
        ended_at: When the line was gone; None while the call is in progress.
        end_reason: Why it ended.
        language: ISO 639-1 code, None until it is known.
        turns: Number of turns of both sides.
        topics: Subjects that were answered or booked, each once, in order. Acts such as
            ``affirm`` are not among them.
        callback_references: References of the callbacks booked.
    """

    call_id: str
    channel: str
    caller_number: str | None
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    language: str | None
    turns: int
    topics: tuple[str, ...]
    callback_references: tuple[str, ...]

    @property
    def seconds(self) -> float | None:
        """How long the call took; None while it is in progress."""
        return None if self.ended_at is None else (self.ended_at - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True)
class CallRecord:
    """Everything about one call.

    Attributes:
        call_id: Identifier of the call.
        channel: Name of the adapter, as ``twilio``.
        caller_number: The caller's E.164 number, or None when withheld.
        started_at: When the caller was connected.
        ended_at: When the line was gone; None while the call is in progress.
        end_reason: Why it ended.
        language: ISO 639-1 code, None until it is known.
        software_version: Version of voicebot that took the call.
        turns: In order.
        events: In order.
        callbacks: In order of booking.
    """

    call_id: str
    channel: str
    caller_number: str | None
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    language: str | None
    software_version: str
    turns: tuple[TurnRecord, ...]
    events: tuple[EventRecord, ...]
    callbacks: tuple[CallbackRecord, ...]

    @property
    def seconds(self) -> float | None:
        """How long the call took; None while it is in progress."""
        return None if self.ended_at is None else (self.ended_at - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True)
class RecordCounts:
    """How much is in the records.

    Attributes:
        calls: All calls.
        calls_in_progress: Calls that have not ended.
        turns: All turns.
        events: All events.
        callbacks: All callbacks.
        callbacks_open: Callbacks still to be made.
    """

    calls: int
    calls_in_progress: int
    turns: int
    events: int
    callbacks: int
    callbacks_open: int
