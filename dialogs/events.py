"""What can happen in a conversation: the input of ``decide``.

Every event carries ``at``, the office's wall-clock time (time-zone aware): dialogues have no
clock of their own, so a thirty-second call plays in microseconds in tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from intents.understanding import Understanding


@dataclass(frozen=True, slots=True)
class CallStarted:
    """The caller is connected and nothing has been said yet.

    Attributes:
        caller_number: E.164 number of the caller, or None when it is withheld or unusable.
        last_language: ISO 639-1 code of the last call from this number, None for a new caller.
        written: Whether the conversation is typed: nobody can be put through, nothing recorded.
    """

    at: datetime
    caller_number: str | None = None
    last_language: str | None = None
    written: bool = False


@dataclass(frozen=True, slots=True)
class UtteranceHeard:
    """The caller finished a turn.

    Attributes:
        text: What was recognised; empty when there was sound but no words.
        language: The language of the call after this utterance.
        understanding: How the engine read ``text``; None when ``text`` is empty.
        in_context: How it read the caller's last question and ``text`` as one sentence ("and for
            my wife?"); None when ``text`` was understood by itself or there was no question.
        confidence: How sure the recogniser is of the words, 0 to 1; None for typed text.
    """

    at: datetime
    text: str
    language: str
    understanding: Understanding | None = None
    in_context: Understanding | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class KeysPressed:
    """The caller pressed keys (DTMF): any of ``0-9*#``, in order."""

    at: datetime
    keys: str


@dataclass(frozen=True, slots=True)
class SilenceElapsed:
    """Nobody spoke for as long as the last ``Listen`` was prepared to wait (no-input)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """The answer to ``ReadCalendar``.

    Attributes:
        taken: Number of open callbacks by begin of their window (aware).
    """

    at: datetime
    taken: Mapping[datetime, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallbackCommitted:
    """The callback asked for by ``BookCallback`` is in the database.

    Attributes:
        reference: Short number by which it is found again.
    """

    at: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class CallbackMoved:
    """The new time asked for by ``MoveCallback`` is in the database."""

    at: datetime


@dataclass(frozen=True, slots=True)
class CallbackCancelled:
    """The database has that the callback is not wanted any more."""

    at: datetime


class RefusalReason(StrEnum):
    """Why a callback was not stored or changed."""

    FAILED = "failed"
    """The database did not do it."""
    WINDOW_FULL = "window_full"
    """Somebody else was given the last place in the window meanwhile."""


@dataclass(frozen=True, slots=True)
class CallbackRefused:
    """What ``BookCallback``, ``MoveCallback`` or ``CancelCallback`` asked for was not done.

    Also the answer to ``ReadCalendar`` and ``FindCallback`` when the database fails.
    """

    at: datetime
    reason: RefusalReason = RefusalReason.FAILED


@dataclass(frozen=True, slots=True)
class CallbackFound:
    """The callback that ``FindCallback`` asked for.

    Attributes:
        reference: Its reference.
        name: The name it was booked for; may be empty.
        number: E.164 number to call.
        topic: Identifier of the subject.
        window_start: Begin of its time window (aware).
        window_end: End of its time window (aware).
    """

    at: datetime
    reference: str
    name: str
    number: str
    topic: str
    window_start: datetime
    window_end: datetime


@dataclass(frozen=True, slots=True)
class CallbackNotFound:
    """No open callback has this reference and this number."""

    at: datetime


@dataclass(frozen=True, slots=True)
class MessageAccepted:
    """The text message is in the outbox, from which it is sent until it has been sent."""

    at: datetime


@dataclass(frozen=True, slots=True)
class MessageRefused:
    """The text message could not be put into the outbox."""

    at: datetime


@dataclass(frozen=True, slots=True)
class TransferFailed:
    """Nobody answered, or the call cannot be transferred; the caller is back."""

    at: datetime


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """Sound is being recorded from now on."""

    at: datetime


@dataclass(frozen=True, slots=True)
class RecordingRefused:
    """Sound cannot be recorded; nothing is."""

    at: datetime


@dataclass(frozen=True, slots=True)
class MachineHeard:
    """A fax machine or modem is at the other end (its tone was detected)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class RecognitionFailed:
    """The caller spoke but the recogniser could not be used (crashed, overloaded)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The line is gone: the caller hung up, or the connection broke."""

    at: datetime


Result = (
    CalendarRead
    | CallbackCommitted
    | CallbackMoved
    | CallbackCancelled
    | CallbackRefused
    | CallbackFound
    | CallbackNotFound
    | MessageAccepted
    | MessageRefused
    | TransferFailed
    | RecordingStarted
    | RecordingRefused
)
"""What came of a request."""

Event = (
    CallStarted
    | UtteranceHeard
    | KeysPressed
    | SilenceElapsed
    | Result
    | RecognitionFailed
    | MachineHeard
    | CallEnded
)
