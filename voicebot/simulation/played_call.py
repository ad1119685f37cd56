"""What is known about a call once it has been played, whatever carried it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from voicebot.simulation.measurements import Measurements
from voicebot.simulation.recording import Recording
from voicebot.simulation.script import Contribution

Party = Literal["assistant", "caller"]


@dataclass(frozen=True, slots=True)
class PlayedCall:
    """One call from the caller's side.

    Attributes:
        call_id: Identifier, the same as in the records.
        failure: Why the scenario was not played to an orderly end; None when it was.
        ended_by: Who hung up; None when the connection broke or never came about.
        started_at: When the stream began (aware).
        ended_at: When it ended.
        contributions: What the caller said and keyed.
        recording: Both sides; None on channels without sound.
        measurements: What was measured on the recording.
        latest_tick_ms: The most by which a tick of the simulated caller was late. When it is
            not small against the latencies, the simulating machine was overloaded.
        unplayed_ms: Audio of the assistant that was still queued when the call ended.
        begun: When each step began (aware), by number of the step (from 1).
    """

    call_id: str
    failure: str | None
    ended_by: Party | None
    started_at: datetime
    ended_at: datetime
    contributions: tuple[Contribution, ...] = ()
    recording: Recording | None = None
    measurements: Measurements = field(default_factory=Measurements)
    latest_tick_ms: float = 0.0
    unplayed_ms: float = 0.0
    begun: Mapping[int, datetime] = field(default_factory=dict)

    @property
    def completed(self) -> bool:
        """Whether every step was done and the call ended in an orderly way."""
        return self.failure is None
