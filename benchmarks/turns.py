"""Cut-offs against waiting time: how often a caller who pauses is taken to have finished.

Simulated callers say utterances with one pause of 0.2 to 1.2 s where people pause
(``benchmarks/utterances``). First the calls' own models say what is known in every silence; then
each way of deciding judges the same evidence. Evidence that a file holds already is read from it,
so that settings can be tried in seconds.

    python -m benchmarks.turns --evidence var/turns.jsonl --picture docs/turns.svg
"""

import argparse
import asyncio
import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.turns_evidence import MeasuredUtterance, read_evidence, write_evidence
from benchmarks.turns_figures import Outcome, Summary, outcome, summarise
from benchmarks.turns_foresight import Foresight
from benchmarks.turns_measuring import measure_all
from benchmarks.turns_picture import draw_curves
from benchmarks.turns_strategies import (
    STOCK_FALLBACK_SECONDS,
    Strategy,
    one_pause,
    ours,
    scaled,
    smart_turn_alone,
    stock,
)
from benchmarks.utterances import utterance_languages
from voicebot.errors import InputError, VoicebotError
from voicebot.settings import Settings, TurnSettings, load_settings
from voicebot.turns.patience import patience

OURS = "voicebot"
STOCK = "pipecat"
ONE_PAUSE = "one pause"
MELODY = "Smart Turn alone"

_USUAL_PAUSE_SECONDS = 0.7

_SCALES = np.arange(0.3, 2.05, 0.1)
_FALLBACKS_SECONDS = (0.3, 0.5, 0.7, 1.0, 1.4, 2.0, STOCK_FALLBACK_SECONDS)
_PAUSES_SECONDS = np.arange(0.2, 1.55, 0.1)
_THRESHOLDS = np.arange(0.1, 0.96, 0.1)


def compared(turns: TurnSettings, ready_seconds: float | None) -> dict[str, Strategy]:
    """The strategies of the tables."""
    return {
        OURS: ours(patience, turns, ready_seconds),
        STOCK: stock(STOCK_FALLBACK_SECONDS, ready_seconds),
        f"always {_USUAL_PAUSE_SECONDS} s": ours(
            one_pause(_USUAL_PAUSE_SECONDS), turns, ready_seconds
        ),
    }


def families(
    turns: TurnSettings, ready_seconds: float | None
) -> dict[str, list[tuple[float, Strategy]]]:
    """The strategies of the curves, each with the parameter that runs along its curve."""
    return {
        OURS: [
            (scale, ours(scaled(patience, scale), turns, ready_seconds))
            for scale in _rounded(_SCALES)
        ],
        STOCK: [(seconds, stock(seconds, ready_seconds)) for seconds in _FALLBACKS_SECONDS],
        ONE_PAUSE: [
            (seconds, ours(one_pause(seconds), turns, ready_seconds))
            for seconds in _rounded(_PAUSES_SECONDS)
        ],
        MELODY: [
            (threshold, ours(smart_turn_alone(threshold), turns, ready_seconds))
            for threshold in _rounded(_THRESHOLDS)
        ],
    }


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 2) for value in values]


def gather(options: argparse.Namespace, settings: Settings) -> list[MeasuredUtterance]:
    """Evidence from the file if there is one, else from the models; then it is written there.

    Raises:
        VoicebotError: It can be had from neither.
    """
    languages: list[str] = options.language or list(utterance_languages())
    if options.evidence and options.evidence.is_file():
        known = read_evidence(options.evidence)
        wanted = [utterance for utterance in known if utterance.language in languages]
        if not wanted:
            raise InputError(f"{options.evidence} has nothing in {', '.join(languages)}")
        if options.reread:
            foresight = Foresight(settings)
            wanted = [foresight.reread(utterance) for utterance in wanted]
        return wanted
    with Console(stderr=True).status("") as status:
        measured = asyncio.run(measure_all(languages, settings, options.seed, status.update))
    if options.evidence:
        write_evidence(options.evidence, measured)
    return measured


def print_summaries(summaries: Sequence[Summary]) -> None:
    """Print the comparison."""
    table = Table(
        title="Pauses of 0.2 to 1.2 s within utterances, and waiting after them in ms",
        caption="taken back: cut off, but the caller went on at once; lost: taken for noise",
        box=box.SIMPLE_HEAD,
    )
    for column in ("", "strategy"):
        table.add_column(column)
    for column in ("said", "cut off", "taken back", "lost", "p50", "p95", "mean"):
        table.add_column(column, justify="right")
    group = None
    for one in summaries:
        name = (one.language or one.kind or "all").replace("_", " ")
        if group not in {None, name}:
            table.add_section()
        result = one.outcome
        table.add_row(
            "" if name == group else name,
            one.strategy,
            str(result.utterances),
            f"{result.cut_off_share:.1%}",
            f"{result.taken_back_share:.1%}",
            f"{result.lost_share:.1%}",
            *(f"{value:.0f}" for value in (result.p50_ms, result.p95_ms, result.mean_ms)),
        )
        group = name
    Console().print(table)


def document(
    summaries: Sequence[Summary], curves: Mapping[str, Sequence[tuple[float, Outcome]]]
) -> dict[str, object]:
    """Everything for the JSON file."""
    return {
        "machine": {"processors": os.cpu_count(), "system": platform.platform()},
        "versions": {name: version(name) for name in ("voicebot", "pipecat-ai", "faster-whisper")},
        "summaries": [asdict(summary) for summary in summaries],
        "curves": {
            name: [{"parameter": parameter, **asdict(result)} for parameter, result in curve]
            for name, curve in curves.items()
        },
    }


def main() -> None:
    """Measure and print the table; with options, write figures down and draw the curves."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--language", action="append", choices=utterance_languages(), help="default: all"
    )
    parser.add_argument("--seed", type=int, default=1, help="of lengths of pauses and of noise")
    parser.add_argument("--evidence", type=Path, help="JSON lines; read when the file exists")
    parser.add_argument(
        "--ready",
        type=float,
        metavar="SECONDS",
        help="take evidence for known so soon after recognition began, instead of as measured",
    )
    parser.add_argument(
        "--reread",
        action="store_true",
        help="understand the words in the file as the dialogue understands them now",
    )
    parser.add_argument("--picture", type=Path, help="SVG file for the curves")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    try:
        settings = load_settings()
        utterances = gather(options, settings)
        summaries = summarise(compared(settings.turns, options.ready), utterances)
    except InputError as error:
        parser.exit(2, f"{error}\n")
    except VoicebotError as error:
        parser.exit(1, f"{error}\n")
    print_summaries(summaries)
    curves = {
        name: [(parameter, outcome(strategy, utterances)) for parameter, strategy in family]
        for name, family in families(settings.turns, options.ready).items()
    }
    if options.picture:
        overall = {one.strategy: one.outcome for one in summaries if one.language is one.kind}
        lines = {name: [result for _, result in curve] for name, curve in curves.items()}
        points = {name: overall[name] for name in (OURS, STOCK)}
        draw_curves(lines, points, options.picture)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        report = document(summaries, curves)
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
