"""The report of a simulation: ``report.json`` for programs, ``report.html`` for people."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
import numpy as np

from languages.registry import LANGUAGES
from voicebot.simulation.runner import CallResult, Plan, SimulationOutcome

JSON_NAME = "report.json"
HTML_NAME = "report.html"

Report = dict[str, Any]
"""The JSON document; its keys are those that ``build_report`` lists."""


def build_report(plan: Plan, outcome: SimulationOutcome) -> Report:
    """Summarise a simulation.

    Returns:
        ``calls, completed, failed`` (not played to an orderly end), ``lost_records`` (calls of
        which the records miss something), ``concurrency, channel, wall_seconds, task_success``
        (share of calls whose expectations all held), ``by_language``, ``by_tag``, ``latency_ms``,
        ``cut_offs``, ``barge_in_ms``, ``audio_gaps`` (see ``measurements``), and ``results`` with
        one entry a call. Times are milliseconds unless the name says otherwise.
    """
    results = outcome.results
    completed = sum(one.played.completed for one in results)
    languages = sorted({one.scenario.language for one in results})
    tags = sorted({tag for one in results for tag in one.scenario.tags})
    return {
        "calls": len(results),
        "completed": completed,
        "failed": len(results) - completed,
        "lost_records": sum(one.lost for one in results),
        "concurrency": plan.concurrency,
        "channel": plan.channel.value,
        "wall_seconds": round(outcome.wall_seconds, 1),
        "task_success": _task_success(results),
        "by_language": {
            code: _of_group([one for one in results if one.scenario.language == code])
            for code in languages
        },
        "by_tag": {
            tag: _of_group([one for one in results if tag in one.scenario.tags]) for tag in tags
        },
        "latency_ms": _distribution(_latencies(results), (50, 95, 99)),
        "cut_offs": sum(one.played.measurements.cut_offs for one in results),
        "barge_in_ms": _distribution(
            [value for one in results for value in one.played.measurements.barge_ins_ms], (50, 95)
        ),
        "audio_gaps": sum(one.played.measurements.audio_gaps for one in results),
        "latest_tick_ms": round(max((one.played.latest_tick_ms for one in results), default=0), 1),
        "results": [_call(one) for one in results],
    }


def write_report(report: Report, folder: Path) -> None:
    """Write ``report.json`` and ``report.html`` into an existing folder."""
    document = json.dumps(report, ensure_ascii=False, indent=2)
    (folder / JSON_NAME).write_text(document + "\n", "utf-8")
    (folder / HTML_NAME).write_text(render_html(report), "utf-8")


def render_html(report: Report) -> str:
    """The report as one HTML page, which needs nothing but the recordings beside it."""
    source = resources.files("voicebot.simulation").joinpath("report.html").read_text("utf-8")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source).render(report=report, languages=LANGUAGES)


def _task_success(results: Sequence[CallResult]) -> float:
    return round(sum(one.succeeded for one in results) / len(results), 4) if results else 0.0


def _of_group(results: Sequence[CallResult]) -> Report:
    return {
        "calls": len(results),
        "succeeded": sum(one.succeeded for one in results),
        "task_success": _task_success(results),
        "latency_ms": _distribution(_latencies(results), (50, 95, 99)),
    }


def _latencies(results: Iterable[CallResult]) -> list[float]:
    return [one.milliseconds for call in results for one in call.played.measurements.latencies]


def _distribution(values: Sequence[float], percentiles: Sequence[int]) -> Report:
    """Number, percentiles (interpolated linearly) and maximum; None where there is no value."""
    summary: Report = {"n": len(values)}
    for percentile in percentiles:
        summary[f"p{percentile}"] = (
            round(float(np.percentile(values, percentile)), 1) if values else None
        )
    summary["max"] = round(max(values), 1) if values else None
    return summary


def _call(result: CallResult) -> Report:
    played = result.played
    measured = played.measurements
    return {
        "name": result.scenario.name,
        "description": result.scenario.description,
        "tags": list(result.scenario.tags),
        "call_id": played.call_id,
        "language": result.scenario.language,
        "completed": played.completed,
        "failure": played.failure,
        "succeeded": result.succeeded,
        "lost": result.lost,
        "ended_by": played.ended_by,
        "started_at": played.started_at.isoformat(),
        "seconds": round((played.ended_at - played.started_at).total_seconds(), 1),
        "expectations": [asdict(one) for one in result.expectations],
        "latencies": [
            {"step": one.step, "milliseconds": round(one.milliseconds, 1)}
            for one in measured.latencies
        ],
        "barge_in_ms": [round(value, 1) for value in measured.barge_ins_ms],
        "cut_offs": measured.cut_offs,
        "audio_gaps": measured.audio_gaps,
        "latest_tick_ms": round(played.latest_tick_ms, 1),
        "unplayed_ms": round(played.unplayed_ms, 1),
        "recording": result.recording,
        "transcript": [asdict(line) for line in result.transcript],
    }
