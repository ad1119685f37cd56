"""Whether a server stays as small and as fast as it began, and how much memory it takes.

``--minutes`` plays one long call against the real server: a caller keeps asking questions over
the Twilio stream, and the memory of the server and of its workers and the voice-to-voice latency
are compared between the first third of the call and the last. ``--memory`` loads a whole server
with a voice for every language, and connects one and then several calls to the real server.

    python -m benchmarks.endurance --minutes 30 --json var/endurance/long-call.json
    python -m benchmarks.endurance --memory --json var/endurance/memory.json
"""

import argparse
import asyncio
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from benchmarks.endurance_calls import (
    Question,
    allow_calls_of,
    long_call,
    require_full_length,
    speak_questions,
    watched_server,
)
from benchmarks.endurance_figures import Course, TimedTurn, courses, timed_turns
from benchmarks.endurance_house import (
    CALL_LIMIT_MB,
    HOUSE_LIMIT_MB,
    Connected,
    House,
    cost_per_call,
    measure_calls,
    measure_house,
)
from benchmarks.process_memory import MemorySample
from voicebot.errors import InputError, VoicebotError
from voicebot.settings import Settings, load_settings
from voicebot.simulation.scenario import load_scenarios

_WARM_UP_SECONDS = 30.0
_INTERVAL_SECONDS = 2.0
# Beyond the caller's own end of the call, which must come first.
_GRACE_SECONDS = 60.0
_NOTE = (
    "The real server speaks the languages of the settings ({}); the others have no phrases and "
    "no answers yet, so their voices were loaded beside it, by the same parts."
)


def long_call_report(
    settings: Settings, questions: Sequence[Question], minutes: float, folder: Path
) -> dict[str, object]:
    """Play one long call, print how memory and latency changed, and return all figures.

    Raises:
        VoicebotError: The server failed or the call ended too early.
    """
    samples, turns = asyncio.run(_play_long_call(settings, questions, minutes * 60, folder))
    found = courses(samples, turns)
    print_courses(found, turns, minutes)
    return {
        "minutes": minutes,
        "courses": [asdict(one) for one in found],
        "turns": [asdict(one) for one in turns],
        "samples": [asdict(one) for one in samples],
    }


async def _play_long_call(
    settings: Settings, questions: Sequence[Question], seconds: float, folder: Path
) -> tuple[list[MemorySample], list[TimedTurn]]:
    async with watched_server(settings, folder) as server:
        with _progress() as progress:
            bar = progress.add_task("server prepares its speech", total=None)
            await server.settle()
            progress.update(bar, description="a short call to load everything")
            await server.watch([long_call(questions, _WARM_UP_SECONDS)], _INTERVAL_SECONDS)
            progress.update(bar, description="one long call", total=seconds)
            planned = [long_call(questions, seconds)]
            played, samples = await server.watch(
                planned,
                _INTERVAL_SECONDS,
                lambda sample: progress.update(bar, completed=sample.seconds),
            )
    require_full_length(played)
    return samples, timed_turns(played[0])


def memory_report(
    settings: Settings, questions: Sequence[Question], calls: int, folder: Path
) -> dict[str, object]:
    """Measure the whole server and the calls, print both, and return all figures.

    Raises:
        VoicebotError: Something could not be loaded, or a call failed.
    """
    counts = (1, calls)
    with _progress() as progress:
        bar = progress.add_task("voices of all languages", total=None)
        house = measure_house(
            settings, folder, lambda code: progress.update(bar, description=f"voice of {code}")
        )
        progress.update(bar, description="calls", total=len(counts) + 1, completed=0)
        connected = asyncio.run(
            measure_calls(settings, questions, counts, folder, lambda: progress.advance(bar))
        )
    further = cost_per_call(connected)
    note = _NOTE.format(", ".join(settings.languages))
    print_house(house, note)
    print_connected(connected, further)
    return {
        "note": note,
        "house": {
            "pss_mb": round(house.spoken.pss_mb, 1),
            "uss_mb": round(house.spoken.uss_mb, 1),
            "limit_mb": HOUSE_LIMIT_MB,
            **asdict(house),
        },
        "calls": {
            "each_further": asdict(further),
            "limit_mb": CALL_LIMIT_MB,
            "measurements": [asdict(one) for one in connected],
        },
    }


def print_courses(found: Sequence[Course], turns: Sequence[TimedTurn], minutes: float) -> None:
    """Print the first third beside the last."""
    answered = sum(turn.answered for turn in turns)
    table = Table(
        title=f"One call of {minutes:g} minutes, {answered} of {len(turns)} questions answered"
    )
    table.add_column("median of")
    for column in ("unit", "first third", "last third", "change", "slope/minute"):
        table.add_column(column, justify="right")
    for one in found:
        known = one.first is not None and one.last is not None
        table.add_row(
            one.name,
            one.unit,
            _figure(one.first, ".1f"),
            _figure(one.last, ".1f"),
            _figure((one.last or 0) - (one.first or 0) if known else None, "+.1f"),
            _figure(one.slope_per_minute, "+.3f"),
        )
    Console().print(table)


def print_house(house: House, note: str) -> None:
    """Print the memory of every process before and after all voices."""
    before = {one.pid: one for one in house.loaded.processes}
    table = Table(title="Whole server with a voice in every language, megabytes")
    table.add_column("process")
    for column in ("PSS without voices", "PSS", "USS"):
        table.add_column(column, justify="right")
    for one in house.spoken.processes:
        first = before.get(one.pid)
        table.add_row(
            one.role,
            _figure(first.pss_mb if first else None, ".1f"),
            f"{one.pss_mb:.1f}",
            f"{one.uss_mb:.1f}",
        )
    table.add_row(
        f"in all, limit {HOUSE_LIMIT_MB:.0f}",
        f"{house.loaded.pss_mb:.1f}",
        f"{house.spoken.pss_mb:.1f}",
        f"{house.spoken.uss_mb:.1f}",
        style="bold",
    )
    console = Console()
    console.print(table)
    voices = (f"{code} {name} ({size:g} MB)" for code, (name, size) in house.voices.items())
    console.print(f"Voices: {', '.join(voices)}.")
    console.print(note)


def print_connected(connected: Sequence[Connected], further: Connected) -> None:
    """Print the memory by number of calls, and what each further one costs."""
    table = Table(title="The real server with calls connected, unique megabytes by process")
    roles = list(dict.fromkeys(role for one in connected for role in one.roles_uss_mb))
    for column in ("calls", *roles, "in all", "PSS in all"):
        table.add_column(column, justify="right")
    named = [(str(one.calls), one, ".1f") for one in connected]
    for name, one, form in (*named, ("each further", further, ".2f")):
        figures = (*(one.roles_uss_mb.get(role, 0.0) for role in roles), one.uss_mb, one.pss_mb)
        table.add_row(name, *(format(value, form) for value in figures))
    console = Console()
    console.print(table)
    console.print(f"A further call may cost {CALL_LIMIT_MB:g} MB.")
    console.print("Workers serve all calls: what they still hold with 0 calls comes once.")


def _figure(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--minutes", type=float, help="length of one long call")
    what.add_argument("--memory", action="store_true", help="the whole server, and many calls")
    parser.add_argument("--calls", type=int, default=8, help="with --memory: connected at once")
    parser.add_argument(
        "--scenarios", type=Path, nargs="+", default=[Path("tests/scenarios/questions")]
    )
    parser.add_argument(
        "--folder", type=Path, default=Path("var/endurance"), help="for the server's log"
    )
    parser.add_argument("--json", type=Path)
    return parser


def _report(options: argparse.Namespace) -> dict[str, object]:
    if options.minutes is not None and not 0 < options.minutes <= 24 * 60:
        raise InputError("--minutes must be more than 0 and at most a day")
    if options.calls < 2:
        raise InputError("--calls must be at least 2")
    scenarios = load_scenarios(options.scenarios)
    settings = load_settings()
    options.folder.mkdir(parents=True, exist_ok=True)
    with Console(stderr=True).status("callers' voices"):
        questions = speak_questions(scenarios)
    if options.memory:
        return memory_report(settings, questions, options.calls, options.folder)
    allow_calls_of(options.minutes * 60 + _GRACE_SECONDS)
    return long_call_report(settings, questions, options.minutes, options.folder)


def main() -> None:
    """Measure and print; with ``--json``, write everything down."""
    parser = _parser()
    options = parser.parse_args()
    try:
        report = _report(options)
    except InputError as error:
        parser.exit(2, f"{error}\n")
    except VoicebotError as error:
        parser.exit(1, f"{error}\n")
    if options.json:
        machine = {"processors": os.cpu_count(), "system": platform.platform()}
        document = {"machine": machine, "voicebot": version("voicebot"), **report}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(document, indent=2, default=str) + "\n", "utf-8")


if __name__ == "__main__":
    main()
