"""What the benchmark of latency makes of the calls that were played."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from voicebot.records.entries import CallRecord, Speaker
from voicebot.simulation.activity import speech_segments
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario


@dataclass(frozen=True, slots=True)
class MeasuredTurn:
    """Something the caller was to say, not interrupting the assistant.

    Attributes:
        step: Number of the step, from 1.
        text: What was to be said.
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
        cut_offs: Turns in which the assistant spoke or hung up before the caller had finished.
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
        cut_offs: Turns in which the assistant spoke or hung up before the caller had finished.
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
        times: How often it was recorded.
        p50: Median, in milliseconds where the record says nothing else.
        p95: Value of 95 % of the turns at most.
    """

    name: str
    times: int
    p50: float
    p95: float


def measured_call(way: str, scenario: Scenario, played: PlayedCall) -> MeasuredCall:
    """Put together what was measured on the recording of a call."""
    cut_offs = played.measurements.cut_offs + _hung_up_on_speech(played)
    return MeasuredCall(
        way=way,
        call_id=played.call_id,
        scenario=scenario.name,
        language=scenario.language,
        failure=played.failure,
        turns=tuple(_turns(scenario, played)),
        cut_offs=cut_offs,
        barge_ins_ms=tuple(round(one, 1) for one in played.measurements.barge_ins_ms),
        audio_gaps=played.measurements.audio_gaps,
        latest_tick_ms=round(played.latest_tick_ms, 1),
    )


def _turns(scenario: Scenario, played: PlayedCall) -> Iterator[MeasuredTurn]:
    latencies = {one.step: round(one.milliseconds, 1) for one in played.measurements.latencies}
    said = {one.step: one for one in played.contributions}
    for number, step in enumerate(scenario.steps, 1):
        if step.say is None:
            continue
        contribution = said.get(number)
        if contribution is None:  # the call was over before the caller had said it
            if step.interrupt_after is None:
                yield MeasuredTurn(number, step.say, answered=False, latency_ms=None)
        elif not contribution.interrupting:
            yield MeasuredTurn(number, step.say, contribution.answered, latencies.get(number))


def _hung_up_on_speech(played: PlayedCall) -> bool:
    """Whether the assistant ended the call while the caller was saying something."""
    if played.recording is None or played.ended_by != "assistant":
        return False
    finished = played.contributions[-1].end if played.contributions else 0
    return bool(speech_segments(played.recording.caller[finished:]))


def summarise(calls: Sequence[MeasuredCall]) -> list[Summary]:
    """Every way over all calls, then in each language, in the order of the calls."""
    ways = list(dict.fromkeys(call.way for call in calls))
    languages = list(dict.fromkeys(call.language for call in calls))
    groups: list[str | None] = [None, *(languages if len(languages) > 1 else [])]
    return [
        _summary(
            way, code, [one for one in calls if one.way == way and code in {None, one.language}]
        )
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


def times_faster(summary: Summary, reference: Summary) -> float | None:
    """How many times longer the median latency of ``reference`` is than that of ``summary``."""
    if summary.p50_ms is None or reference.p50_ms is None:
        return None
    return round(reference.p50_ms / summary.p50_ms, 2)


def break_down(records: Iterable[CallRecord]) -> list[Step]:
    """Every number that the records have about the callers' turns and the events of the calls."""
    values: dict[str, list[float]] = {}
    for name, value in (item for record in records for item in recorded_numbers(record)):
        values.setdefault(name, []).append(value)
    return [
        Step(name, len(all_), float(np.percentile(all_, 50)), float(np.percentile(all_, 95)))
        for name, all_ in values.items()
    ]


def recorded_numbers(record: CallRecord) -> Iterator[tuple[str, float]]:
    """Timings of the caller's turns, then the numbers in the events, as ``event.number``."""
    for turn in record.turns:
        if turn.speaker is Speaker.CALLER:
            yield from turn.timings.items()
    for event in record.events:
        for name, value in event.data.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield f"{event.kind}.{name}", value


def _percentile(values: Sequence[float], percentile: int) -> float | None:
    return round(float(np.percentile(values, percentile)), 1) if values else None
