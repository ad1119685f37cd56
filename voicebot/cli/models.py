"""``voicebot models``: pull weights and voices, and see which ones are here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from loguru import logger
from rich.box import SIMPLE
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Column, Table

from languages.registry import LANGUAGES
from voicebot.cli.output import print_json, progress_console, table_console
from voicebot.errors import InputError, ModelError
from voicebot.models.download import Downloader
from voicebot.models.manifest import Manifest, ModelEntry, ModelFile, load_manifest
from voicebot.models.source import Report
from voicebot.models.store import ModelState, installed
from voicebot.settings import Settings, load_settings
from voicebot.speech.voices.catalogue import describe, find_voice

app = typer.Typer(help="Weights and voices.", no_args_is_help=True)


@app.command()
def pull(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="Models of the manifest. Default: the configured recogniser and the voices of the "
            "configured languages."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Everything in the manifest, several gigabytes.")
    ] = False,
    language: Annotated[
        list[str] | None, typer.Option(help="The voice of this language; may be repeated.")
    ] = None,
) -> None:
    """Download weights and voices, check them, and keep them."""
    settings = load_settings()
    manifest = load_manifest()
    named = [manifest.find(name) for name in names or []]
    voices = [entry for code in language or [] for entry in _voices(manifest, code)]
    # What was asked for by name, and what no call can do without, must succeed.
    required = [*named, *voices]
    optional: list[ModelEntry] = []
    if everything:
        required = list(manifest.models)
    elif not required:
        required = [manifest.find(settings.recogniser.model)]
        optional = [entry for code in settings.languages for entry in _voices(manifest, code)]
    downloader = Downloader(settings)
    failed = [
        entry.name
        for entry in {entry.name: entry for entry in [*required, *optional]}.values()
        if not _pull(downloader, entry, settings) and entry in required
    ]
    if failed:
        raise ModelError(f"not pulled: {', '.join(failed)}")


def _voices(manifest: Manifest, language: str) -> tuple[ModelEntry, ...]:
    if language not in LANGUAGES:
        raise InputError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    return manifest.voices(language)


def _pull(downloader: Downloader, entry: ModelEntry, settings: Settings) -> bool:
    try:
        with _progress(entry) as report:
            folder = downloader.pull(entry, report)
    except ModelError as error:
        logger.warning("{}", error)
        if entry.purpose == "voice":
            for language in entry.languages:
                logger.warning(describe(find_voice(language, settings)))
        return False
    progress_console.print(f"{entry.name}: {entry.bytes / 1e6:.1f} MB in {folder}", soft_wrap=True)
    return True


@contextmanager
def _progress(entry: ModelEntry) -> Iterator[Report]:
    """Show one bar for all files of a model."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    done: dict[str, int] = {}
    with Progress(*columns, console=progress_console, transient=True) as progress:
        task: TaskID = progress.add_task(entry.name, total=entry.bytes)

        def report(file: ModelFile, file_done: int) -> None:
            done[file.path] = file_done
            progress.update(task, completed=sum(done.values()))

        yield report


@app.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    verify: Annotated[
        bool, typer.Option(help="Read all bytes and compare the digests, not only the sizes.")
    ] = False,
) -> None:
    """Show what the manifest knows and what is here."""
    settings = load_settings()
    statuses = [
        (entry, installed(entry, settings, digests=verify)) for entry in load_manifest().models
    ]
    if as_json:
        print_json(
            [
                {
                    "name": entry.name,
                    "purpose": entry.purpose,
                    "languages": list(entry.languages),
                    "licence": entry.licence,
                    "note": entry.note,
                    "bytes": entry.bytes,
                    "state": status.state.value,
                    "problem": status.problem or None,
                    "folder": str(status.folder),
                }
                for entry, status in statuses
            ]
        )
        return
    table = Table(
        Column("Model", no_wrap=True),
        Column("Purpose", no_wrap=True),
        Column("Licence", no_wrap=True),
        Column("MB", justify="right"),
        "State",
        box=SIMPLE,
    )
    for entry, status in statuses:
        state = status.state.value
        if status.state is ModelState.DAMAGED:
            state += f": {status.problem}"
        table.add_row(
            entry.name,
            f"voice {entry.languages[0]}" if entry.purpose == "voice" else entry.purpose,
            entry.licence,
            f"{entry.bytes / 1e6:.1f}",
            state,
        )
    table_console.print(table)
