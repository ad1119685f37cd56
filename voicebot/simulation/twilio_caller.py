"""Calls the server in real time over the webhook and the websocket, as Twilio does."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.frames import CloseCode

from telephony.call import Samples
from voicebot.simulation.line import Transmission
from voicebot.simulation.measurements import measure
from voicebot.simulation.media_stream import (
    ClearReceived,
    MarkReceived,
    MediaReceived,
    MessageWriter,
    StreamProtocolError,
    parse_server_message,
)
from voicebot.simulation.played_call import Party, PlayedCall
from voicebot.simulation.playout import PlayoutBuffer
from voicebot.simulation.recording import Recorder
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.script import TICK_SAMPLES, TICK_SECONDS, CallerScript
from voicebot.simulation.voices import TELEPHONE_RATE
from voicebot.simulation.webhook import (
    ACCOUNT_SID,
    CallRefusedError,
    Signer,
    reachable_stream_url,
    request_stream,
)

_OPEN_SECONDS = 10.0
_CLOSE_SECONDS = 5.0


class TwilioCaller:
    """Places simulated calls to one server.

    Args:
        server_url: Where the server is reached, as ``http://127.0.0.1:8080``.
        public_url: Where Twilio would reach it, when that is different; signatures are computed
            over it.
        auth_token: Secret with which requests are signed; None leaves them unsigned.
    """

    def __init__(
        self, server_url: str, *, public_url: str | None = None, auth_token: str | None = None
    ) -> None:
        self._server_url = server_url
        self._public_url = public_url
        self._signer = Signer(auth_token)

    async def call(
        self,
        scenario: Scenario,
        speech: Mapping[int, Samples],
        transmission: Transmission | None = None,
    ) -> PlayedCall:
        """Play one scenario; errors of the call end up in ``PlayedCall.failure``.

        Args:
            scenario: What to do.
            speech: What is said, by number of the step (from 1), at 8 kHz.
            transmission: The line that this call is heard over; None takes nothing away.
        """
        call_id = f"CA{uuid.uuid4().hex}"
        started_at = datetime.now(UTC)
        try:
            invitation = await asyncio.to_thread(
                request_stream,
                self._server_url,
                self._public_url,
                call_id,
                scenario.caller,
                self._signer,
            )
            connection = await connect(
                reachable_stream_url(invitation, self._server_url),
                additional_headers=self._signer.headers(invitation.url, {}),
                open_timeout=_OPEN_SECONDS,
                close_timeout=_CLOSE_SECONDS,
                compression=None,
                proxy=None,
            )
        except CallRefusedError as error:
            return _never_connected(call_id, str(error), started_at)
        except (OSError, WebSocketException) as error:  # OSError: also TimeoutError
            reason = f"the media stream cannot be opened ({type(error).__name__})"
            return _never_connected(call_id, reason, started_at)
        async with connection:
            script = CallerScript(scenario, speech)
            stream = _Stream(connection, call_id, script, transmission)
            return await stream.carry(invitation.parameters)


def _never_connected(call_id: str, reason: str, started_at: datetime) -> PlayedCall:
    return PlayedCall(call_id, reason, None, started_at, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a call ended: by whom, and what was wrong with it."""

    by: Party | None
    failure: str | None = None


class _Stream:
    """One media stream: two tasks, one that receives and one that ticks."""

    def __init__(
        self,
        connection: ClientConnection,
        call_id: str,
        script: CallerScript,
        transmission: Transmission | None,
    ) -> None:
        self._connection = connection
        self._call_id = call_id
        self._script = script
        self._transmission = transmission
        self._stream_sid = f"MZ{uuid.uuid4().hex}"
        self._messages = MessageWriter(ACCOUNT_SID, call_id, self._stream_sid)
        self._playout = PlayoutBuffer()
        self._recorder = Recorder()
        self._spoken: Samples | None = None
        self._latest = 0.0

    async def carry(self, parameters: Mapping[str, str]) -> PlayedCall:
        """Talk until somebody hangs up."""
        receiving = asyncio.create_task(self._receive())
        try:
            started_at = datetime.now(UTC)
            hung_up = await self._talk(receiving, parameters)
            if hung_up:
                ending = _Ending("caller")
                receiving.cancel()
            else:
                ending = await receiving
        finally:
            receiving.cancel()
            await asyncio.wait([receiving])
        recording = self._recorder.finish()
        contributions = self._script.contributions
        return PlayedCall(
            call_id=self._call_id,
            failure=ending.failure or self._script.shortcoming,
            ended_by=ending.by,
            started_at=started_at,
            ended_at=datetime.now(UTC),
            contributions=contributions,
            begun={
                step: started_at + timedelta(seconds=first / TELEPHONE_RATE)
                for step, first in self._script.begun.items()
            },
            recording=recording,
            measurements=measure(recording, contributions, self._playout.underruns),
            latest_tick_ms=self._latest * 1000,
            unplayed_ms=self._playout.remaining * 1000 / TELEPHONE_RATE,
        )

    async def _talk(self, receiving: asyncio.Task[_Ending], parameters: Mapping[str, str]) -> bool:
        """Send and play in real time; True when the caller hung up, False when the line went."""
        clock = asyncio.get_running_loop().time
        try:
            await self._connection.send(self._messages.connected())
            await self._connection.send(self._messages.start(parameters))
            start = clock()
            for number in count():
                # Absolute deadlines: a late tick does not delay the ones after it.
                deadline = start + number * TICK_SECONDS
                await asyncio.sleep(max(0.0, deadline - clock()))
                self._latest = max(self._latest, clock() - deadline)
                if receiving.done():
                    return False
                if await self._tick():
                    await self._connection.send(self._messages.stop())
                    return True
        except ConnectionClosed:
            await asyncio.wait([receiving])
        return False

    async def _tick(self) -> bool:
        """Play 20 ms; True when the caller hangs up."""
        played = self._playout.play(TICK_SAMPLES)
        for mark in played.marks:
            await self._connection.send(self._messages.mark(mark))
        action = self._script.tick(played.samples, more_to_come=not self._playout.empty)
        if action.begins:
            self._playout.end_utterance()
        if action.digit is not None:
            await self._connection.send(self._messages.dtmf(action.digit))
        # As it was said, not as it is sent: noise would hide from the measurements when it was.
        self._recorder.add(action.samples, played.samples)
        # A packet leaves when its 20 ms have been spoken, which is at the next tick: sent at
        # once, the server would hear the caller's last sample before it was said.
        if self._spoken is not None:
            await self._connection.send(self._messages.media(self._spoken))
        self._spoken = action.samples
        if self._transmission is not None:
            self._spoken = self._transmission.carry(action.samples)
        return action.hangs_up

    async def _receive(self) -> _Ending:
        """Take what the server sends until it closes the connection."""
        try:
            async for text in self._connection:
                match parse_server_message(text, self._stream_sid):
                    case MediaReceived(samples):
                        self._playout.queue_audio(samples)
                    case MarkReceived(name):
                        self._playout.queue_mark(name)
                    case ClearReceived():
                        for mark in self._playout.clear():
                            await self._connection.send(self._messages.mark(mark))
        except StreamProtocolError as error:
            return _Ending(None, str(error))
        except ConnectionClosed:
            pass
        code = self._connection.close_code
        if code in {CloseCode.NORMAL_CLOSURE, CloseCode.NO_STATUS_RCVD}:
            return _Ending("assistant")
        return _Ending(None, f"the server broke off the media stream (code {code})")
