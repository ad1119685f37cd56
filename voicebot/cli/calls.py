"""``voicebot calls``: what callers asked and what they were told.

Reads the records while the server runs and changes nothing in them.
"""

import asyncio
import dataclasses
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from languages.registry import LANGUAGES
from voicebot.cli.output import print_json, table_console
from voicebot.errors import InputError
from voicebot.records.documents import document, masked
from voicebot.records.entries import CallRecord, CallSummary, Speaker, TurnRecord
from voicebot.settings import load_settings

if TYPE_CHECKING:
    from voicebot.records.store import Records

app = typer.Typer(help="What callers asked and what they were told.", no_args_is_help=True)

Result = TypeVar("Result")

_SHORTEST_ID = 8
_AMBIGUOUS_IDS_NAMED = 5


@app.command("list")
def list_calls(
    limit: Annotated[int, typer.Option(min=1, help="The latest so many calls.")] = 20,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only calls in this language.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"],
            help="Only calls since then, in this machine's time zone: 2026-01-31 or "
            "2026-01-31T14:30.",
        ),
    ] = None,
    show_numbers: Annotated[
        bool,
        typer.Option(
            "--show-numbers", help="Print telephone numbers in full, not their last three digits."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """List calls, the latest first."""
    if language is not None and language not in LANGUAGES:
        raise InputError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    # A date without time zone means this machine's, summer time included.
    moment = None if since is None else since.astimezone()
    found = _read(lambda records: records.recent_calls(limit, language=language, since=moment))
    calls = found or []
    if not show_numbers:
        calls = [
            dataclasses.replace(call, caller_number=masked(call.caller_number)) for call in calls
        ]
    if as_json:
        print_json([document(call) for call in calls])
    else:
        table_console.print(_list_table(calls))


@app.command("show")
def show_call(
    call_id: Annotated[
        str, typer.Argument(help="The call's identifier, or as much of its beginning as needed.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Show everything about one call, telephone numbers in full."""
    call = _read(lambda records: _find(records, call_id))
    if call is None:
        raise InputError(f"there is no call {call_id!r}")
    if as_json:
        print_json(document(call))
    else:
        _print_call(call)


def _read(query: Callable[["Records"], Awaitable[Result]]) -> Result | None:
    """Ask the records; None when nothing was ever recorded."""
    from voicebot.records.database import database_exists  # noqa: PLC0415 - keeps `--help` fast
    from voicebot.records.store import Records  # noqa: PLC0415 - keeps `--help` fast

    url = load_settings().resolved_database_url

    async def ask() -> Result:
        async with Records.open(url) as records:
            return await query(records)

    return asyncio.run(ask()) if database_exists(url) else None


async def _find(records: "Records", prefix: str) -> CallRecord | None:
    found = await records.call_ids_with_prefix(prefix, _AMBIGUOUS_IDS_NAMED)
    if len(found) > 1 and found[0] != prefix:
        raise InputError(f"several calls begin with {prefix!r}, for example {', '.join(found)}")
    return await records.call(found[0]) if found else None


def _list_table(calls: list[CallSummary]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("call", "started", "channel", "caller", "lang"):
        table.add_column(name, no_wrap=True)
    for name in ("seconds", "turns"):
        table.add_column(name, no_wrap=True, justify="right")
    table.add_column("topics", overflow="fold")  # takes what is left of the line
    table.add_column("callback", no_wrap=True)
    shown = _distinct_length([call.call_id for call in calls])
    for call in calls:
        cells = (
            call.call_id[:shown],
            f"{call.started_at.astimezone():%Y-%m-%d %H:%M}",
            call.channel,
            call.caller_number or "withheld",
            call.language or "",
            "" if call.seconds is None else f"{call.seconds:.0f}",
            str(call.turns),
        )
        lists = (call.topics, call.callback_references)
        table.add_row(
            *(plain_text(cell) for cell in cells),
            *(Text("\n").join(plain_text(item) for item in items) for items in lists),
        )
    return table


def _distinct_length(call_ids: list[str]) -> int:
    """Characters that tell the listed calls apart."""
    length, longest = _SHORTEST_ID, max(map(len, call_ids), default=0)
    while length < longest and len({call_id[:length] for call_id in call_ids}) < len(call_ids):
        length += 1
    return length


def _print_call(call: CallRecord) -> None:
    state = (
        "in progress" if call.seconds is None else f"{call.seconds:.0f} s, ended: {call.end_reason}"
    )
    language = call.language or "unknown"
    for line in (
        f"Call {call.call_id}",
        f"{call.started_at.astimezone():%Y-%m-%d %H:%M:%S}, {state}",
        f"{call.channel}, caller {call.caller_number or 'withheld'}, language {language}",
    ):
        table_console.print(plain_text(line))
    table = Table.grid(padding=(0, 2))
    for turn in call.turns:
        seconds = round((turn.at - call.started_at).total_seconds())
        time = f"{seconds // 60:02d}:{seconds % 60:02d}"
        table.add_row(*(plain_text(cell) for cell in (time, turn.speaker, turn.text, _about(turn))))
    table_console.print(table)
    for callback in call.callbacks:
        start, end = callback.window_start.astimezone(), callback.window_end.astimezone()
        table_console.print(
            plain_text(
                f"Callback {callback.reference} ({callback.status}): {callback.name}, "
                f"{callback.number}, {callback.topic}, {start:%Y-%m-%d %H:%M} to {end:%H:%M}"
            )
        )


def _about(turn: TurnRecord) -> str:
    """What the caller wanted, or what the assistant's text is."""
    if turn.speaker is Speaker.ASSISTANT or turn.topic is None:
        return turn.source or ""
    confidence = "" if turn.confidence is None else f" {turn.confidence:.2f}"
    return f"{turn.topic}{confidence}" + ("" if turn.accepted else " (not accepted)")


def plain_text(content: str) -> Text:
    """What people said, as it is: no markup, and no control codes for the terminal."""
    return Text("".join("\ufffd" if unicodedata.category(c) == "Cc" else c for c in content))
