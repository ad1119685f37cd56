"""Records the sound of a call, from the moment at which the caller has agreed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import soundfile

from telephony.call import AudioReceived, Call, CallEvent, CallInfo, HungUp, Samples

_WRITE_SECONDS = 1.0
"""Sound is written in pieces of this length: a crash costs no more, and a disk is asked rarely."""


class RecordedCall:
    """A call that can be recorded; everything else is passed on. Nothing is stored before that.

    The caller is on the left channel, the assistant on the right. What comes from the caller
    sets the pace: the assistant's sound is put where the caller hears it.

    Args:
        call: The call itself.
        path: Where the WAV file is written when recording starts.
    """

    def __init__(self, call: Call, path: Path) -> None:
        self._call = call
        self._path = path
        self._file: soundfile.SoundFile | None = None
        self._spoken = np.zeros(0, np.int16)
        self._unwritten: list[np.ndarray] = []

    @property
    def info(self) -> CallInfo:
        """Who is calling."""
        return self._call.info

    @property
    def sample_rate(self) -> int:
        """Sample rate in hertz of the audio in both directions."""
        return self._call.sample_rate

    async def start_recording(self) -> None:
        """Record from now on.

        Raises:
            OSError: The file cannot be written.
        """
        if self._file is None:
            self._file = await asyncio.to_thread(self._open)

    async def events(self) -> AsyncIterator[CallEvent]:
        """Everything that comes from the caller, in order."""
        try:
            async for event in self._call.events():
                if isinstance(event, AudioReceived):
                    await self._take(event.samples)
                elif isinstance(event, HungUp):
                    await self.finish()
                yield event
        finally:
            await self.finish()

    async def play(self, samples: Samples) -> None:
        """Queue audio for the caller."""
        self._spoken = np.concatenate([self._spoken, samples])
        await self._call.play(samples)

    async def mark(self, name: str) -> None:
        """Ask for a mark after all audio queued so far."""
        await self._call.mark(name)

    async def flush(self) -> None:
        """Drop all queued audio now."""
        self._spoken = self._spoken[:0]
        await self._call.flush()

    async def transfer(self, target: str, summary: str) -> None:
        """Hand the caller over; a colleague's conversation is not ours to record.

        Raises:
            TransferError: See ``telephony.call.Call``.
        """
        await self.finish()
        await self._call.transfer(target, summary)

    async def hang_up(self) -> None:
        """End the call."""
        await self._call.hang_up()

    async def finish(self) -> None:
        """Write what is left and close the file; a second time does nothing."""
        file, self._file = self._file, None
        if file is not None:
            left, self._unwritten = self._unwritten, []
            await asyncio.to_thread(_finish, file, left)

    async def _take(self, heard: Samples) -> None:
        spoken, self._spoken = self._spoken[: len(heard)], self._spoken[len(heard) :]
        if self._file is None:
            return
        padded = np.pad(spoken, (0, len(heard) - len(spoken)))
        self._unwritten.append(np.stack([heard, padded], axis=1))
        if sum(map(len, self._unwritten)) >= _WRITE_SECONDS * self.sample_rate:
            piece, self._unwritten = np.concatenate(self._unwritten), []
            await asyncio.to_thread(self._file.write, piece)

    def _open(self) -> soundfile.SoundFile:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            file = soundfile.SoundFile(
                self._path, "w", self.sample_rate, channels=2, subtype="PCM_16", format="WAV"
            )
        except soundfile.SoundFileError as error:
            raise OSError(f"{self._path} cannot be written") from error
        self._path.chmod(0o600)
        return file


def _finish(file: soundfile.SoundFile, left: list[np.ndarray]) -> None:
    if left:
        file.write(np.concatenate(left))
    file.close()
