"""``voicebot phrases``: every sentence of the assistant's own, for those who approve them."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer
from rich.table import Table

from languages.phrases import Phrases, load_phrases
from languages.registry import LANGUAGES
from voicebot.cli.output import print_json, table_console
from voicebot.errors import InputError
from voicebot.settings import load_settings


def phrases(
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only this language (ISO 639-1 code).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Print what the assistant can say besides the office's answers, and when it says it."""
    if language is not None and language not in LANGUAGES:
        raise InputError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    languages = (language,) if language else load_settings().languages
    loaded = load_phrases(languages)
    if as_json:
        print_json({name: dict(_sentences(loaded, name)) for name in loaded.wordings})
        return
    for name in loaded.wordings:
        table_console.print(_table(loaded, name))


def _sentences(loaded: Phrases, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, said in loaded.occasions.items():
        yield (
            key,
            {
                "said": said,
                "claims": loaded.claims.get(key),
                "wordings": list(loaded.wordings[name][key]),
            },
        )


def _table(loaded: Phrases, name: str) -> Table:
    table = Table(title=name, title_justify="left", padding=(0, 1, 1, 0), box=None)
    table.add_column("key", no_wrap=True)
    table.add_column("when", ratio=1, overflow="fold")
    table.add_column("wordings", ratio=2, overflow="fold")
    for key, sentence in _sentences(loaded, name):
        claims = sentence["claims"]
        when = f"{sentence['said']} Needs: {claims}." if claims else sentence["said"]
        table.add_row(key, when, "\n".join(sentence["wordings"]))
    return table
