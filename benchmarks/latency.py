"""Voice-to-voice latency on the wire: our server beside pipecat's own pipeline, on the same calls.

Simulated callers play the same scenarios with the same voices, one call at a time, first with
``voicebot serve``, then with ``benchmarks.stock_pipecat``: the same weights, voices, answers and
measurement (``voicebot.simulation.measurements``). Only one of the servers runs at a time. Before
what is counted, each takes one short call in every language. Where the server has not prepared
its speech yet, let it run once until it logs that sentences are prepared.

    python -m benchmarks.latency --json var/latency/latency.json

Languages for which no Piper voice is installed are left out: both ways must speak with the same.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path

from loguru import logger
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.latency_figures import (
    MeasuredCall,
    Step,
    Summary,
    break_down,
    measured_call,
    recorded_numbers,
    summarise,
    times_faster,
)
from telephony.call import Samples
from voicebot.errors import InputError, VoicebotError
from voicebot.records.entries import CallRecord
from voicebot.records.store import Records
from voicebot.settings import Settings, load_settings
from voicebot.simulation.scenario import Scenario, load_scenarios
from voicebot.simulation.server_process import running_server
from voicebot.simulation.twilio_caller import TwilioCaller
from voicebot.simulation.voices import caller_voice
from voicebot.speech.voices.catalogue import find_voice

OURS = "voicebot"
STOCK = "pipecat"

_STOCK_COMMAND = (sys.executable, "-m", "benchmarks.stock_pipecat")
_PROGRESS = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call that both ways are given.

    Attributes:
        scenario: What the caller does; they hang up at its end.
        speech: What they say, by number of the step (from 1), at 8 kHz.
    """

    scenario: Scenario
    speech: Mapping[int, Samples]


def speakable(scenarios: Sequence[Scenario], settings: Settings) -> list[Scenario]:
    """Those scenarios in whose language the installation has a Piper voice.

    Raises:
        InputError: There is none.
    """
    languages = sorted({scenario.language for scenario in scenarios})
    without = [code for code in languages if find_voice(code, settings).engine != "piper"]
    if without:
        logger.warning("left out, because no Piper voice is installed: {}", ", ".join(without))
    found = [scenario for scenario in scenarios if scenario.language not in without]
    if not found:
        raise InputError("no Piper voice is installed; `voicebot models pull` gets some")
    return found


def plan_calls(scenarios: Sequence[Scenario], count: int) -> list[PlannedCall]:
    """Let the callers speak, each with the voice of their place in the row; blocks.

    Raises:
        InputError: There are none, or no simulated caller speaks a language.
    """
    if count < 1:
        raise InputError("the number of calls must be at least 1")
    chosen = list(islice(cycle(scenarios), count))
    planned = []
    for index, scenario in enumerate(track(chosen, "callers' voices", console=_PROGRESS)):
        voice = caller_voice(scenario.language, index)
        speech = {
            number: voice.speak(step.say)
            for number, step in enumerate(scenario.steps, 1)
            if step.say is not None
        }
        # Who hangs up is not measured, and waiting for the other side to do so takes minutes.
        planned.append(PlannedCall(scenario.model_copy(update={"expect_end": None}), speech))
    return planned


def warm_up_calls(calls: Sequence[PlannedCall]) -> list[PlannedCall]:
    """The first step of the first call in each language."""
    first = {call.scenario.language: call for call in reversed(calls)}
    return [
        PlannedCall(
            call.scenario.model_copy(update={"steps": call.scenario.steps[:1]}), call.speech
        )
        for call in first.values()
    ]


async def play_all(
    way: str, callers: Mapping[str, TwilioCaller], calls: Sequence[PlannedCall], folder: Path
) -> list[MeasuredCall]:
    """Play calls one after the other and write their recordings.

    Args:
        way: Who answers.
        callers: By ISO 639-1 code of the scenario.
        calls: In order.
        folder: Existing folder for the recordings (``01.wav``, left the caller).
    """
    for call in warm_up_calls(calls):
        await callers[call.scenario.language].call(call.scenario, call.speech)
    measured = []
    for number, call in enumerate(track(calls, way, console=_PROGRESS), 1):
        scenario = call.scenario
        played = await callers[scenario.language].call(scenario, call.speech)
        measured.append(measured_call(way, scenario, played))
        if played.failure is not None:
            logger.warning("{}: {}: {}", way, scenario.name, played.failure)
        if played.recording is not None:
            await asyncio.to_thread(played.recording.write, folder / f"{number:02}.wav")
    return measured


@asynccontextmanager
async def our_server(
    settings: Settings, languages: Sequence[str], folder: Path
) -> AsyncIterator[Mapping[str, TwilioCaller]]:
    """Run ``voicebot serve``; yields callers by language."""
    token = settings.twilio.auth_token
    async with running_server(folder) as url:
        caller = TwilioCaller(
            url,
            public_url=settings.server.public_url,
            auth_token=None if token is None else token.get_secret_value(),
        )
        yield dict.fromkeys(languages, caller)


@asynccontextmanager
async def stock_server(
    languages: Sequence[str], folder: Path
) -> AsyncIterator[Mapping[str, TwilioCaller]]:
    """Run ``benchmarks.stock_pipecat``; yields callers by language, which it is told."""
    async with running_server(folder, _STOCK_COMMAND) as url:
        yield {code: TwilioCaller(f"{url}/{code}") for code in languages}


async def read_records(calls: Sequence[MeasuredCall], settings: Settings) -> list[CallRecord]:
    """What our server, which has ended, wrote about calls."""
    async with await asyncio.to_thread(Records.open, settings.resolved_database_url) as records:
        found = [await records.call(call.call_id) for call in calls]
    return [record for record in found if record is not None]


async def measure(
    calls: Sequence[PlannedCall], settings: Settings, folder: Path
) -> tuple[list[MeasuredCall], list[CallRecord]]:
    """Play all calls with both ways; returns what was measured and our server's records."""
    languages = sorted({call.scenario.language for call in calls})
    folders = {way: folder / way for way in (OURS, STOCK)}
    for one in folders.values():
        one.mkdir(parents=True, exist_ok=True)
    async with our_server(settings, languages, folders[OURS]) as callers:
        ours = await play_all(OURS, callers, calls, folders[OURS])
    async with stock_server(languages, folders[STOCK]) as callers:
        stock = await play_all(STOCK, callers, calls, folders[STOCK])
    return [*ours, *stock], await read_records(ours, settings)


def print_summaries(summaries: Sequence[Summary]) -> None:
    """Print the comparison; of barge-in median and 95th percentile."""
    table = Table(title="Milliseconds from the caller's last sound to the assistant's first")
    table.add_column("way")
    for column in ("answered", "p50", "p95", "mean", "cut-offs", "barge-in", "faster"):
        table.add_column(column, justify="right")
    for one in summaries:
        factor = times_faster(one, _stock_beside(one, summaries))
        table.add_row(
            f"{one.way} {one.language or ''}".rstrip(),
            f"{one.answered}/{one.turns}",
            *(_whole(value) for value in (one.p50_ms, one.p95_ms, one.mean_ms)),
            str(one.cut_offs),
            f"{_whole(one.barge_in_p50_ms)}/{_whole(one.barge_in_p95_ms)}",
            "-" if factor is None else f"{factor:.1f}x",
        )
    Console().print(table)


def print_steps(steps: Sequence[Step]) -> None:
    """Print what our server's records say about its turns."""
    table = Table(title=f"{OURS}: steps as recorded (milliseconds where not said otherwise)")
    table.add_column("step")
    for column in ("times", "p50", "p95"):
        table.add_column(column, justify="right")
    for step in steps:
        table.add_row(step.name, str(step.times), f"{step.p50:g}", f"{step.p95:g}")
    Console().print(table)


def _stock_beside(summary: Summary, summaries: Sequence[Summary]) -> Summary:
    return next(one for one in summaries if one.way == STOCK and one.language == summary.language)


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def document(
    calls: Sequence[MeasuredCall], records: Sequence[CallRecord], settings: Settings
) -> dict[str, object]:
    """Everything for the JSON file, every turn included."""
    summaries = summarise(calls)
    languages = sorted({call.language for call in calls})
    return {
        "machine": {"processors": os.cpu_count(), "system": platform.platform()},
        "versions": {
            name: version(name)
            for name in ("voicebot", "pipecat-ai", "faster-whisper", "ctranslate2", "piper-tts")
        },
        "recogniser": settings.recogniser.model,
        "voices": {code: find_voice(code, settings).name for code in languages},
        "summaries": [
            asdict(one) | {"times_faster": times_faster(one, _stock_beside(one, summaries))}
            for one in summaries
        ],
        "steps": [asdict(step) for step in break_down(records)],
        "recorded": {record.call_id: list(recorded_numbers(record)) for record in records},
        "calls": [asdict(call) for call in calls],
    }


def main() -> None:
    """Measure and print the tables; with ``--json``, write everything down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--scenarios", type=Path, nargs="+", default=[Path("tests/scenarios/questions")]
    )
    parser.add_argument("--calls", type=int, help="for each way; default: one a scenario")
    parser.add_argument(
        "--folder", type=Path, default=Path("var/latency"), help="for logs and recordings"
    )
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    try:
        settings = load_settings()
        scenarios = speakable(load_scenarios(options.scenarios), settings)
        count = len(scenarios) if options.calls is None else options.calls
        planned = plan_calls(scenarios, count)
        calls, records = asyncio.run(measure(planned, settings, options.folder))
    except InputError as error:
        parser.exit(2, f"{error}\n")
    except VoicebotError as error:
        parser.exit(1, f"{error}\n")
    print_summaries(summarise(calls))
    print_steps(break_down(records))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        report = document(calls, records, settings)
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
