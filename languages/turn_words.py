"""Words of turn taking (being written)."""

from enum import StrEnum


class Ending(StrEnum):
    """How the words of a turn end."""

    COMPLETE = "complete"
    OPEN = "open"
    OPENER = "opener"
    UNKNOWN = "unknown"


def is_back_channel(text: str, language: str) -> bool:
    """Whether the words only show that somebody listens."""
    return text.strip(" .!").casefold() in {"mhm", "ja", "okay", "hm", "yes"} and bool(language)


def ending(text: str, language: str) -> Ending:
    """How the words end."""
    return Ending.COMPLETE if text.rstrip().endswith((".", "?", "!")) and language else Ending.UNKNOWN
