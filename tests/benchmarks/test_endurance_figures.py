"""What becomes of samples of memory and of turns."""

from datetime import UTC, datetime

import pytest

from benchmarks.endurance_figures import TimedTurn, courses, slope_per_minute, timed_turns
from benchmarks.process_memory import MemorySample, ProcessMemory
from voicebot.simulation.measurements import Measurements, TurnLatency
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.script import Contribution


def sample(seconds: float, server: float, *workers: float) -> MemorySample:
    family = [ProcessMemory("server", 1, server, server)]
    family += [ProcessMemory("voice", 2 + i, mb, mb) for i, mb in enumerate(workers)]
    return MemorySample(seconds, tuple(family))


def test_growth_is_told_in_megabytes_a_minute() -> None:
    points = [(seconds, 100 + seconds / 60 * 2.5) for seconds in range(0, 600, 10)]
    assert slope_per_minute(points) == pytest.approx(2.5)


def test_one_time_has_no_slope() -> None:
    assert slope_per_minute([]) is None
    assert slope_per_minute([(3.0, 1.0), (3.0, 2.0)]) is None


def test_thirds_are_compared_for_all_processes_and_for_each_role() -> None:
    samples = [sample(0, 100, 50, 10), sample(100, 110, 50, 10), sample(300, 130, 50, 30)]
    found = {one.name: one for one in courses(samples, [])}
    in_all = found["USS, in all"]
    assert (in_all.first, in_all.last) == (165.0, 210.0)
    assert (found["USS, server"].first, found["USS, server"].last) == (105.0, 130.0)
    assert (found["USS, voice"].first, found["USS, voice"].last) == (60.0, 80.0)


def test_what_is_loaded_at_first_is_no_growth() -> None:
    samples = [sample(0, 10), sample(10, 400), *(sample(t, 500) for t in range(100, 301, 10))]
    slope = courses(samples, [])[0].slope_per_minute
    assert slope == pytest.approx(0.0, abs=1e-6)


def test_latencies_are_compared_at_the_middle_and_at_the_slow_end() -> None:
    turns = [TimedTurn(t, answered=True, latency_ms=300.0 + t) for t in range(0, 301, 10)]
    turns.append(TimedTurn(300.0, answered=False, latency_ms=None))
    found = {one.name: one for one in courses([], turns)}
    assert (found["latency, median"].first, found["latency, median"].last) == (350.0, 550.0)
    assert found["latency, 95th percentile"].first == pytest.approx(395.0)


def test_without_a_value_in_a_third_nothing_is_claimed() -> None:
    found = {one.name: one for one in courses([sample(60, 1)], [])}
    assert found["PSS, in all"].first is None
    assert found["latency, median"].last is None


def test_turns_are_placed_in_the_call_and_the_last_one_is_left_out() -> None:
    contributions = tuple(
        Contribution(step, "Was kostet das?", 0, step * 80_000, interrupting=False, answered=True)
        for step in (1, 2, 3)
    )
    now = datetime.now(UTC)
    played = PlayedCall(
        "CA1",
        None,
        "caller",
        now,
        now,
        contributions,
        measurements=Measurements(latencies=(TurnLatency(1, 412.34),)),
    )
    assert timed_turns(played) == [
        TimedTurn(10.0, answered=True, latency_ms=412.3),
        TimedTurn(20.0, answered=True, latency_ms=None),
    ]
