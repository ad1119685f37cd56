from datetime import UTC, datetime

import numpy as np
import pytest

from benchmarks.latency_figures import (
    MeasuredCall,
    MeasuredTurn,
    break_down,
    measured_call,
    summarise,
    times_faster,
)
from telephony.call import Samples
from voicebot.records.entries import CallRecord, EventRecord, Speaker, TurnRecord
from voicebot.simulation.measurements import Measurements, TurnLatency
from voicebot.simulation.played_call import Party, PlayedCall
from voicebot.simulation.recording import Recording
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.script import Contribution

_NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
_QUESTION = "What does it cost?"
_GOODBYE = "That was all."
_SCENARIO = Scenario.model_validate(
    {"name": "fees", "language": "en", "steps": [{"say": _QUESTION}, {"say": _GOODBYE}]}
)


def _tone(seconds: float) -> Samples:
    time = np.arange(round(seconds * 8000)) / 8000
    return np.round(8000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)


def _played(
    contributions: tuple[Contribution, ...],
    measurements: Measurements,
    *,
    ended_by: Party = "caller",
    caller: Samples | None = None,
) -> PlayedCall:
    recording = None if caller is None else Recording(caller, np.zeros_like(caller))
    return PlayedCall(
        "CA1", None, ended_by, _NOW, _NOW, contributions, recording, measurements, 3.14159
    )


def _call(way: str, language: str, *latencies: float | None, cut_offs: int = 0) -> MeasuredCall:
    turns = tuple(
        MeasuredTurn(number, "words", value is not None, value)
        for number, value in enumerate(latencies, 1)
    )
    return MeasuredCall(way, "CA1", "fees", language, None, turns, cut_offs, (), 0, 1.0)


def test_every_turn_has_the_latency_that_was_measured_for_its_step() -> None:
    contributions = (
        Contribution(1, _QUESTION, 0, 8000, interrupting=False, answered=True),
        Contribution(2, _GOODBYE, 16000, 24000, interrupting=False, answered=True),
    )
    call = measured_call(
        "one", _SCENARIO, _played(contributions, Measurements((TurnLatency(2, 345.67),)))
    )
    assert call.turns == (
        MeasuredTurn(1, _QUESTION, answered=True, latency_ms=None),
        MeasuredTurn(2, _GOODBYE, answered=True, latency_ms=345.7),
    )


def test_a_turn_that_interrupts_the_assistant_waits_for_no_answer() -> None:
    contributions = (
        Contribution(1, _QUESTION, 0, 8000, interrupting=True, answered=True),
        Contribution(2, _GOODBYE, 16000, 24000, interrupting=False, answered=False),
    )
    call = measured_call("one", _SCENARIO, _played(contributions, Measurements()))
    assert [(turn.step, turn.answered) for turn in call.turns] == [(2, False)]


def test_a_turn_for_which_there_was_no_call_any_more_was_not_answered() -> None:
    contributions = (Contribution(1, _QUESTION, 0, 8000, interrupting=False, answered=True),)
    call = measured_call("one", _SCENARIO, _played(contributions, Measurements()))
    assert call.turns[-1] == MeasuredTurn(2, _GOODBYE, answered=False, latency_ms=None)


@pytest.mark.parametrize(
    ("ended_by", "spoken_at_the_end", "expected"),
    [("assistant", True, 2), ("assistant", False, 1), ("caller", True, 1)],
)
def test_hanging_up_on_somebody_who_speaks_cuts_them_off(
    ended_by: Party, spoken_at_the_end: bool, expected: int
) -> None:
    silence = np.zeros(8000, np.int16)
    caller = np.concatenate([_tone(1), silence, _tone(1) if spoken_at_the_end else silence])
    played = _played(
        (Contribution(1, _QUESTION, 0, 8000, interrupting=False),),
        Measurements(cut_offs=1),
        ended_by=ended_by,
        caller=caller,
    )
    assert measured_call("one", _SCENARIO, played).cut_offs == expected


def test_ways_are_summarised_over_all_calls_and_in_each_language() -> None:
    calls = [
        _call("one", "de", 100.0, 200.0),
        _call("one", "en", 300.0, None, cut_offs=1),
        _call("two", "de", 1000.0, 2000.0),
        _call("two", "en", 3000.0, 4000.0),
    ]
    summaries = summarise(calls)
    assert [(one.way, one.language) for one in summaries] == [
        ("one", None),
        ("two", None),
        ("one", "de"),
        ("two", "de"),
        ("one", "en"),
        ("two", "en"),
    ]
    whole = summaries[0]
    assert (whole.calls, whole.turns, whole.answered, whole.measured) == (2, 4, 3, 3)
    assert (whole.p50_ms, whole.p95_ms, whole.mean_ms, whole.cut_offs) == (200, 290, 200, 1)
    assert times_faster(summaries[2], summaries[3]) == 10


def test_calls_in_one_language_are_summarised_once() -> None:
    assert [one.language for one in summarise([_call("one", "de", 100.0)])] == [None]


def test_nothing_is_faster_than_what_could_not_be_measured() -> None:
    measured, silent = summarise([_call("one", "de", 100.0), _call("two", "de", None)])
    assert silent.p50_ms is None
    assert times_faster(measured, silent) is None
    assert times_faster(silent, measured) is None


def test_every_number_in_the_records_is_a_step_and_nothing_else_is() -> None:
    record = CallRecord(
        call_id="CA1",
        channel="twilio",
        caller_number=None,
        started_at=_NOW,
        ended_at=_NOW,
        end_reason="caller",
        language="de",
        software_version="1",
        turns=(
            TurnRecord(Speaker.CALLER, "ja", "de", _NOW, timings={"recognition": 100}),
            TurnRecord(Speaker.ASSISTANT, "gut", "de", _NOW, timings={"spoken": 9}),
            TurnRecord(Speaker.CALLER, "ja", "de", _NOW, timings={"recognition": 300}),
        ),
        events=(
            EventRecord(1, "reply_started", {"ms": 250, "prepared": True}, _NOW),
            EventRecord(2, "hung_up", {"by": "caller"}, _NOW),
        ),
        callbacks=(),
    )
    steps = [(step.name, step.times, step.p50, step.p95) for step in break_down([record])]
    assert steps == [("recognition", 2, 200, 290), ("reply_started.ms", 1, 250, 250)]
