"""What every source of model files promises."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from voicebot.models.manifest import ModelFile

Report = Callable[[ModelFile, int], None]
"""Told how many bytes of a file are here; may fall back when a download starts again."""


class SourceError(Exception):
    """This source cannot give the file; the next one is tried."""


class SourceUnreachableError(SourceError):
    """This source gives no file at all now; it is not asked again."""


class FileSource(Protocol):
    """Somewhere files of one model come from."""

    @property
    def name(self) -> str:
        """For messages, for example ``Hugging Face``."""
        ...

    def fetch(self, file: ModelFile, part: Path, report: Report) -> None:
        """Write ``file`` to ``part``; what lies there already may be continued.

        Whether the bytes are right is checked by the caller.

        Raises:
            SourceError: The file cannot be had here.
        """
        ...
