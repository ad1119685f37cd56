"""What the benchmark of endurance makes of samples of memory and of turns."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.process_memory import MemorySample
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.voices import TELEPHONE_RATE

Point = tuple[float, float]
"""Seconds since the beginning, and a value."""


@dataclass(frozen=True, slots=True)
class TimedTurn:
    """A question of the caller.

    Attributes:
        seconds: When it had been said, since the call began.
        answered: Whether the assistant was heard after it, before the next one.
        latency_ms: From the caller's last speech sample to the assistant's first; None when it
            was not answered, or was cut off.
    """

    seconds: float
    answered: bool
    latency_ms: float | None


@dataclass(frozen=True, slots=True)
class Course:
    """How a figure changed from the first third of a call to the last.

    Attributes:
        name: What was measured.
        unit: Its unit.
        first: In the first third; None when nothing was measured there.
        last: In the last third.
        slope_per_minute: Of the line through the values of the last two thirds, by least squares:
            what is loaded at first use is in memory by then. None for fewer than two values.
    """

    name: str
    unit: str
    first: float | None
    last: float | None
    slope_per_minute: float | None


def timed_turns(played: PlayedCall) -> list[TimedTurn]:
    """The turns of a call that ended because its time was up.

    Without the last one: the answer to it may not have been waited for.
    """
    latencies = {one.step: round(one.milliseconds, 1) for one in played.measurements.latencies}
    return [
        TimedTurn(round(one.end / TELEPHONE_RATE, 1), one.answered, latencies.get(one.step))
        for one in played.contributions[:-1]
    ]


def courses(samples: Sequence[MemorySample], turns: Sequence[TimedTurn]) -> list[Course]:
    """Memory of all processes and of each role, then latency."""
    end = max([*(one.seconds for one in samples), *(one.seconds for one in turns)], default=0.0)
    found = [
        _course("PSS, in all", "MB", [(one.seconds, one.pss_mb) for one in samples], end),
        _course("USS, in all", "MB", [(one.seconds, one.uss_mb) for one in samples], end),
    ]
    roles = dict.fromkeys(process.role for one in samples for process in one.processes)
    for role in roles:
        points = [(one.seconds, one.role_uss_mb(role)) for one in samples]
        found.append(_course(f"USS, {role}", "MB", points, end))
    latencies = [(one.seconds, one.latency_ms) for one in turns if one.latency_ms is not None]
    median = _course("latency, median", "ms", latencies, end)
    first, last = (
        _percentile([value for _, value in third], 95) for third in _outer_thirds(latencies, end)
    )
    return [*found, median, Course("latency, 95th percentile", "ms", first, last, None)]


def slope_per_minute(points: Sequence[Point]) -> float | None:
    """Slope of the line through points by least squares; None for fewer than two times."""
    if len({seconds for seconds, _ in points}) < 2:
        return None
    seconds, values = np.array(points, np.float64).T
    return float(np.polyfit(seconds / 60, values, 1)[0])


def _course(name: str, unit: str, points: Sequence[Point], end: float) -> Course:
    first, last = (
        round(statistics.median(value for _, value in third), 2) if third else None
        for third in _outer_thirds(points, end)
    )
    slope = slope_per_minute([point for point in points if point[0] >= end / 3])
    return Course(name, unit, first, last, None if slope is None else round(slope, 3))


def _outer_thirds(points: Sequence[Point], end: float) -> tuple[list[Point], list[Point]]:
    return (
        [point for point in points if point[0] <= end / 3],
        [point for point in points if point[0] >= end * 2 / 3],
    )


def _percentile(values: Sequence[float], percentile: int) -> float | None:
    return round(float(np.percentile(values, percentile)), 1) if values else None
