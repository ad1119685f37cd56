"""Records of a pretended time, in which something fails when a scenario wants it to."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn, Self

from voicebot.records.database import open_database
from voicebot.records.errors import RecordsError
from voicebot.records.store import Records
from voicebot.simulation.scenario import Failure

_WRITES = {
    "book_callback": Failure.BOOKING,
    "move_callback": Failure.BOOKING,
    "cancel_callback": Failure.BOOKING,
    "send_message": Failure.MESSAGE,
}
"""What cannot be done, by name of the method, when something fails."""


class UnreliableRecords(Records):
    """Records that fail wherever something of ``failing`` is to be written."""

    failing: frozenset[Failure] = frozenset()

    def __getattribute__(self, name: str) -> Any:
        """As usual, or a method that fails in place of one that writes."""
        failure = _WRITES.get(name)
        if failure is not None and failure in self.failing:
            return _fail
        return super().__getattribute__(name)


async def _fail(*_: object, **__: object) -> NoReturn:
    raise RecordsError("the disk is full, as the scenario says")


class RecordsTemplate:
    """Makes empty SQLite databases by copying one, which takes less time than to create them.

    They are used for calls that are played in a time of their own: among the records of an
    installation they would be calls that never were.
    """

    def __init__(self, folder: TemporaryDirectory[str]) -> None:
        self._folder = folder
        self._template = Path(folder.name) / "template.db"

    @classmethod
    def create(cls) -> Self:
        """Create the template; blocks."""
        template = cls(TemporaryDirectory(prefix="voicebot-simulation-"))
        open_database(_url(template._template)).dispose()
        return template

    def close(self) -> None:
        """Remove the template."""
        self._folder.cleanup()

    @asynccontextmanager
    async def records(self) -> AsyncIterator[UnreliableRecords]:
        """Empty records, which are removed afterwards."""
        with TemporaryDirectory(dir=self._folder.name) as folder:
            path = Path(folder) / "records.db"
            await asyncio.to_thread(shutil.copyfile, self._template, path)
            async with await asyncio.to_thread(UnreliableRecords.open, _url(path)) as records:
                yield records


def _url(path: Path) -> str:
    return f"sqlite:///{path}"
