"""Carries out what a dialogue requests, and tells it what came of it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from loguru import logger

from dialogs.actions import (
    BookCallback,
    CancelCallback,
    FindCallback,
    KeepDraft,
    MoveCallback,
    ReadCalendar,
    Request,
    SendMessage,
    StartRecording,
    Transfer,
)
from dialogs.events import (
    CalendarRead,
    CallbackCancelled,
    CallbackCommitted,
    CallbackFound,
    CallbackMoved,
    CallbackNotFound,
    CallbackRefused,
    MessageAccepted,
    MessageRefused,
    RecordingRefused,
    RecordingStarted,
    RefusalReason,
    Result,
)
from voicebot.records.errors import RecordsError, WindowFullError
from voicebot.records.store import Records

StartRecorder = Callable[[], Awaitable[None]]
"""Begins to record the sound of a call; raises ``OSError`` if it cannot."""


class Fulfilment:
    """Carries out the requests of one call; what it reports as done has been committed.

    Args:
        call_id: Identifier of the call in the records.
        records: Where bookings and messages are committed.
        start_recorder: Begins to record; None where there is no sound.
    """

    def __init__(
        self, call_id: str, records: Records, start_recorder: StartRecorder | None = None
    ) -> None:
        self._call_id = call_id
        self._records = records
        self._start_recorder = start_recorder

    async def carry_out(self, request: Request, at: datetime) -> Result:  # noqa: PLR0911 - one per request
        """Do what is requested; failures are results, too.

        Args:
            request: Anything but ``Transfer``, which whoever carries the call does.
            at: Now, aware.
        """
        match request:
            case StartRecording():
                return await self._record(at)
            case SendMessage():
                return await self._send(request, at)
            case Transfer():
                raise ValueError("a call is transferred by whoever carries it")
        try:
            match request:
                case ReadCalendar():
                    return CalendarRead(at, await self._records.taken_windows(at))
                case BookCallback():
                    reference = await self._records.book_callback(self._call_id, request, at)
                    return CallbackCommitted(at, reference)
                case MoveCallback():
                    await self._records.move_callback(self._call_id, request, at)
                    return CallbackMoved(at)
                case CancelCallback(reference=reference):
                    await self._records.cancel_callback(self._call_id, reference, at)
                    return CallbackCancelled(at)
                case FindCallback():
                    return await self._find(request, at)
        except WindowFullError:
            return CallbackRefused(at, RefusalReason.WINDOW_FULL)
        except RecordsError as error:
            # Without the details: they hold the caller's name and number.
            logger.error("{} failed; the caller is told so: {}", type(request).__name__, error)
            return CallbackRefused(at)

    async def keep(self, draft: KeepDraft, at: datetime) -> None:
        """Keep a callback that was not finished."""
        try:
            await self._records.keep_draft(self._call_id, draft, at)
        except RecordsError as error:
            logger.error("an unfinished callback could not be kept: {}", error)

    async def _find(self, request: FindCallback, at: datetime) -> CallbackFound | CallbackNotFound:
        found = await self._records.find_callback(request.reference, request.number)
        if found is None:
            return CallbackNotFound(at)
        return CallbackFound(
            at,
            reference=found.reference,
            name=found.name,
            number=found.number,
            topic=found.topic,
            window_start=found.window_start,
            window_end=found.window_end,
        )

    async def _send(self, request: SendMessage, at: datetime) -> Result:
        try:
            await self._records.send_message(self._call_id, request, at)
        except RecordsError as error:
            logger.error("a text message was not accepted; the caller is told so: {}", error)
            return MessageRefused(at)
        return MessageAccepted(at)

    async def _record(self, at: datetime) -> Result:
        if self._start_recorder is None:
            return RecordingRefused(at)
        try:
            await self._start_recorder()
        except OSError as error:
            logger.error("the recording did not begin: {}", error)
            return RecordingRefused(at)
        return RecordingStarted(at)
