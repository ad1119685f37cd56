"""Fakes of a telephone and of what a pipeline needs, for calls without speech models."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
from numpy.typing import NDArray

from dialogs.actions import Pace
from telephony.call import (
    CallEvent,
    CallInfo,
    DigitPressed,
    HungUp,
    MarkReached,
    TransferError,
)
from voicebot.errors import VoiceError
from voicebot.speech.interfaces import SpeechChunk

RATE = 8_000
BROKEN = DigitPressed("broken")
"""An event upon which the fake call breaks."""


class FakeCall:
    """A telephone whose far side plays instantly, unless it is told to hold marks back."""

    def __init__(self, *, plays: bool = True) -> None:
        self.incoming: asyncio.Queue[CallEvent] = asyncio.Queue()
        self.log: list[str] = []
        self.logged = asyncio.Event()
        self.samples = 0
        self.plays = plays
        self.marks: list[str] = []

    @property
    def info(self) -> CallInfo:
        return CallInfo("call-1", "fake", "+493023125001")

    @property
    def sample_rate(self) -> int:
        return RATE

    def _note(self, entry: str) -> None:
        self.log.append(entry)
        self.logged.set()

    async def until(self, entry: str) -> None:
        async with asyncio.timeout(5):
            while entry not in self.log:
                self.logged.clear()
                await self.logged.wait()

    async def events(self) -> AsyncIterator[CallEvent]:
        while True:
            event = await self.incoming.get()
            if event is BROKEN:
                raise RuntimeError("a bug in the adapter")
            yield event
            if isinstance(event, HungUp):
                return

    async def play(self, samples: NDArray[np.int16]) -> None:
        self.samples += len(samples)
        if not self.log or self.log[-1] != "audio":
            self._note("audio")

    async def mark(self, name: str) -> None:
        self._note(name)
        if self.plays:
            self.incoming.put_nowait(MarkReached(name))
        else:
            self.marks.append(name)

    async def flush(self) -> None:
        self._note("flush")
        for mark in self.marks:
            self.incoming.put_nowait(MarkReached(mark))
        self.marks.clear()

    async def transfer(self, target: str, summary: str) -> None:
        self._note(f"transfer to {target}")
        raise TransferError("nobody answers")

    async def hang_up(self) -> None:
        self._note("hang up")
        self.incoming.put_nowait(HungUp("local"))


class FakeSynthesiser:
    """Speaks 0.1 s of noise for any text, and fails for the text ``unspeakable``."""

    def __init__(self) -> None:
        self.spoken: list[str] = []

    async def speak(
        self, text: str, language: str, *, pace: Pace = Pace.NORMAL
    ) -> AsyncIterator[SpeechChunk]:
        if text == "unspeakable":
            raise VoiceError("no voice")
        self.spoken.append(text)
        yield SpeechChunk(np.full(RATE // 10, 1000, dtype=np.int16), RATE)
