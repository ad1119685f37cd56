"""The records as the application sees them: asynchronous, durable, in order."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

from loguru import logger
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from dialogs.actions import BookCallback, KeepDraft, MoveCallback, SendMessage
from voicebot.records import changes, queries
from voicebot.records.database import READING, describe, open_database
from voicebot.records.entries import (
    CallbackRecord,
    CallbackStatus,
    CallRecord,
    CallSummary,
    Json,
    RecordCounts,
    TurnRecord,
)
from voicebot.records.errors import RecordsError
from voicebot.records.references import new_reference

Result = TypeVar("Result")

# With half of all references in use, 64 attempts fail once in 10^19.
_REFERENCE_ATTEMPTS = 64


class Records:
    """All calls of one installation.

    Every write is one transaction, done in the order of the calls by one thread of its own, so
    that the event loop never waits for a disk; when ``await`` returns, it is on disk. A write
    whose task is cancelled while it waits is still done. Reads have another thread and never
    wait for writes. Not bound to an event loop.

    All methods raise ``RecordsError`` when the database fails or the records are closed; what
    was committed before stays. Times must be aware.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading_engine = engine.execution_options(**READING)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records-writer")
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records-reader")
        self._closed = False

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the records at a SQLAlchemy URL; blocks, so do it before the first call.

        A missing SQLite file is created with its folder, an older schema is upgraded.

        Raises:
            InputError: The URL cannot be used, the file is no database or not ours, or it was
                written by a newer version of voicebot.
            RecordsError: The database cannot be reached or upgraded now.
        """
        return cls(open_database(url))

    async def close(self) -> None:
        """Finish what is waiting and close the database; a second time does nothing."""
        self._closed = True
        await asyncio.to_thread(self._shut_down)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def start_call(
        self, call_id: str, channel: str, caller_number: str | None, at: datetime
    ) -> None:
        """Note that a call began; everything else about it comes after this."""
        await self._write(
            lambda session: changes.start_call(session, call_id, channel, caller_number, at)
        )

    async def append(self, call_id: str, kind: str, data: Mapping[str, Json], at: datetime) -> None:
        """Add an event to a call."""
        await self._write(lambda session: changes.append_event(session, call_id, kind, data, at))

    async def append_all(
        self, call_id: str, events: Sequence[tuple[str, Mapping[str, Json], datetime]]
    ) -> None:
        """Add several events to a call in one transaction: kind, data and time of each."""

        def work(session: Session) -> None:
            for kind, data, at in events:
                changes.append_event(session, call_id, kind, data, at)

        await self._write(work)

    async def add_turn(self, call_id: str, turn: TurnRecord) -> None:
        """Add a turn to a call."""
        await self._write(lambda session: changes.add_turn(session, call_id, turn))

    async def set_language(self, call_id: str, language: str) -> None:
        """Note the language (ISO 639-1) in which a call is now carried on."""
        await self._write(lambda session: changes.set_language(session, call_id, language))

    async def book_callback(self, call_id: str, callback: BookCallback, at: datetime) -> str:
        """Commit a callback together with its event ``callback_committed``.

        Returns:
            The reference: six digits, unique. Once it is here, the booking may be promised.
        """
        return await self._write(
            lambda session: changes.book_callback(
                session, call_id, callback, at, _reference_candidates()
            )
        )

    async def last_language(self, caller_number: str, at: datetime) -> str | None:
        """STUB."""
        del caller_number, at
        return None

    async def taken_windows(self, at: datetime) -> Mapping[datetime, int]:
        """STUB."""
        del at
        return {}

    async def keep_draft(self, call_id: str, draft: KeepDraft, at: datetime) -> None:
        """STUB."""

    async def find_callback(self, reference: str, number: str) -> CallbackRecord | None:
        """STUB."""
        del reference, number
        return None

    async def move_callback(self, call_id: str, move: MoveCallback, at: datetime) -> None:
        """STUB."""

    async def cancel_callback(self, call_id: str, reference: str, at: datetime) -> None:
        """STUB."""

    async def send_message(self, call_id: str, message: SendMessage, at: datetime) -> None:
        """STUB."""

    async def end_call(self, call_id: str, reason: str, at: datetime) -> None:
        """Note that a call is over; of several reasons the first one stays."""
        await self._write(lambda session: changes.end_call(session, call_id, reason, at))

    async def recover_interrupted(self, at: datetime) -> int:
        """Close the calls that a crash cut off, each at the time of its last entry.

        For a server before its first call, and only where no other server writes to the same
        database: whatever is in progress is taken for cut off.

        Returns:
            How many there were; each has an event ``call_interrupted`` at ``at``.
        """
        return await self._write(lambda session: changes.close_interrupted(session, at))

    async def recent_calls(
        self,
        limit: int,
        offset: int = 0,
        language: str | None = None,
        since: datetime | None = None,
    ) -> list[CallSummary]:
        """The latest calls first, optionally of one language or not begun before ``since``."""
        return await self._read(
            lambda session: queries.recent_calls(session, limit, offset, language, since)
        )

    async def call_ids_with_prefix(self, prefix: str, limit: int) -> list[str]:
        """Identifiers of calls that begin with ``prefix``, an exact match first."""
        return await self._read(
            lambda session: queries.call_ids_with_prefix(session, prefix, limit)
        )

    async def call(self, call_id: str) -> CallRecord | None:
        """Everything about one call, or None when there is no such call."""
        return await self._read(lambda session: queries.call(session, call_id))

    async def callbacks(self, status: CallbackStatus | None = None) -> list[CallbackRecord]:
        """Callbacks in order of their time windows, optionally of one status."""
        return await self._read(lambda session: queries.callbacks(session, status))

    async def counts(self) -> RecordCounts:
        """How much is in the records."""
        return await self._read(queries.counts)

    async def _write(self, work: Callable[[Session], Result]) -> Result:
        return await self._run(self._writer, self._engine, work)

    async def _read(self, work: Callable[[Session], Result]) -> Result:
        return await self._run(self._reader, self._reading_engine, work)

    async def _run(
        self, executor: ThreadPoolExecutor, engine: Engine, work: Callable[[Session], Result]
    ) -> Result:
        if self._closed:
            raise RecordsError("the records are closed")
        loop = asyncio.get_running_loop()
        pending = loop.run_in_executor(executor, _transact, engine, work)
        try:
            return await asyncio.shield(pending)
        except asyncio.CancelledError:
            pending.add_done_callback(_report_failure)
            raise

    def _shut_down(self) -> None:
        self._writer.shutdown(wait=True)
        self._reader.shutdown(wait=True)
        self._engine.dispose()


def _transact(engine: Engine, work: Callable[[Session], Result]) -> Result:
    try:
        with Session(engine) as session, session.begin():
            return work(session)
    except SQLAlchemyError as error:
        # Without its cause: a traceback would print the rows that the database quotes.
        raise RecordsError(f"the records failed: {describe(error)}") from None


def _report_failure(done: asyncio.Future[Result]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        logger.error("what a cancelled task had to record is lost: {}", error)


def _reference_candidates() -> Iterator[str]:
    return (new_reference() for _ in range(_REFERENCE_ATTEMPTS))
