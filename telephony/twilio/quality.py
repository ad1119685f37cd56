"""How well a media stream arrived."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreamQuality:
    """What was received over one media stream.

    Attributes:
        frames_received: Number of media messages.
        bytes_received: Mu-law bytes in them, 8000 a second.
        unknown_messages: Messages of unknown events, and marks that nobody had asked for.
        largest_gap_ms: Longest time between two media messages as the reader of the call took
            them, so it holds stalls of the network and our own; 20 is ideal, 0 with fewer
            than two messages.
    """

    frames_received: int = 0
    bytes_received: int = 0
    unknown_messages: int = 0
    largest_gap_ms: float = 0.0


class StreamMeter:
    """Counts what ``StreamQuality`` reports."""

    def __init__(self) -> None:
        self._frames = 0
        self._bytes = 0
        self._unknown = 0
        self._largest_gap = 0.0
        self._last_media: float | None = None

    def media(self, size: int, now: float) -> None:
        """Count a media message of ``size`` bytes taken at ``now`` (monotonic seconds)."""
        self._frames += 1
        self._bytes += size
        if self._last_media is not None:
            self._largest_gap = max(self._largest_gap, now - self._last_media)
        self._last_media = now

    def unknown(self) -> None:
        """Count a message that means nothing to us."""
        self._unknown += 1

    @property
    def quality(self) -> StreamQuality:
        """The figures so far."""
        return StreamQuality(self._frames, self._bytes, self._unknown, self._largest_gap * 1000)
