"""How a simulated caller hears whose turn it is."""

from telephony.call import Samples
from voicebot.simulation.activity import is_speech

HANGOVER_SECONDS = 0.8
"""Silence after which the assistant has finished: longer than its pauses between sentences."""


class AssistantEar:
    """Follows what is heard of the assistant, tick by tick.

    Args:
        tick_seconds: Duration of the frames given to ``hear``.
    """

    def __init__(self, tick_seconds: float) -> None:
        self._tick_seconds = tick_seconds
        self._ticks_since_turn = 0
        self._ticks_since_onset: int | None = None
        self._quiet_ticks = 0

    @property
    def has_spoken(self) -> bool:
        """Whether there was speech since ``begin_turn``."""
        return self._ticks_since_onset is not None

    @property
    def waiting_seconds(self) -> float:
        """Time since ``begin_turn``."""
        return self._ticks_since_turn * self._tick_seconds

    @property
    def speaking_seconds(self) -> float | None:
        """Time since the assistant's speech began; None when it has not, or has finished."""
        if self._ticks_since_onset is None or self.finished_seconds is not None:
            return None
        return self._ticks_since_onset * self._tick_seconds

    @property
    def finished_seconds(self) -> float | None:
        """Time since the assistant has finished speaking; None when it has not.

        It has finished ``HANGOVER_SECONDS`` after its last sound, when nothing is left to play.
        """
        quiet = self._quiet_ticks * self._tick_seconds - HANGOVER_SECONDS
        return quiet if self.has_spoken and quiet >= 0 else None

    def begin_turn(self) -> None:
        """The caller has said something: what is heard from now on is the answer."""
        self._ticks_since_turn = 0
        self._ticks_since_onset = None
        self._quiet_ticks = 0

    def hear(self, frame: Samples, *, more_to_come: bool) -> None:
        """Take one tick.

        Args:
            frame: What the caller heard.
            more_to_come: Whether audio or marks are still queued.
        """
        self._ticks_since_turn += 1
        if self._ticks_since_onset is not None:
            self._ticks_since_onset += 1
        if is_speech(frame):
            self._quiet_ticks = 0
            if self._ticks_since_onset is None:
                self._ticks_since_onset = 0
        elif not more_to_come:
            self._quiet_ticks += 1
