"""Records as JSON documents, for `--json` and everything else that leaves the program."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from voicebot.records.entries import (
    CallbackRecord,
    CallRecord,
    CallSummary,
    DraftRecord,
    EventRecord,
    TurnRecord,
)

Entry = CallSummary | CallRecord | TurnRecord | EventRecord | CallbackRecord | DraftRecord


def document(entry: Entry) -> dict[str, Any]:
    """An entry with the names of its attributes; times in ISO 8601, UTC.

    Calls also have ``seconds``, how long they took.
    """
    content = {field.name: _plain(getattr(entry, field.name)) for field in fields(entry)}
    if isinstance(entry, CallSummary | CallRecord):
        content["seconds"] = entry.seconds
    return content


def _plain(value: Any) -> Any:
    if isinstance(value, Entry):
        return document(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return value


def masked(number: str | None) -> str | None:
    """A telephone number of which only the last three digits can be read: ``***042``."""
    return None if number is None else f"***{number[-3:]}"
