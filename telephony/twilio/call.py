"""A telephone call over an opened Twilio media stream."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable

from telephony.active_calls import ActiveCalls
from telephony.call import (
    AudioReceived,
    CallEvent,
    CallInfo,
    DigitPressed,
    HungUp,
    MarkReached,
    Samples,
    TransferError,
)
from telephony.g711 import MULAW_SILENCE, decode_mulaw, encode_mulaw
from telephony.twilio.media_socket import (
    NORMAL_CLOSURE,
    UNSUPPORTED_DATA,
    MediaSocket,
    SocketClosed,
)
from telephony.twilio.messages import (
    SAMPLE_RATE,
    Connected,
    Dtmf,
    Mark,
    Media,
    MediaStreamError,
    Message,
    Start,
    Stop,
    Unknown,
    clear_message,
    mark_message,
    media_message,
    parse_message,
)
from telephony.twilio.quality import StreamMeter, StreamQuality

_FRAME_BYTES = SAMPLE_RATE // 50  # 20 ms of mu-law, the packet of the telephone network


class TwilioCall:
    """``telephony.call.Call`` over Twilio Media Streams: mu-law at 8000 Hz both ways.

    Made by ``telephony.twilio.stream.open_twilio_call``. Its owner ends it with ``hang_up`` in
    every case, which is harmless when it is over already: the line stays busy until then, unless
    ``events`` was read to ``HungUp``.
    """

    def __init__(
        self,
        socket: MediaSocket,
        info: CallInfo,
        stream_sid: str,
        active_calls: ActiveCalls,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Carry on after ``start``.

        Args:
            socket: The connection, on which ``connected`` and ``start`` were received.
            info: Who is calling; the call was admitted under ``info.call_id``.
            stream_sid: Identifier of the stream.
            active_calls: Where the call is released when it ends.
            clock: Seconds that never go back.
        """
        self._socket = socket
        self._info = info
        self._stream_sid = stream_sid
        self._active_calls = active_calls
        self._clock = clock
        self._meter = StreamMeter()
        self._ending: HungUp | None = None
        self._receiving: asyncio.Task[str] | None = None
        # play and mark send several messages that must not mix with those of another task.
        self._sending = asyncio.Lock()
        self._flushes = 0
        self._remainder = bytearray()  # mu-law that does not fill a frame yet
        self._outstanding: deque[str] = deque()  # marks sent and not come back

    @property
    def info(self) -> CallInfo:
        """Who is calling."""
        return self._info

    @property
    def sample_rate(self) -> int:
        """8000 Hz, the only rate of Media Streams."""
        return SAMPLE_RATE

    @property
    def quality(self) -> StreamQuality:
        """How well the stream has arrived so far."""
        return self._meter.quality

    @property
    def outstanding_marks(self) -> tuple[str, ...]:
        """Names of the marks that were sent and not reached yet, oldest first."""
        return tuple(self._outstanding)

    async def events(self) -> AsyncIterator[CallEvent]:
        """Everything that comes from the caller, in order, ending with ``HungUp``."""
        while self._ending is None:
            event = await self._next_event()
            if event is not None:
                yield event
        yield self._ending

    async def play(self, samples: Samples) -> None:
        """Send audio, shape ``(samples,)`` at 8000 Hz, in frames of 20 ms.

        What does not fill a frame is kept for the next ``play``, ``mark`` or ``flush``. Twilio
        buffers at most ten minutes and discards the rest (its warning 31931).
        """
        flushes = self._flushes
        async with self._sending:
            if flushes != self._flushes:
                return  # dropped while waiting for its turn
            self._remainder += encode_mulaw(samples)
            # flush empties the remainder, which ends a long utterance between two frames.
            while len(self._remainder) >= _FRAME_BYTES and self._ending is None:
                frame = bytes(self._remainder[:_FRAME_BYTES])
                del self._remainder[:_FRAME_BYTES]
                await self._send(media_message(self._stream_sid, frame))

    async def mark(self, name: str) -> None:
        """Ask for ``MarkReached(name)``; an unfilled frame is filled with silence and sent."""
        async with self._sending:
            if self._remainder:
                frame = bytes(self._remainder).ljust(_FRAME_BYTES, MULAW_SILENCE)
                self._remainder.clear()
                await self._send(media_message(self._stream_sid, frame))
            if self._ending is None:
                self._outstanding.append(name)
                await self._send(mark_message(self._stream_sid, name))

    async def flush(self) -> None:
        """Drop all queued audio here and at Twilio, which sends outstanding marks back at once."""
        self._flushes += 1
        self._remainder.clear()
        await self._send(clear_message(self._stream_sid))

    async def transfer(self, target: str, summary: str) -> None:
        """Not possible over a media stream alone.

        Raises:
            TransferError: Always, while the call goes on.
        """
        del target, summary
        if self._ending is None:
            raise TransferError("calls over Twilio cannot be transferred yet")

    async def hang_up(self) -> None:
        """End the call by closing the connection."""
        # Twilio resumes the TwiML after <Connect> once the server closes the connection
        # (https://www.twilio.com/docs/api/errors/31921). Ours has no further verb, and where the
        # TwiML ends, Twilio hangs up.
        await self._end(HungUp("local"), NORMAL_CLOSURE)

    async def _next_event(self) -> CallEvent | None:
        try:
            text = await self._receive()
            if text is None:
                return None
            message = parse_message(text)
            self._check_stream(message)
        except SocketClosed:
            lost = HungUp("lost", "the connection of the media stream broke")
            await self._end(lost, NORMAL_CLOSURE)
            return None
        except MediaStreamError as error:
            await self._end(HungUp("protocol", error.reason), UNSUPPORTED_DATA)
            return None
        return await self._event(message)

    async def _receive(self) -> str | None:
        """The next message, or None when the call was ended here while waiting for it."""
        self._receiving = asyncio.ensure_future(self._socket.receive_text())
        try:
            return await self._receiving
        except asyncio.CancelledError:
            # Either _end cancelled the waiting, or somebody cancels the reader of this call.
            reader = asyncio.current_task()
            if self._ending is None or (reader is not None and reader.cancelling()):
                raise
            return None

    def _check_stream(self, message: Message) -> None:
        if isinstance(message, Connected | Start):
            raise MediaStreamError("the stream began a second time")
        if not isinstance(message, Unknown) and message.stream_sid != self._stream_sid:
            raise MediaStreamError("the message belongs to another stream")

    async def _event(self, message: Message) -> CallEvent | None:
        match message:
            case Media(payload=payload):
                self._meter.media(len(payload), self._clock())
                return AudioReceived(decode_mulaw(payload))
            case Dtmf(digit=digit):
                return DigitPressed(digit)
            case Mark(name=name) if name in self._outstanding:
                self._outstanding.remove(name)
                return MarkReached(name)
            case Stop():
                await self._end(HungUp("caller"), NORMAL_CLOSURE)
            case _:
                self._meter.unknown()
        return None

    async def _send(self, text: str) -> None:
        if self._ending is not None:
            return
        try:
            await self._socket.send_text(text)
        except SocketClosed:
            return  # the reader of events learns of it from the same socket

    async def _end(self, ending: HungUp, code: int) -> None:
        if self._ending is not None:
            return
        self._ending = ending
        self._active_calls.release(self._info.call_id)
        if self._receiving is not None:
            self._receiving.cancel()
        await self._socket.close(code, ending.detail)
