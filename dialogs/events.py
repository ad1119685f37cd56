"""What can happen in a conversation: the input of ``decide``.

Every event carries ``at``, the office's wall-clock time (time-zone aware): dialogues have no
clock of their own, so a thirty-second call plays in microseconds in tests.
"""

from dataclasses import dataclass
from datetime import datetime

from intents.understanding import Understanding


@dataclass(frozen=True, slots=True)
class CallStarted:
    """The caller is connected and nothing has been said yet.

    Attributes:
        caller_number: E.164 number of the caller, or None when it is withheld or unusable.
    """

    at: datetime
    caller_number: str | None = None


@dataclass(frozen=True, slots=True)
class UtteranceHeard:
    """The caller finished a turn.

    Attributes:
        text: What was recognised; empty when there was sound but no words.
        language: The language of the call after this utterance.
        understanding: How the engine read ``text``; None when ``text`` is empty.
    """

    at: datetime
    text: str
    language: str
    understanding: Understanding | None = None


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
class CallbackCommitted:
    """The callback asked for by ``BookCallback`` is in the database.

    Attributes:
        reference: Short number by which it is found again.
    """

    at: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class CallbackRefused:
    """The callback could not be stored; nothing was booked."""

    at: datetime


@dataclass(frozen=True, slots=True)
class RecognitionFailed:
    """The caller spoke but the recogniser could not be used (crashed, overloaded)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The line is gone: the caller hung up, or the connection broke."""

    at: datetime


Event = (
    CallStarted
    | UtteranceHeard
    | KeysPressed
    | SilenceElapsed
    | CallbackCommitted
    | CallbackRefused
    | RecognitionFailed
    | CallEnded
)
