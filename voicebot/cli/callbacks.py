"""``voicebot callbacks``: what was promised, and to whom."""

import asyncio
import dataclasses
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Table

from voicebot.cli.calls import plain_text
from voicebot.cli.output import print_json, progress_console, table_console
from voicebot.errors import InputError
from voicebot.records.documents import document, masked
from voicebot.records.entries import CallbackRecord, CallbackStatus, DraftRecord
from voicebot.settings import load_settings

if TYPE_CHECKING:
    from dialogs.house import House
    from voicebot.records.store import Records

app = typer.Typer(help="What was promised to callers.", no_args_is_help=True)

Result = TypeVar("Result")


class Which(StrEnum):
    """Which callbacks."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    ALL = "all"


class Format(StrEnum):
    """What an export is."""

    CSV = "csv"
    ICS = "ics"


_STATUS = Annotated[Which, typer.Option("--status", help="Only these.")]
_JSON = Annotated[bool, typer.Option("--json", help="Print a JSON document.")]
_SHOW_NUMBERS = Annotated[
    bool, typer.Option("--show-numbers", help="Print telephone numbers in full.")
]
_REFERENCE = Annotated[str, typer.Argument(help="The callback's reference: six digits.")]


@app.command("list")
def list_callbacks(
    status: _STATUS = Which.OPEN, show_numbers: _SHOW_NUMBERS = False, as_json: _JSON = False
) -> None:
    """List callbacks in the order of their times."""
    callbacks = _read(lambda records: records.callbacks(_status(status))) or []
    if not show_numbers:
        callbacks = [dataclasses.replace(one, number=masked(one.number) or "") for one in callbacks]
    if as_json:
        print_json([document(one) for one in callbacks])
    else:
        table_console.print(_callbacks_table(callbacks))


@app.command("export")
def export_callbacks(
    output: Annotated[Path, typer.Option(help="File to write.")],
    format_: Annotated[
        Format, typer.Option("--format", help="A table for spreadsheets, or a calendar.")
    ] = Format.CSV,
    status: _STATUS = Which.OPEN,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Write callbacks as a table (CSV) or a calendar (iCalendar), numbers in full."""
    from voicebot.assistant import load_house  # noqa: PLC0415 - keeps `--help` fast
    from voicebot.records.exports import as_csv, as_icalendar  # noqa: PLC0415 - keeps `--help` fast

    house = load_house(load_settings())
    if output.exists() and not force:
        raise InputError(f"{output} exists; --force replaces it")
    callbacks = _read(lambda records: records.callbacks(_status(status))) or []
    title = partial(_subject_title, house)
    if format_ is Format.CSV:
        content = as_csv(callbacks, title, house.office.timezone)
    else:
        content = as_icalendar(callbacks, title, datetime.now(UTC))
    try:
        _write(output, content, replace=force)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}") from error
    progress_console.print(
        f"callbacks written to {output}: {len(callbacks)}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


@app.command("done")
def complete(reference: _REFERENCE) -> None:
    """Note that somebody called back. `reopen` takes it back."""
    now = datetime.now(UTC)
    _change(reference, lambda records: records.complete_callback(reference, now))


@app.command("reopen")
def reopen(reference: _REFERENCE) -> None:
    """Take back that a callback is done or cancelled."""
    now = datetime.now(UTC)
    _change(reference, lambda records: records.reopen_callback(reference, now))


@app.command("cancel")
def cancel(
    reference: _REFERENCE,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Cancel a callback; its time is free again. `reopen` takes it back."""
    if not yes and not typer.confirm(f"Cancel callback {reference}?"):
        raise typer.Exit
    now = datetime.now(UTC)
    _change(reference, lambda records: records.cancel_callback(None, reference, now))


@app.command("drafts")
def list_drafts(
    settled: Annotated[bool, typer.Option("--settled", help="Those that are settled.")] = False,
    show_numbers: _SHOW_NUMBERS = False,
    as_json: _JSON = False,
) -> None:
    """List callbacks that callers began and did not finish; nothing was promised to them."""
    drafts = _read(lambda records: records.drafts(settled=settled)) or []
    if not show_numbers:
        drafts = [dataclasses.replace(one, number=masked(one.number)) for one in drafts]
    if as_json:
        print_json([document(one) for one in drafts])
    else:
        table_console.print(_drafts_table(drafts))


@app.command("settle")
def settle(
    draft: Annotated[int, typer.Argument(help="Number of the unfinished callback.")],
) -> None:
    """Note that an unfinished callback needs nothing more."""
    now = datetime.now(UTC)
    _change(str(draft), lambda records: records.settle_draft(draft, now))


def _status(which: Which) -> CallbackStatus | None:
    return None if which is Which.ALL else CallbackStatus(which.value)


def _subject_title(house: "House", topic: str) -> str:
    if topic in house.knowledge.topics:
        return house.knowledge.title(topic, house.language)
    return house.phrases.text("subject_other", house.language)


def _write(path: Path, content: bytes, *, replace: bool) -> None:
    """Write names and numbers into a file that is the owner's alone, as the database is.

    Raises:
        OSError: The file cannot be written, or is there and not to be replaced.
    """
    if_there = os.O_TRUNC if replace else os.O_EXCL
    file = os.open(path, os.O_WRONLY | os.O_CREAT | if_there, 0o600)
    with os.fdopen(file, "wb") as opened:
        opened.write(content)


def _read(query: Callable[["Records"], Awaitable[Result]]) -> Result | None:
    """Ask the records; None when nothing was ever recorded."""
    from voicebot.records.database import database_exists  # noqa: PLC0415 - keeps `--help` fast
    from voicebot.records.store import Records  # noqa: PLC0415 - keeps `--help` fast

    settings = load_settings()
    url = settings.resolved_database_url

    async def ask() -> Result:
        announces = settings.webhook.url is not None
        async with Records.open(url, announces_callbacks=announces) as records:
            return await query(records)

    return asyncio.run(ask()) if database_exists(url) else None


def _change(name: str, change: Callable[["Records"], Awaitable[None]]) -> None:
    from voicebot.records.errors import CallbackStateError  # noqa: PLC0415 - keeps `--help` fast

    async def do(records: "Records") -> bool:
        await change(records)
        return True

    try:
        done = _read(do)
    except CallbackStateError as error:
        raise InputError(str(error)) from error
    if not done:
        raise InputError(f"there is no callback {name}: nothing was ever recorded")


def _callbacks_table(callbacks: list[CallbackRecord]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("reference", "status", "time", "name", "number", "subject", "lang"):
        table.add_column(name, overflow="fold")
    for one in callbacks:
        start, end = one.window_start.astimezone(), one.window_end.astimezone()
        cells = (
            one.reference,
            one.status.value,
            f"{start:%Y-%m-%d %H:%M} to {end:%H:%M}",
            one.name,
            one.number,
            one.topic,
            one.language,
        )
        table.add_row(*map(plain_text, cells))
    return table


def _drafts_table(drafts: list[DraftRecord]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("id", "begun", "name", "number", "subject", "lang", "left because"):
        table.add_column(name, overflow="fold")
    for one in drafts:
        cells = (
            str(one.id),
            f"{one.created_at.astimezone():%Y-%m-%d %H:%M}",
            one.name or "",
            one.number or "",
            one.topic or "",
            one.language,
            one.reason,
        )
        table.add_row(*map(plain_text, cells))
    return table
