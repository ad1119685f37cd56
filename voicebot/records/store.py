"""The records as the application sees them: asynchronous, durable, in order."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self, TypeVar

from loguru import logger
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from dialogs.actions import BookCallback, KeepDraft, MoveCallback, SendMessage
from voicebot.records import bookings, changes, outbox, queries
from voicebot.records.database import READING, describe, open_database
from voicebot.records.entries import (
    CallbackRecord,
    CallbackStatus,
    CallRecord,
    CallSummary,
    Delivery,
    DeliveryStatus,
    DraftRecord,
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

    def __init__(self, engine: Engine, *, announces_callbacks: bool = False) -> None:
        self._engine = engine
        self._session_info = {outbox.ANNOUNCES_CALLBACKS: announces_callbacks}
        self._reading_engine = engine.execution_options(**READING)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records-writer")
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records-reader")
        self._closed = False

    @classmethod
    def open(cls, url: str, *, announces_callbacks: bool = False) -> Self:
        """Open the records at a SQLAlchemy URL; blocks, so do it before the first call.

        A missing SQLite file is created with its folder, an older schema is upgraded.

        Args:
            url: Of the database.
            announces_callbacks: Whether a ticket system is to be told about callbacks.

        Raises:
            InputError: The URL cannot be used, the file is no database or not ours, or it was
                written by a newer version of voicebot.
            RecordsError: The database cannot be reached or upgraded now.
        """
        return cls(open_database(url), announces_callbacks=announces_callbacks)

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

        Raises:
            WindowFullError: Its window has no place left.
        """
        return await self._write(
            lambda session: bookings.book_callback(
                session, call_id, callback, at, _reference_candidates()
            )
        )

    async def move_callback(self, call_id: str, move: MoveCallback, at: datetime) -> None:
        """Commit another window for an open callback; see ``bookings.move_callback``."""
        await self._write(lambda session: bookings.move_callback(session, call_id, move, at))

    async def cancel_callback(self, call_id: str | None, reference: str, at: datetime) -> None:
        """Commit that a callback is not wanted; ``call_id`` is None for the supervisor."""
        await self._write(lambda session: bookings.cancel_callback(session, call_id, reference, at))

    async def complete_callback(self, reference: str, at: datetime) -> None:
        """Note that somebody called back; see ``bookings.complete_callback``."""
        await self._write(lambda session: bookings.complete_callback(session, reference, at))

    async def reopen_callback(self, reference: str, at: datetime) -> None:
        """Take back that a callback is done or cancelled; see ``bookings.reopen_callback``."""
        await self._write(lambda session: bookings.reopen_callback(session, reference, at))

    async def keep_draft(self, call_id: str, draft: KeepDraft, at: datetime) -> None:
        """Keep a callback that was not finished, for the supervisor."""
        await self._write(lambda session: bookings.keep_draft(session, call_id, draft, at))

    async def settle_draft(self, draft_id: int, at: datetime) -> None:
        """Note that the supervisor is done with an unfinished callback."""
        await self._write(lambda session: bookings.settle_draft(session, draft_id, at))

    async def send_message(self, call_id: str, message: SendMessage, at: datetime) -> None:
        """Commit a text message to the outbox."""
        await self._write(lambda session: outbox.send_message(session, call_id, message, at))

    async def claim_deliveries(self, at: datetime, limit: int, lease: timedelta) -> list[Delivery]:
        """Take what has to be delivered by now; see ``outbox.claim_due``."""
        return await self._write(lambda session: outbox.claim_due(session, at, limit, lease))

    async def mark_delivered(self, delivery_id: int, at: datetime) -> None:
        """Note that something was delivered."""
        await self._write(lambda session: outbox.mark_sent(session, delivery_id, at))

    async def mark_undelivered(
        self, delivery_id: int, error: str, next_attempt_at: datetime | None
    ) -> None:
        """Note that something could not be delivered; see ``outbox.mark_failed``."""
        await self._write(
            lambda session: outbox.mark_failed(session, delivery_id, error, next_attempt_at)
        )

    async def deliveries(self, status: DeliveryStatus) -> int:
        """How many deliveries there are of a status."""
        return await self._read(lambda session: outbox.count(session, status))

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

    async def find_callback(self, reference: str, number: str) -> CallbackRecord | None:
        """The open callback with this reference and this number."""
        return await self._read(lambda session: queries.find_callback(session, reference, number))

    async def taken_windows(self, since: datetime) -> dict[datetime, int]:
        """How many callbacks are open in each window from ``since`` on, by its begin."""
        return await self._read(lambda session: queries.taken_windows(session, since))

    async def drafts(self, *, settled: bool = False) -> list[DraftRecord]:
        """Unfinished callbacks, the latest first."""
        return await self._read(lambda session: queries.drafts(session, settled=settled))

    async def last_language(self, number: str, before: datetime) -> str | None:
        """Language of the latest call from a number (E.164), None when it never called."""
        return await self._read(lambda session: queries.last_language(session, number, before))

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
        pending = loop.run_in_executor(executor, _transact, engine, self._session_info, work)
        try:
            return await asyncio.shield(pending)
        except asyncio.CancelledError:
            pending.add_done_callback(_report_failure)
            raise

    def _shut_down(self) -> None:
        self._writer.shutdown(wait=True)
        self._reader.shutdown(wait=True)
        self._engine.dispose()


def _transact(
    engine: Engine, info: Mapping[str, bool], work: Callable[[Session], Result]
) -> Result:
    try:
        with Session(engine, info=dict(info)) as session, session.begin():
            return work(session)
    except SQLAlchemyError as error:
        # Without its cause: a traceback would print the rows that the database quotes.
        raise RecordsError(f"the records failed: {describe(error)}") from None


def _report_failure(done: asyncio.Future[Result]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        logger.error("what a cancelled task had to record is lost: {}", error)


def _reference_candidates() -> Iterator[str]:
    return (new_reference() for _ in range(_REFERENCE_ATTEMPTS))
