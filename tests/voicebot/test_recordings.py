"""How long recordings are kept, and where."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from voicebot.recordings import (
    expiring_recordings,
    recording_path,
    recordings_folder,
    remove_expired,
)
from voicebot.settings import ConversationSettings, Settings

DAY = 86_400


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Keeps recordings for ten days; there is one of eleven and one of nine."""
    settings = Settings(data_folder=tmp_path, conversation=ConversationSettings(recording_days=10))
    recordings_folder(settings).mkdir()
    for days in (11, 9):
        file = recording_path(settings, f"CA{days}")
        file.touch()
        then = time.time() - days * DAY
        os.utime(file, (then, then))
    return settings


def kept(settings: Settings) -> list[str]:
    return sorted(file.name for file in recordings_folder(settings).iterdir())


def test_only_what_has_been_kept_long_enough_is_deleted(settings: Settings) -> None:
    assert remove_expired(settings) == 1
    assert kept(settings) == ["CA9.wav"]
    assert remove_expired(settings) == 0


async def test_a_server_deletes_it_when_it_starts(settings: Settings) -> None:
    async with expiring_recordings(settings):
        pass
    assert await asyncio.to_thread(kept, settings) == ["CA9.wav"]


def test_without_recordings_nothing_is_deleted(tmp_path: Path) -> None:
    assert remove_expired(Settings(data_folder=tmp_path)) == 0


@pytest.mark.parametrize("call_id", ["../../etc/passwd", "a/b", "\0", "x" * 500])
def test_no_identifier_leads_out_of_the_folder(tmp_path: Path, call_id: str) -> None:
    settings = Settings(data_folder=tmp_path)
    path = recording_path(settings, call_id)
    assert path.parent == recordings_folder(settings)
    assert len(path.name) <= 104
