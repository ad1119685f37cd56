"""Voice-to-voice latency on the wire: our server beside pipecat's own pipeline, on the same calls.

Simulated callers play the same scenarios with the same voices, one call at a time, first with
``voicebot serve``, then with ``benchmarks.stock_pipecat``: the same weights, voices, answers and
measurement (``voicebot.simulation.measurements``). Only one of the servers runs at a time. Before
what is counted, each takes one call in every language. Speech that is prepared ahead of time is
part of our server: let it run once until it logs that sentences are prepared.

    python -m benchmarks.latency --json var/latency/latency.json

Languages for which no Piper voice is installed are left out: both ways must speak with the same.
"""

import argparse
import asyncio
import json
import os
import platform
import statistics
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from loguru import logger
from rich.console import Console
from rich.progress import track
from rich.table import Table

from telephony.call import Samples
from voicebot.errors import InputError, VoicebotError
from voicebot.records.entries import CallRecord, Speaker
from voicebot.records.store import Records
from voicebot.settings import Settings, load_settings
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario, load_scenarios
from voicebot.simulation.server_process import running_server
from voicebot.simulation.twilio_caller import TwilioCaller
from voicebot.simulation.voices import caller_voice
from voicebot.speech.voices.catalogue import find_voice

OURS = "voicebot"
STOCK = "pipecat"

_STOCK_COMMAND = (sys.executable, "-m", "benchmarks.stock_pipecat")


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call that both ways are given.

    Attributes:
        scenario: What the caller does; they hang up at its end.
        speech: What they say, by number of the step (from 1), at 8 kHz.
    """

    scenario: Scenario
    speech: Mapping[int, Samples]


@dataclass(frozen=True, slots=True)
class MeasuredTurn:
    """One spoken turn of the caller that did not interrupt the assistant.

    Attributes:
        step: Number of the step, from 1.
        text: What was said.
        answered: Whether the assistant was heard before the caller went on.
        latency_ms: From the caller's last speech sample to the assistant's first; None when it
            was not answered, or was cut off.
    """

    step: int
    text: str
    answered: bool
    latency_ms: float | None


@dataclass(frozen=True, slots=True)
class MeasuredCall:
    """What one way did with one call.

    Attributes:
        way: Who answered.
        call_id: Identifier of the call.
        scenario: Its name.
        language: ISO 639-1 code of the caller.
        failure: Why it was not played to its end; None when it was.
        turns: In order.
        cut_offs: Turns in which the assistant spoke before the caller had finished.
        barge_ins_ms: For every spoken interruption, until the assistant gave way.
        audio_gaps: Audible gaps inside the assistant's speech.
        latest_tick_ms: The most by which the simulated caller was late.
    """

    way: str
    call_id: str
    scenario: str
    language: str
    failure: str | None
    turns: tuple[MeasuredTurn, ...]
    cut_offs: int
    barge_ins_ms: tuple[float, ...]
    audio_gaps: int
    latest_tick_ms: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What one way did with all calls, or with those in one language.

    Attributes:
        way: Who answered.
        language: ISO 639-1 code; None for all calls.
        calls: Number of calls.
        turns: Spoken turns, without interruptions.
        answered: Those that were answered.
        measured: Those whose latency could be measured.
        p50_ms: Median latency; None when nothing could be measured, as for all times here.
        p95_ms: Latency of 95 % of the turns at most, interpolated linearly.
        mean_ms: Mean latency.
        cut_offs: Turns in which the assistant spoke before the caller had finished.
        barge_ins: Interruptions whose effect could be measured.
        barge_in_p50_ms: Median time until the assistant gave way.
        barge_in_p95_ms: The same for 95 % of them.
    """

    way: str
    language: str | None
    calls: int
    turns: int
    answered: int
    measured: int
    p50_ms: float | None
    p95_ms: float | None
    mean_ms: float | None
    cut_offs: int
    barge_ins: int
    barge_in_p50_ms: float | None
    barge_in_p95_ms: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """How long a step within our server took, over all turns.

    Attributes:
        name: As in the records: a timing of the caller's turns, or an event and its number.
        turns: How often it was recorded.
        p50: Median, in milliseconds where the record says nothing else.
        p95: Value of 95 % of the turns at most.
    """

    name: str
    turns: int
    p50: float
    p95: float


def plan_calls(scenarios: Sequence[Scenario], count: int) -> list[PlannedCall]:
    """Let the callers speak, each with the voice of their place in the row; blocks.

    Raises:
        InputError: No simulated caller speaks a language.
    """
    planned = []
    for index, scenario in enumerate(
        track(
            list(islice(cycle(scenarios), count)), "callers' voices", console=Console(stderr=True)
        )
    ):
        voice = caller_voice(scenario.language, index)
        speech = {
            number: voice.speak(step.say)
            for number, step in enumerate(scenario.steps, 1)
            if step.say is not None
        }
        # Who hangs up is not measured, and waiting for the other side to do so takes minutes.
        planned.append(PlannedCall(scenario.model_copy(update={"expect_end": None}), speech))
    return planned


def measured_call(way: str, scenario: Scenario, played: PlayedCall) -> MeasuredCall:
    """Put together what was measured on the recording of a call."""
    latencies = {one.step: one.milliseconds for one in played.measurements.latencies}
    turns = (
        MeasuredTurn(one.step, one.text, one.answered, _rounded(latencies.get(one.step)))
        for one in played.contributions
        if one.text is not None and not one.interrupting
    )
    return MeasuredCall(
        way=way,
        call_id=played.call_id,
        scenario=scenario.name,
        language=scenario.language,
        failure=played.failure,
        turns=tuple(turns),
        cut_offs=played.measurements.cut_offs,
        barge_ins_ms=tuple(round(one, 1) for one in played.measurements.barge_ins_ms),
        audio_gaps=played.measurements.audio_gaps,
        latest_tick_ms=round(played.latest_tick_ms, 1),
    )


def summarise(calls: Sequence[MeasuredCall]) -> list[Summary]:
    """Every way over all calls, then in each language, in the order of the calls."""
    ways = list(dict.fromkeys(call.way for call in calls))
    languages = list(dict.fromkeys(call.language for call in calls))
    groups: list[str | None] = [None, *(languages if len(languages) > 1 else [])]
    return [
        _summary(way, code, [one for one in calls if one.way == way and code in {None, one.language}])
        for code in groups
        for way in ways
    ]


def _summary(way: str, language: str | None, calls: Sequence[MeasuredCall]) -> Summary:
    turns = [turn for call in calls for turn in call.turns]
    latencies = [turn.latency_ms for turn in turns if turn.latency_ms is not None]
    barge_ins = [value for call in calls for value in call.barge_ins_ms]
    return Summary(
        way=way,
        language=language,
        calls=len(calls),
        turns=len(turns),
        answered=sum(turn.answered for turn in turns),
        measured=len(latencies),
        p50_ms=_percentile(latencies, 50),
        p95_ms=_percentile(latencies, 95),
        mean_ms=round(statistics.mean(latencies), 1) if latencies else None,
        cut_offs=sum(call.cut_offs for call in calls),
        barge_ins=len(barge_ins),
        barge_in_p50_ms=_percentile(barge_ins, 50),
        barge_in_p95_ms=_percentile(barge_ins, 95),
    )


def ratio(summary: Summary, summaries: Iterable[Summary]) -> float | None:
    """How many times longer the stock pipeline's median latency is than that of ``summary``."""
    for other in summaries:
        if other.way == STOCK and other.language == summary.language:
            if other.p50_ms is not None and summary.p50_ms:
                return round(other.p50_ms / summary.p50_ms, 2)
    return None


def break_down(records: Iterable[CallRecord]) -> list[Step]:
    """Every number that the records have about the callers' turns and the events of the calls."""
    values: dict[str, list[float]] = {}
    for name, value in (item for record in records for item in _recorded_numbers(record)):
        values.setdefault(name, []).append(value)
    return [
        Step(name, len(all_), float(np.percentile(all_, 50)), float(np.percentile(all_, 95)))
        for name, all_ in values.items()
    ]


def _recorded_numbers(record: CallRecord) -> Iterator[tuple[str, float]]:
    for turn in record.turns:
        if turn.speaker is Speaker.CALLER:
            yield from turn.timings.items()
    for event in record.events:
        for name, value in event.data.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield f"{event.kind}.{name}", value


def _percentile(values: Sequence[float], percentile: int) -> float | None:
    return round(float(np.percentile(values, percentile)), 1) if values else None


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 1)
