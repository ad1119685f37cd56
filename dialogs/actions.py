"""What the assistant wants done: the output of ``decide``, carried out in order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Expectation(StrEnum):
    """What the caller is likely to say next; turn taking and recognition listen accordingly."""

    ANYTHING = "anything"
    YES_NO = "yes_no"
    NAME = "name"
    SPELLING = "spelling"
    PHONE_NUMBER = "phone_number"
    TIME_WINDOW = "time_window"
    REFERENCE = "reference"
    TOWN = "town"


class Pace(StrEnum):
    """How fast the assistant speaks."""

    NORMAL = "normal"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Say:
    """Speak an approved text.

    Attributes:
        text: Ready to be spoken: every number and date already written as it is said.
        language: ISO 639-1 code of ``text``.
        source: What was approved, as ``phrase:greeting`` or ``topic:fees``.
        interruptible: Whether the caller may talk over it; disclosures may not be lost.
        pace: Slow when the caller asked for it.
    """

    text: str
    language: str
    source: str
    interruptible: bool = True
    pace: Pace = Pace.NORMAL


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for the caller once everything said before has been heard.

    Attributes:
        expects: What is likely to come.
        patience_seconds: Silence after which ``SilenceElapsed`` is reported.
    """

    expects: Expectation
    patience_seconds: float


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """Look up how many callbacks each time window has, then report ``CalendarRead``."""


@dataclass(frozen=True, slots=True)
class BookCallback:
    """Commit a callback, then report ``CallbackCommitted`` or ``CallbackRefused``.

    Attributes:
        name: The caller's name as understood; empty when it could not be understood.
        number: E.164 number to call.
        topic: Identifier of the subject.
        language: ISO 639-1 code in which the caller wants to talk.
        window_start: Begin of the time window (aware).
        window_end: End of the time window (aware).
        capacity: Callbacks that fit into the window; one more is refused.
    """

    name: str
    number: str
    topic: str
    language: str
    window_start: datetime
    window_end: datetime
    capacity: int


@dataclass(frozen=True, slots=True)
class FindCallback:
    """Look for an open callback, then report ``CallbackFound`` or ``CallbackNotFound``.

    Attributes:
        reference: Digits of its reference.
        number: E.164 number for which it was booked; both must be right.
    """

    reference: str
    number: str


@dataclass(frozen=True, slots=True)
class MoveCallback:
    """Commit another time for a callback, then report ``CallbackMoved`` or ``CallbackRefused``.

    Attributes:
        reference: Of an open callback.
        window_start: Begin of the new time window (aware).
        window_end: End of the new time window (aware).
        capacity: Callbacks that fit into the window.
    """

    reference: str
    window_start: datetime
    window_end: datetime
    capacity: int


@dataclass(frozen=True, slots=True)
class CancelCallback:
    """Commit that a callback is not wanted any more.

    Then report ``CallbackCancelled`` or ``CallbackRefused``.
    """

    reference: str


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Commit a text message to be sent, then report ``MessageAccepted`` or ``MessageRefused``.

    Attributes:
        number: E.164 number of a mobile telephone.
        text: An approved text with its values.
        source: What was approved, as ``topic:fees`` or ``phrase:message_callback``.
    """

    number: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """Put the caller through to a person; report ``TransferFailed`` if that does not work.

    Attributes:
        urgent: Whether it is about danger, detention or a deportation today.
        summary: For the person who takes the call, in the office's own language: language of the
            call and subject; nothing that the caller said word for word.
    """

    urgent: bool
    summary: str


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Record the sound from now on, then report ``RecordingStarted`` or ``RecordingRefused``."""


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Keep a callback that was not finished, for the supervisor; nothing is reported back.

    Attributes:
        name: As far as it was understood, else None.
        number: E.164 number the caller confirmed, or the one they called from, else None.
        topic: Identifier of the subject, None if not known.
        language: ISO 639-1 code of the call.
        reason: Why it was not finished.
    """

    name: str | None
    number: str | None
    topic: str | None
    language: str
    reason: "DraftReason"


class DraftReason(StrEnum):
    """Why a callback was not finished."""

    HUNG_UP = "hung_up"
    SILENCE = "silence"
    NOT_UNDERSTOOD = "not_understood"
    NO_TIME_FREE = "no_time_free"
    LEFT = "left"
    FAILED = "failed"


class HangUpReason(StrEnum):
    """Why the assistant ends a call."""

    GOODBYE = "goodbye"
    NO_INPUT = "no_input"
    NOT_UNDERSTOOD = "not_understood"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call after the last word has been heard."""

    reason: HangUpReason


Request = (
    ReadCalendar
    | BookCallback
    | FindCallback
    | MoveCallback
    | CancelCallback
    | SendMessage
    | Transfer
    | StartRecording
)
"""What reports back with an event before the conversation goes on."""

Effect = BookCallback | MoveCallback | CancelCallback | SendMessage | Transfer | StartRecording
"""Requests that change something outside the conversation and are not taken back."""

Action = Say | Listen | Request | KeepDraft | HangUp
