"""The provider's side of what the assistant says: queued, played in real time, cleared."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from telephony.call import Samples


@dataclass(frozen=True, slots=True)
class Underrun:
    """The caller heard nothing although the utterance was not over.

    Attributes:
        first: Sample of the call at which the buffer was empty.
        end: Sample at which audio of the same utterance was heard again.
    """

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Played:
    """What happened while one tick was played.

    Attributes:
        samples: Heard by the caller, silence where the buffer was empty.
        marks: Names of the marks whose audio had been heard when the tick began.
    """

    samples: Samples
    marks: tuple[str, ...]


class PlayoutBuffer:
    """Audio and marks in the order in which they arrived.

    A mark is reached when all audio before it has been heard. An utterance of the assistant is
    the audio between two marks; ``clear`` and ``end_utterance`` end it, too. When the buffer
    runs empty inside an utterance and audio of the same utterance follows, that is an underrun.
    """

    def __init__(self) -> None:
        self._queue: deque[Samples | str] = deque()
        self._reached: list[str] = []
        self._position = 0
        self._dry_since: int | None = None
        self._in_utterance = False
        self._underruns: list[Underrun] = []

    @property
    def empty(self) -> bool:
        """Whether neither audio nor an unreported mark is left."""
        return not self._queue and not self._reached

    @property
    def remaining(self) -> int:
        """Samples that are queued and have not been heard."""
        return sum(len(item) for item in self._queue if not isinstance(item, str))

    @property
    def underruns(self) -> tuple[Underrun, ...]:
        """All underruns so far, in order."""
        return tuple(self._underruns)

    def queue_audio(self, samples: Samples) -> None:
        """Append audio."""
        if len(samples):
            self._queue.append(samples)

    def queue_mark(self, name: str) -> None:
        """Append a mark."""
        self._queue.append(name)

    def clear(self) -> tuple[str, ...]:
        """Drop everything and return the outstanding marks, which count as reached."""
        marks = (*self._reached, *(item for item in self._queue if isinstance(item, str)))
        self._queue.clear()
        self._reached.clear()
        self.end_utterance()
        return marks

    def end_utterance(self) -> None:
        """What arrives from now on is not a continuation of what was heard before."""
        self._in_utterance = False
        self._dry_since = None

    def play(self, count: int) -> Played:
        """Let ``count`` samples of time pass."""
        marks, self._reached = self._reached, []
        heard = np.zeros(count, np.int16)
        filled = 0
        while self._queue and filled < count:
            item = self._queue.popleft()
            if isinstance(item, str):
                self.end_utterance()
                # In the middle of a tick, the audio before the mark has not been heard yet.
                (self._reached if filled else marks).append(item)
                continue
            part = item[: count - filled]
            self._note_audio(self._position + filled)
            heard[filled : filled + len(part)] = part
            filled += len(part)
            if len(part) < len(item):
                self._queue.appendleft(item[len(part) :])
        if filled < count and self._in_utterance and self._dry_since is None:
            self._dry_since = self._position + filled
        self._position += count
        return Played(heard, tuple(marks))

    def _note_audio(self, position: int) -> None:
        if self._dry_since is not None:
            self._underruns.append(Underrun(self._dry_since, position))
            self._dry_since = None
        self._in_utterance = True
