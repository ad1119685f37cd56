"""Why nothing is asked: a request was made, and what came of it is awaited. Plain data."""

from dataclasses import dataclass

from dialogs.questions import AskingConsent, Draft, FoundCallback, OfferingMessage, Search


@dataclass(frozen=True, slots=True)
class ReadingCalendar:
    """Which windows are free? ``draft`` is what is known of the callback already."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Committing:
    """The callback is being stored, or moved."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class LookingUp:
    """A callback of an earlier call is looked for."""

    search: Search


@dataclass(frozen=True, slots=True)
class Cancelling:
    """A callback is being cancelled."""

    callback: FoundCallback


@dataclass(frozen=True, slots=True)
class Messaging:
    """A text message is put into the outbox."""

    message: OfferingMessage


@dataclass(frozen=True, slots=True)
class Transferring:
    """The caller is put through; ``topic`` is what a callback would be about if it fails."""

    topic: str | None


@dataclass(frozen=True, slots=True)
class BeginningRecording:
    """The recording is being started."""

    consent: AskingConsent


Waiting = (
    ReadingCalendar
    | Committing
    | LookingUp
    | Cancelling
    | Messaging
    | Transferring
    | BeginningRecording
)
