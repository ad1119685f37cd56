"""Where one caller's turn begins and ends, decided from windows of 32 ms alone.

Pure: no clock and no audio. Time is counted in windows of 32 ms, so the same stream always
gives the same turns.
"""

from dataclasses import dataclass
from enum import Enum, auto

from voicebot.settings import TurnSettings
from voicebot.turns.voice_activity import WINDOW_SECONDS, Window

# Silero reports voice for up to this long after the last sound (measured: 83 to 143 ms).
_DETECTOR_LAG_WINDOWS = 6


class TurnEvent(Enum):
    """What the last window changed."""

    SPEECH_STARTED = auto()
    """The caller began a turn; the assistant falls silent."""
    PAUSE_BEGAN = auto()
    """Silence is long enough to start recognition on trial."""
    SPEECH_RESUMED = auto()
    """The pause was inside the turn; what was tried is thrown away."""
    TURN_ENDED = auto()
    """The silence has outlasted what the turn deserves."""


@dataclass(slots=True)
class _Counts:
    voiced: int = 0
    silent: int = 0
    length: int = 0


class TurnTracker:
    """Follows one caller through turns and pauses.

    Args:
        settings: Thresholds; see their descriptions.
    """

    def __init__(self, settings: TurnSettings) -> None:
        self._settings = settings
        self._start_windows = _windows(settings.start_seconds)
        self._pause_windows = _windows(settings.speculation_seconds)
        self._max_windows = _windows(settings.max_seconds)
        self._counts = _Counts()
        self._finished = _Counts()
        self._in_turn = False
        self._paused = False
        self._quiet_windows = 0
        self.patience_seconds = settings.incomplete_seconds
        """Silence that ends the turn in progress; the reader of pauses shortens it."""

    @property
    def in_turn(self) -> bool:
        """Whether the caller has begun a turn that has not ended."""
        return self._in_turn

    @property
    def silence_seconds(self) -> float:
        """Silence at the end of the turn, of the one in progress or else of the last."""
        return self._turn.silent * WINDOW_SECONDS

    @property
    def turn_seconds(self) -> float:
        """Length of the turn from its first voiced window, the silence at its end included."""
        return self._turn.length * WINDOW_SECONDS

    @property
    def _turn(self) -> _Counts:
        return self._counts if self._in_turn else self._finished

    def push(self, window: Window) -> TurnEvent | None:
        """Take the next window of 32 ms."""
        # Once speaking, the bar is lower: soft endings of words are still the word.
        bar = self._settings.speech_confidence - (0.15 if self._in_turn else 0.0)
        voiced = window.speech_probability >= bar
        # Quiet is believed for as long as the detector may lag behind it: when it still reports
        # voice after that, this is a soft sound within a word, on a noisy line.
        self._quiet_windows = self._quiet_windows + 1 if voiced and window.quiet else 0
        if 0 < self._quiet_windows <= _DETECTOR_LAG_WINDOWS:
            voiced = False
        if not self._in_turn:
            return self._before_turn(voiced=voiced)
        self._counts.length += 1
        if voiced:
            return self._on_voice()
        self._counts.silent += 1
        if not self._paused and self._counts.silent >= self._pause_windows:
            self._paused = True
            return TurnEvent.PAUSE_BEGAN
        return TurnEvent.TURN_ENDED if self.end_if_due() else None

    def end_if_due(self) -> bool:
        """End the turn if its silence has lasted long enough; also between two windows."""
        due = self._paused and (
            self.silence_seconds >= self.patience_seconds
            or self._counts.length >= self._max_windows
        )
        if due:
            self._end()
        return due

    def _before_turn(self, *, voiced: bool) -> TurnEvent | None:
        counts = self._counts
        if voiced:
            counts.voiced += 1
            counts.silent = 0
        elif counts.voiced:
            counts.silent += 1
            # A click or a breath: forgotten as soon as it is followed by as much silence.
            if counts.silent > counts.voiced:
                self._counts = _Counts()
                return None
        if counts.voiced or counts.silent:
            counts.length += 1
        if counts.voiced < self._start_windows:
            return None
        self._in_turn = True
        self.patience_seconds = self._settings.incomplete_seconds
        return TurnEvent.SPEECH_STARTED

    def _on_voice(self) -> TurnEvent | None:
        self._counts.voiced += 1
        self._counts.silent = 0
        if self._paused:
            self._paused = False
            self.patience_seconds = self._settings.incomplete_seconds
            return TurnEvent.SPEECH_RESUMED
        if self._counts.length >= self._max_windows:
            # Somebody who never pauses is heard in pieces rather than not at all.
            self._end()
            return TurnEvent.TURN_ENDED
        return None

    def _end(self) -> None:
        self._finished, self._counts = self._counts, _Counts()
        self._in_turn = False
        self._paused = False


def _windows(seconds: float) -> int:
    return max(1, round(seconds / WINDOW_SECONDS))
