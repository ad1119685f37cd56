"""Recordings of calls whose callers agreed: where they are, and how long they are kept."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from loguru import logger

from voicebot.settings import Settings

_SECONDS_OF_A_DAY = 86_400


def recordings_folder(settings: Settings) -> Path:
    """Where recordings are kept."""
    return settings.data_folder / "recordings"


def recording_path(settings: Settings, call_id: str) -> Path:
    """The file of one call, whether it exists or not.

    Args:
        settings: The installation.
        call_id: Comes from the provider, so only its harmless characters become part of a name.
    """
    return recordings_folder(settings) / f"{re.sub(r'[^A-Za-z0-9_-]', '_', call_id)[:100]}.wav"


def remove_expired(settings: Settings) -> int:
    """Delete the recordings that have been kept long enough; how many there were."""
    folder = recordings_folder(settings)
    oldest = time.time() - settings.conversation.recording_days * _SECONDS_OF_A_DAY
    expired = [file for file in folder.glob("*.wav") if file.stat().st_mtime < oldest]
    for file in expired:
        file.unlink(missing_ok=True)
    if expired:
        logger.info("{} recordings have been kept long enough and are deleted", len(expired))
    return len(expired)


@asynccontextmanager
async def expiring_recordings(settings: Settings) -> AsyncIterator[None]:
    """Delete what has expired now, and once a day while the block runs."""
    stopping = asyncio.Event()

    async def remove_daily() -> None:
        while True:
            try:
                await asyncio.to_thread(remove_expired, settings)
            except OSError as error:
                logger.error("expired recordings cannot be deleted: {}", error.strerror)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _SECONDS_OF_A_DAY)
                return

    removing = asyncio.create_task(remove_daily())
    try:
        yield
    finally:
        stopping.set()
        await removing
