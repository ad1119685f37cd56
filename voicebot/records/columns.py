"""Column types that behave the same in SQLite and PostgreSQL."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from voicebot.records.entries import Json

# PostgreSQL stores no NUL and neither database stores half a surrogate pair. A caller's turn
# must not be lost over one odd character, so it is replaced, in both databases alike.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def storable_text(text: str) -> str:
    """``text`` with NUL and lone surrogates replaced by U+FFFD."""
    return _UNSTORABLE.sub(_REPLACEMENT, text)


def storable_json(value: Json) -> Any:
    """``value`` as plain dicts and lists, every text and key made storable.

    Raises:
        ValueError: A number is infinite or not a number, which JSON has no form for.
        TypeError: A value is of a type that JSON does not have.
    """
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number that is not finite cannot be recorded")
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, Mapping):
        return {storable_text(key): storable_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(item) for item in value]
    raise TypeError(f"a value of type {type(value).__name__} cannot be recorded")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: takes any aware time, stores UTC, returns aware UTC.

    A naive time is refused with ``ValueError``: nobody can tell what moment it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without time zone cannot be recorded")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Make it aware: SQLite forgets the time zone, PostgreSQL answers in the session's."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class StorableText(TypeDecorator[str]):
    """Text of any length in which what cannot be stored is replaced; see ``storable_text``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be stored."""
        del dialect
        return None if value is None else storable_text(value)


class StorableJson(TypeDecorator[Json]):
    """JSON in which what cannot be stored is replaced; see ``storable_json``."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Json, dialect: Dialect) -> Any:
        """Replace what cannot be stored."""
        del dialect
        return storable_json(value)
