"""Whether the assistant gives way to callers, and only to callers; measured on the wire.

Simulated callers ask questions with long answers. At a random moment of an answer they interrupt
it, say what listeners say, or something is heard from their end that is no speech at all. How
what happens then is judged, ``benchmarks.interruption_trials`` explains.

    python -m benchmarks.interruptions --json var/interruptions/interruptions.json

One call in each language, one at a time; about four minutes each. The calls are real ones to
``voicebot serve``, with the settings of this process; let it prepare its speech once before.
"""

import argparse
import asyncio
import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soxr
from loguru import logger
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.interruption_plan import (
    DISTURBANCES,
    Action,
    Counts,
    Kind,
    load_material,
    plan,
    scenario,
    speech,
)
from benchmarks.interruption_trials import (
    Episode,
    Summary,
    Trial,
    episodes,
    judge,
    needs_words,
    summarise,
)
from telephony.call import Samples
from voicebot.errors import InputError, VoicebotError
from voicebot.models.store import model_folder
from voicebot.records.store import Records
from voicebot.settings import Settings, load_settings
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.server_process import running_server
from voicebot.simulation.twilio_caller import TwilioCaller
from voicebot.simulation.voices import TELEPHONE_RATE, caller_voice
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE
from voicebot.speech.recognition.pool import RecogniserPool

_INTERRUPTING = (Kind.INTERRUPTION,)
_PROGRESS = Console(stderr=True)
# From the range that is reserved for fiction.
_CALLER_NUMBER = "+493023125010"


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One call before it is played.

    Attributes:
        actions: What the caller does.
        scenario: The same for the simulated caller.
        speech: What is heard of the caller, at 8 kHz, by number of the action (from 1).
    """

    actions: Sequence[Action]
    scenario: Scenario
    speech: Mapping[int, Samples]


def plan_calls(languages: Sequence[str], counts: Counts, seed: int) -> list[PlannedCall]:
    """One call in each language; blocks.

    Raises:
        InputError: Nobody interrupts in a language, or no simulated caller speaks it.
    """
    planned = []
    for language in languages:
        material = load_material(language)
        actions = plan(material, counts, seed)
        voice = caller_voice(language, seed)
        planned.append(
            PlannedCall(
                actions,
                scenario(material, actions, _CALLER_NUMBER),
                speech(material, actions, voice),
            )
        )
    return planned


async def play(calls: Sequence[PlannedCall], settings: Settings, folder: Path) -> list[PlayedCall]:
    """Play calls one after the other to a server of our own; writes their recordings."""
    token = settings.twilio.auth_token
    played = []
    async with running_server(folder) as url:
        caller = TwilioCaller(
            url,
            public_url=settings.server.public_url,
            auth_token=None if token is None else token.get_secret_value(),
        )
        for call in track(calls, "calls", console=_PROGRESS):
            one = await caller.call(call.scenario, call.speech)
            if one.failure is not None:
                logger.warning("the call in {} failed: {}", call.scenario.language, one.failure)
            if one.recording is not None:
                path = folder / f"{call.scenario.language}.wav"
                await asyncio.to_thread(one.recording.write, path)
            played.append(one)
    return played


async def find_episodes(
    calls: Sequence[PlannedCall], played: Sequence[PlayedCall], settings: Settings
) -> list[tuple[PlayedCall, Episode]]:
    """Everything that callers did during answers, with what the server recorded about it."""
    found = []
    async with await asyncio.to_thread(Records.open, settings.resolved_database_url) as records:
        for call, one in zip(calls, played, strict=True):
            record = await records.call(one.call_id)
            if record is not None:
                language = call.scenario.language
                found += [(one, item) for item in episodes(language, call.actions, one, record)]
    return found


async def judge_all(found: Sequence[tuple[PlayedCall, Episode]], settings: Settings) -> list[Trial]:
    """Listen to what the assistant said after each, and judge."""
    recogniser = RecogniserPool(
        model_folder(settings.recogniser.model, settings), settings.recogniser
    )
    await recogniser.start()
    try:
        return [
            judge(episode, await _listen(recogniser, played, episode))
            for played, episode in track(found, "listening", console=_PROGRESS)
        ]
    finally:
        await recogniser.close()


async def _listen(recogniser: RecogniserPool, played: PlayedCall, episode: Episode) -> str:
    if not needs_words(episode):
        return ""
    assert played.recording is not None, "episodes are found on recordings"
    assert episode.heard is not None, "words are needed of what was heard"
    samples = played.recording.assistant[episode.heard.first : episode.heard.end]
    wide: NDArray[np.int16] = soxr.resample(samples, TELEPHONE_RATE, RECOGNITION_SAMPLE_RATE)
    return (await recogniser.transcribe(wide, [episode.language])).text


async def measure(
    calls: Sequence[PlannedCall], settings: Settings, folder: Path
) -> tuple[list[PlayedCall], list[Trial]]:
    """Play the calls and judge everything that happened in them."""
    played = await play(calls, settings, folder)
    return played, await judge_all(await find_episodes(calls, played, settings), settings)


def print_summaries(summaries: Sequence[Summary]) -> None:
    """Print what came of each kind."""
    for title, columns, kinds in (
        ("Who interrupts", ("silent after p50 ms", "p95", "missed", "unanswered"), _INTERRUPTING),
        ("Who does not", ("paused", "for p50 ms", "p95", "wrongly ended"), DISTURBANCES),
    ):
        table = Table(title=title)
        table.add_column("from the caller", no_wrap=True)
        for column in ("times", "not counted", *columns):
            table.add_column(column, justify="right")
        for one in summaries:
            if one.kind in kinds:
                table.add_row(one.kind, str(one.trials), str(one.not_counted), *_results(one))
        Console().print(table)


def _results(summary: Summary) -> tuple[str, ...]:
    if summary.kind in _INTERRUPTING:
        return (
            _whole(summary.silent_p50_ms),
            _whole(summary.silent_p95_ms),
            _share(summary.missed, summary.trials),
            _share(summary.unanswered, summary.trials),
        )
    return (
        _share(summary.paused, summary.trials),
        _whole(summary.paused_p50_ms),
        _whole(summary.paused_p95_ms),
        _share(summary.wrong, summary.trials),
    )


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if whole else "-"


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def document(
    played: Sequence[PlayedCall], trials: Sequence[Trial], settings: Settings
) -> dict[str, object]:
    """Everything for the JSON file, every trial included."""
    return {
        "machine": {"processors": os.cpu_count(), "system": platform.platform()},
        "recogniser": settings.recogniser.model,
        "turns": settings.turns.model_dump(mode="json"),
        "calls": [
            {
                "call_id": one.call_id,
                "failure": one.failure,
                "latest_tick_ms": round(one.latest_tick_ms, 1),
            }
            for one in played
        ],
        "summaries": [asdict(one) for one in summarise(trials)],
        "trials": [asdict(one) for one in trials],
    }


def main() -> None:
    """Measure and print the table; with ``--json``, write everything down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--language", nargs="+", default=["de", "en"])
    parser.add_argument("--interruptions", type=int, default=10, help="in each language")
    parser.add_argument("--back-channels", type=int, default=7, help="in each language")
    parser.add_argument("--noises", type=int, default=8, help="in each language")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--folder", type=Path, default=Path("var/interruptions"), help="for log and recordings"
    )
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    counts = Counts(options.interruptions, options.back_channels, options.noises)
    try:
        settings = load_settings()
        options.folder.mkdir(parents=True, exist_ok=True)
        calls = plan_calls(options.language, counts, options.seed)
        played, trials = asyncio.run(measure(calls, settings, options.folder))
    except InputError as error:
        parser.exit(2, f"{error}\n")
    except VoicebotError as error:
        parser.exit(1, f"{error}\n")
    print_summaries(summarise(trials))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        report = document(played, trials, settings)
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
