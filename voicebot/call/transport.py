"""A pipecat transport over any ``telephony.Call``."""

import asyncio

import numpy as np
from loguru import logger
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    StartFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams

from telephony.call import AudioReceived, Call, DigitPressed, HungUp, MarkReached
from telephony.fax_tone import FaxToneDetector
from voicebot.call.frames import HungUpFrame, MachineHeardFrame, MarkFrame, MarkReachedFrame

SEND_AHEAD_SECONDS = 0.3
"""Audio sent before it is due. The provider's buffer bridges a stall of our loop this long;
a flush on barge-in empties it, so it costs no reaction time."""

_CHUNK_10_MS = 2
_KEYS = frozenset(entry.value for entry in KeypadEntry)


def transport_parameters(call: Call) -> TransportParams:
    """The pipecat parameters that fit ``call``: its own rate, frames of 20 ms."""
    return TransportParams(
        audio_in_enabled=True,
        audio_out_enabled=True,
        audio_in_sample_rate=call.sample_rate,
        audio_out_sample_rate=call.sample_rate,
        audio_out_10ms_chunks=_CHUNK_10_MS,
        audio_out_end_silence_secs=0,
    )


class CallInput(BaseInputTransport):
    """Pushes what comes from the caller into the pipeline."""

    def __init__(self, call: Call, parameters: TransportParams) -> None:
        super().__init__(parameters)
        self._call = call
        self._fax_tone = FaxToneDetector(call.sample_rate)
        self._reader: asyncio.Task[None] | None = None

    async def start(self, frame: StartFrame) -> None:
        """Begin to read the call."""
        await super().start(frame)
        await self.set_transport_ready(frame)
        if self._reader is None:
            self._reader = self.create_task(self._read())

    async def stop(self, frame: EndFrame) -> None:
        """Stop reading."""
        await super().stop(frame)
        await self._stop_reading()

    async def cancel(self, frame: CancelFrame) -> None:
        """Stop reading at once."""
        await super().cancel(frame)
        await self._stop_reading()

    async def cleanup(self) -> None:
        """Stop reading however the pipeline ended."""
        await super().cleanup()
        await self._stop_reading()

    async def _stop_reading(self) -> None:
        if self._reader is not None:
            reader, self._reader = self._reader, None
            await self.cancel_task(reader)

    async def _read(self) -> None:
        try:
            await self._pass_on_events()
        except Exception:  # noqa: BLE001 - a bug in an adapter ends the call instead of hanging it
            logger.exception("the call cannot be read because of a bug")
            await self.push_frame(HungUpFrame("failed", ""))

    async def _pass_on_events(self) -> None:
        async for event in self._call.events():
            match event:
                case AudioReceived(samples):
                    if self._fax_tone.hear(samples):
                        await self.push_frame(MachineHeardFrame())
                    await self.push_audio_frame(
                        InputAudioRawFrame(
                            audio=samples.tobytes(),
                            sample_rate=self._call.sample_rate,
                            num_channels=1,
                        )
                    )
                case DigitPressed(digit) if digit in _KEYS:
                    await self.push_frame(InputDTMFFrame(KeypadEntry(digit)))
                case MarkReached(name):
                    await self.push_frame(MarkReachedFrame(name))
                case HungUp(reason, detail):
                    await self.push_frame(HungUpFrame(reason, detail))
                case DigitPressed():
                    pass  # A to D exist on no caller's telephone.


class CallOutput(BaseOutputTransport):
    """Sends the assistant's speech to the caller, paced slightly ahead of real time."""

    def __init__(self, call: Call, parameters: TransportParams) -> None:
        super().__init__(parameters)
        self._call = call
        self._played_until = 0.0
        self._protected_until = 0.0

    async def start(self, frame: StartFrame) -> None:
        """Begin to take audio."""
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Empty the provider's buffer on an interruption, after our own."""
        await super().process_frame(frame, direction)
        if isinstance(frame, InterruptionFrame):
            now = asyncio.get_running_loop().time()
            # A disclosure that was already sent ahead is played out.
            if now >= self._protected_until:
                self._played_until = now
                await self._call.flush()

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        """Send 20 ms and wait until the next ones are due."""
        await self._call.play(np.frombuffer(frame.audio, dtype=np.int16))
        now = asyncio.get_running_loop().time()
        seconds = len(frame.audio) / 2 / frame.sample_rate
        self._played_until = max(self._played_until, now) + seconds
        if not frame.interruptible:
            self._protected_until = self._played_until
        ahead = self._played_until - now
        if ahead > SEND_AHEAD_SECONDS:
            await asyncio.sleep(ahead - SEND_AHEAD_SECONDS)
        return True

    async def write_transport_frame(self, frame: Frame) -> None:
        """Pass marks on after the audio before them."""
        if isinstance(frame, MarkFrame):
            await self._call.mark(frame.mark)
