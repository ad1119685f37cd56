"""Recording a call, and not recording it."""

import asyncio
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from telephony.call import AudioReceived, HungUp, TransferError
from tests.voicebot.call.conftest import FakeCall
from voicebot.call.recorder import RecordedCall

PACKET = 160


def packet(value: int) -> np.ndarray:
    return np.full(PACKET, value, np.int16)


@pytest.fixture
def call() -> FakeCall:
    return FakeCall()


async def hear(recorded: RecordedCall, call: FakeCall, *values: int) -> None:
    """Let the caller say something and take it."""
    events = recorded.events()
    for value in values:
        call.incoming.put_nowait(AudioReceived(packet(value)))
        await anext(events)
    call.incoming.put_nowait(HungUp("caller"))
    async for _ in events:
        pass


async def test_without_a_yes_nothing_is_stored(call: FakeCall, tmp_path: Path) -> None:
    recorded = RecordedCall(call, tmp_path / "recordings" / "call.wav")
    await recorded.play(packet(5))
    await hear(recorded, call, 1, 2)
    assert not await asyncio.to_thread(os.listdir, tmp_path)


async def test_both_sides_are_recorded_where_they_were_heard(
    call: FakeCall, tmp_path: Path
) -> None:
    path = tmp_path / "recordings" / "call.wav"
    recorded = RecordedCall(call, path)
    await recorded.start_recording()
    await recorded.play(packet(5))
    await hear(recorded, call, 1, 2)
    sound, rate = soundfile.read(path, dtype="int16")
    assert rate == recorded.sample_rate
    assert sound[:, 0].tolist() == [1] * PACKET + [2] * PACKET
    assert sound[:, 1].tolist() == [5] * PACKET + [0] * PACKET
    assert path.stat().st_mode & 0o077 == 0, "others may not read it"


async def test_what_was_interrupted_is_not_on_the_recording(call: FakeCall, tmp_path: Path) -> None:
    recorded = RecordedCall(call, tmp_path / "call.wav")
    await recorded.start_recording()
    await recorded.play(packet(5))
    await recorded.flush()
    await hear(recorded, call, 1)
    sound, _ = soundfile.read(tmp_path / "call.wav", dtype="int16")
    assert not sound[:, 1].any()


async def test_a_colleagues_conversation_is_not_recorded(call: FakeCall, tmp_path: Path) -> None:
    recorded = RecordedCall(call, tmp_path / "call.wav")
    await recorded.start_recording()
    with pytest.raises(TransferError):
        await recorded.transfer("+493023125099", "")
    await hear(recorded, call, 1, 2)
    sound, _ = soundfile.read(tmp_path / "call.wav")
    assert len(sound) == 0


async def test_a_disk_that_cannot_be_written_to_is_an_error_of_the_system(
    call: FakeCall, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        await RecordedCall(call, tmp_path / "file" / "call.wav").start_recording()


async def test_long_sound_is_written_while_the_call_goes_on(call: FakeCall, tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    recorded = RecordedCall(call, path)
    await recorded.start_recording()
    events = recorded.events()
    for _ in range(60):
        call.incoming.put_nowait(AudioReceived(packet(1)))
        await asyncio.wait_for(anext(events), 5)
    await recorded.finish()
    assert soundfile.info(path).frames == 60 * PACKET
