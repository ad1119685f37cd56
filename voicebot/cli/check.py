"""``voicebot check``."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from voicebot.checks.conversation import check_conversation, check_deliveries
from voicebot.checks.finding import Finding, Level
from voicebot.checks.installation import (
    check_folders,
    check_knowledge,
    check_models,
    check_records,
    check_understanding,
)
from voicebot.checks.rasa import check_rasa
from voicebot.checks.safety import check_safety
from voicebot.checks.speed import check_speed
from voicebot.cli.output import print_json, progress_console, table_console
from voicebot.settings import Settings, load_settings

_STYLES = {Level.GOOD: "green", Level.NOTE: "yellow", Level.PROBLEM: "bold red"}


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    speed: Annotated[
        bool, typer.Option(help="Measure recogniser and voice; takes some seconds.")
    ] = True,
) -> None:
    """Say what is missing, what is slow and what is unsafe in this installation.

    The exit status is 1 when calls cannot be taken.
    """
    settings = load_settings()
    with progress_console.status("Looking"):
        findings = asyncio.run(_look(settings, speed=speed))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        table = Table(show_header=False, box=None)
        for finding in findings:
            style = _STYLES[finding.level]
            table.add_row(f"[{style}]{finding.level}[/{style}]", finding.area, finding.text)
        table_console.print(table)
    if any(finding.level is Level.PROBLEM for finding in findings):
        raise typer.Exit(1)


async def _look(settings: Settings, *, speed: bool) -> list[Finding]:
    findings = [
        *check_folders(settings),
        *check_knowledge(settings),
        *check_models(settings),
        *check_understanding(settings),
        *check_rasa(settings),
        *await check_records(settings),
        *check_safety(settings),
        *check_conversation(settings),
        *await check_deliveries(settings),
    ]
    if speed:
        findings += await check_speed(settings)
    return findings
