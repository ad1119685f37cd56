"""The one interface of a telephone call, whatever brought it: Twilio, SIP, Asterisk, a browser.

Audio is 16-bit linear PCM, mono, as ``numpy.int16`` arrays of shape ``(samples,)`` at
``Call.sample_rate``. Adapters hide packetising, companding and the wire format.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class CallInfo:
    """Who is calling and over what.

    Attributes:
        call_id: Identifier of the call, unique in the records.
        channel: Name of the adapter, for example ``twilio``.
        caller_number: The caller's number in E.164 form, or None when withheld.
        called_number: The number that was dialled, or None when unknown.
    """

    call_id: str
    channel: str
    caller_number: str | None = None
    called_number: str | None = None


@dataclass(frozen=True, slots=True)
class AudioReceived:
    """Sound from the caller, usually 20 ms of it."""

    samples: Samples


@dataclass(frozen=True, slots=True)
class DigitPressed:
    """One key of ``0-9*#A-D`` (RFC 4733 or the provider's own message)."""

    digit: str


@dataclass(frozen=True, slots=True)
class MarkReached:
    """Everything sent before ``Call.mark(name)`` was played to the caller, or was flushed."""

    name: str


@dataclass(frozen=True, slots=True)
class HungUp:
    """The call is over; no event follows.

    Attributes:
        reason: Short machine-readable cause: ``caller`` (hung up), ``local`` (we did),
            ``lost`` (connection broke), ``protocol`` (the peer broke the rules).
        detail: One sentence for the log, free of personal data.
    """

    reason: str
    detail: str = ""


CallEvent = AudioReceived | DigitPressed | MarkReached | HungUp


class TransferError(Exception):
    """A call could not be handed to somebody else; the message is free of personal data."""


class Call(Protocol):
    """One call in progress.

    ``events`` is consumed by exactly one reader and ends after ``HungUp``. All other methods
    are safe to call until then and do nothing afterwards.
    """

    @property
    def info(self) -> CallInfo:
        """Who is calling."""
        ...

    @property
    def sample_rate(self) -> int:
        """Sample rate in hertz of the audio in both directions."""
        ...

    def events(self) -> AsyncIterator[CallEvent]:
        """Everything that comes from the caller, in order."""
        ...

    async def play(self, samples: Samples) -> None:
        """Queue audio for the caller; the far side plays it after what was queued before."""
        ...

    async def mark(self, name: str) -> None:
        """Ask for ``MarkReached(name)`` once all audio queued so far has been played."""
        ...

    async def flush(self) -> None:
        """Drop all queued audio now (barge-in); outstanding marks are reported as reached."""
        ...

    async def transfer(self, target: str, summary: str) -> None:
        """Hand the caller to ``target``; the call is over for us when it returns.

        Args:
            target: E.164 number or SIP URI.
            summary: What the person is told about the call, where the channel can tell it.

        Raises:
            TransferError: Nobody answered, or the adapter cannot transfer; the caller is back.
        """
        ...

    async def hang_up(self) -> None:
        """End the call; queued audio is lost, so wait for a mark first."""
        ...
