"""``voicebot simulate``: callers that are not us, and a report of what they met with."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import make_url

from voicebot.cli.output import print_json, progress_console
from voicebot.cli.understanding import train_if_needed
from voicebot.errors import InputError
from voicebot.settings import Settings, load_settings
from voicebot.simulation.line import LINES
from voicebot.simulation.line import line as find_line
from voicebot.simulation.report import HTML_NAME, JSON_NAME, Report, build_report, write_report
from voicebot.simulation.runner import (
    RECORDINGS_FOLDER,
    CallResult,
    Channel,
    Plan,
    SimulationOutcome,
)
from voicebot.simulation.runner import simulate as run_simulation
from voicebot.simulation.scenario import Scenario, load_scenarios


def simulate(
    scenarios: Annotated[
        list[Path],
        typer.Argument(metavar="SCENARIO...", help="YAML files, or folders of them."),
    ],
    *,
    calls: Annotated[
        int | None, typer.Option(min=1, help="Number of calls. Default: one for each scenario.")
    ] = None,
    concurrency: Annotated[int, typer.Option(min=1, help="Calls at once.")] = 1,
    channel: Annotated[
        Channel, typer.Option(help="How the calls reach the assistant.")
    ] = Channel.TWILIO,
    line: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=f"What the callers are heard over: {', '.join(LINES)}. Default: clean.",
        ),
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG", help="Only scenarios with this tag; may be given repeatedly."),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the report. Default: var/report-TIME."),
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="A running server that uses the same settings. Default: start one for this.",
        ),
    ] = None,
    transcripts: Annotated[
        bool, typer.Option("--transcripts", help="Print each call after its end.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print report.json on standard output.")
    ] = False,
    minimum_success: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Exit with status 1 when task_success is below."),
    ] = None,
) -> None:
    """Let simulated callers call the assistant, and report how it went."""
    loaded = _with_tags(load_scenarios(scenarios), tag or ())
    if server is not None and not server.startswith(("http://", "https://")):
        raise InputError(f"the server {server!r} is not an http or https URL")
    folder = report or Path("var") / f"report-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    if folder.exists() and not folder.is_dir():
        raise InputError(f"the report folder {folder} is a file")
    heard_over = None if line is None else find_line(line)
    plan = Plan(loaded, calls or len(loaded), concurrency, channel, server, folder, heard_over)
    people = sys.stderr if as_json else sys.stdout
    settings = load_settings()
    if server is None:
        train_if_needed(settings)
    outcome = _run(plan, settings, people if transcripts else None)
    document = build_report(plan, outcome)
    write_report(document, folder)
    _print_summary(document, folder, settings.resolved_database_url, people)
    if as_json:
        print_json(document)
    if minimum_success is not None and document["task_success"] < minimum_success:
        raise typer.Exit(1)


def _with_tags(scenarios: Sequence[Scenario], tags: Sequence[str]) -> Sequence[Scenario]:
    """Those scenarios that have one of the tags, or all if there is none."""
    chosen = [one for one in scenarios if not tags or set(tags) & set(one.tags)]
    if not chosen:
        raise InputError(f"no scenario has the tag {' or '.join(map(repr, tags))}")
    return chosen


def _run(plan: Plan, settings: Settings, transcripts: TextIO | None) -> SimulationOutcome:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=progress_console) as progress:
        task = progress.add_task("Simulating calls", total=plan.calls)

        def on_result(result: CallResult) -> None:
            progress.advance(task)
            if transcripts is not None:
                print(_transcript(result), file=transcripts, flush=True)

        return asyncio.run(run_simulation(plan, settings, on_result))


def _transcript(result: CallResult) -> str:
    """One call to be read: who said what, and how long the caller waited for it."""
    verdict = "as expected" if result.succeeded else "NOT as expected"
    lines = ["", f"{result.index + 1}. {result.scenario.name}: {verdict}"]
    for line in result.transcript:
        lines.append(f"   {line.speaker + ':':<10} {line.text}")
        details = []
        if line.recognised is not None:
            details.append(f"recognised: {line.recognised!r}")
        if line.topic:
            details.append(f"topic {line.topic}")
        if line.source:
            details.append(line.source)
        if line.latency_ms is not None:
            details.append(f"answered after {line.latency_ms:.0f} ms")
        if details:
            lines.append(f"              [{', '.join(details)}]")
    lines += [
        f"   ! {one.what}: expected {one.expected}, got {one.got}"
        for one in result.expectations
        if not one.held
    ]
    return "\n".join(lines)


def _print_summary(report: Report, folder: Path, database_url: str, stream: TextIO) -> None:
    succeeded = sum(one["succeeded"] for one in report["results"])
    latency = report["latency_ms"]
    waited = (
        f"latency p50 {latency['p50']:.0f} ms, p95 {latency['p95']:.0f} ms"
        if latency["n"]
        else "no latency measured"
    )
    if report["channel"] == Channel.TEXT:
        _print_groups("language", report["by_language"], stream)
        _print_groups("tag", report["by_tag"], stream)
    print(
        f"\n{succeeded}/{report['calls']} calls as expected "
        f"(task_success {report['task_success']:.2f}), {report['failed']} failed, "
        f"{report['lost_records']} with lost records, {waited}",
        f"report:     {folder / HTML_NAME} and {JSON_NAME}",
        f"recordings: {folder / RECORDINGS_FOLDER}",
        f"database:   {make_url(database_url).render_as_string()}",  # without the password
        sep="\n",
        file=stream,
    )


def _print_groups(what: str, groups: Mapping[str, Report], stream: TextIO) -> None:
    """How many calls of each group were as expected."""
    if not groups:
        return
    print(f"\nby {what}:", file=stream)
    width = max(map(len, groups))
    for name, group in groups.items():
        share = group["task_success"]
        succeeded = f"{group['succeeded']}/{group['calls']}"
        print(f"  {name:<{width}}  {succeeded:>9}  {share:.2f}", file=stream)
