"""What the assistant wants done: the output of ``decide``, carried out in order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Expectation(StrEnum):
    """What the caller is likely to say next; turn taking and recognition listen accordingly."""

    ANYTHING = "anything"
    YES_NO = "yes_no"
    NAME = "name"
    PHONE_NUMBER = "phone_number"
    TIME_WINDOW = "time_window"


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
class BookCallback:
    """Commit a callback, then report ``CallbackCommitted`` or ``CallbackRefused``.

    Attributes:
        name: The caller's name as understood.
        number: E.164 number to call.
        topic: Identifier of the subject.
        language: ISO 639-1 code in which the caller wants to talk.
        window_start: Begin of the time window (aware).
        window_end: End of the time window (aware).
    """

    name: str
    number: str
    topic: str
    language: str
    window_start: datetime
    window_end: datetime


class HangUpReason(StrEnum):
    """Why the assistant ends a call."""

    GOODBYE = "goodbye"
    NO_INPUT = "no_input"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call after the last word has been heard."""

    reason: HangUpReason


Action = Say | Listen | BookCallback | HangUp
