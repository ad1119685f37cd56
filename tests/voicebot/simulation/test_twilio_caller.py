"""The real caller against a fake assistant: real sockets, real time, no models."""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from twilio.request_validator import (  # type: ignore[import-untyped]  # twilio publishes none
    RequestValidator,
)

from telephony.call import Samples
from telephony.g711 import decode_mulaw, encode_mulaw
from voicebot.simulation.activity import is_speech, speech_segments
from voicebot.simulation.line import Transmission, line
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.twilio_caller import TwilioCaller

_RATE = 8_000
_ANY_PORT_URL = "wss://public.example/media"


def _tone(seconds: float) -> Samples:
    count = round(seconds * _RATE)
    return np.where(np.arange(count) % 20 < 10, 6_000, -6_000).astype(np.int16)


class FakeAssistant:
    """A media-stream server that does what a test tells it to.

    Args:
        behave: What it does once the stream has started.
    """

    def __init__(self, behave: "Callable[[FakeAssistant], Awaitable[None]]") -> None:
        self._behave = behave
        self._socket: WebSocket | None = None
        self.twiml = (
            f'<Response><Connect><Stream url="{_ANY_PORT_URL}">'
            '<Parameter name="token" value="secret"/></Stream></Connect></Response>'
        )
        self.form: dict[str, str] = {}
        self.signatures: list[str | None] = []
        self.messages: list[tuple[float, dict[str, Any]]] = []

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        app = Starlette(
            routes=[
                Route("/twilio/voice", self._webhook, methods=["POST"]),
                WebSocketRoute("/media", self._stream),
            ]
        )
        config = uvicorn.Config(app, log_config=None, lifespan="off", ws="websockets-sansio")
        server = uvicorn.Server(config)
        with socket.socket() as listening:
            # Connections wait in its backlog until the server takes them.
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            serving = asyncio.create_task(server.serve([listening]))
            try:
                yield f"http://127.0.0.1:{listening.getsockname()[1]}"
            finally:
                server.should_exit = True
                await serving

    async def receive(self) -> dict[str, Any]:
        assert self._socket is not None
        message: dict[str, Any] = json.loads(await self._socket.receive_text())
        self.messages.append((asyncio.get_running_loop().time(), message))
        return message

    async def receive_for(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.receive_until(lambda _: False)
        except TimeoutError:
            return

    async def receive_until(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        while not wanted(await self.receive()):
            pass

    async def hear_utterance(self) -> float:
        """Wait for the caller to speak and to be silent; returns when the last sound came."""
        last = None
        quiet = 0
        while last is None or quiet < 5:
            message = await self.receive()
            if message["event"] != "media":
                continue
            if is_speech(decode_mulaw(base64.b64decode(message["media"]["payload"]))):
                last, quiet = self.messages[-1][0], 0
            else:
                quiet += 1
        return last

    async def say(self, seconds: float) -> None:
        payload = base64.b64encode(encode_mulaw(_tone(seconds))).decode()
        await self.send("media", media={"payload": payload})

    async def mark(self, name: str) -> None:
        await self.send("mark", mark={"name": name})

    async def send(self, event: str, **fields: Any) -> None:
        assert self._socket is not None
        await self._socket.send_text(
            json.dumps({"event": event, "streamSid": self.stream_sid, **fields})
        )

    async def close(self, code: int) -> None:
        assert self._socket is not None
        await self._socket.close(code)

    @property
    def stream_sid(self) -> str:
        return str(self.events("start")[0]["streamSid"])

    def events(self, name: str) -> list[dict[str, Any]]:
        return [message for _, message in self.messages if message["event"] == name]

    def arrival(self, mark: str) -> float:
        return next(
            at
            for at, one in self.messages
            if one["event"] == "mark" and one["mark"]["name"] == mark
        )

    async def _webhook(self, request: Request) -> Response:
        self.form = {name: str(value) for name, value in (await request.form()).items()}
        self.signatures.append(request.headers.get("x-twilio-signature"))
        return Response(self.twiml, media_type="application/xml")

    async def _stream(self, websocket: WebSocket) -> None:
        self.signatures.append(websocket.headers.get("x-twilio-signature"))
        await websocket.accept()
        self._socket = websocket
        try:
            await self.receive_until(lambda message: message["event"] == "start")
            await self._behave(self)
        except WebSocketDisconnect:
            return


def _scenario(*steps: dict[str, Any], **fields: Any) -> Scenario:
    return Scenario.model_validate({"name": "A call", "language": "en", "steps": steps, **fields})


async def _call(assistant: FakeAssistant, scenario: Scenario, **options: Any) -> PlayedCall:
    async with assistant.serve() as url, asyncio.timeout(20):
        return await TwilioCaller(url, **options).call(scenario, {1: _tone(0.5), 2: _tone(0.5)})


async def test_a_whole_call_is_played_as_twilio_would() -> None:
    waits: list[float] = []
    clock = asyncio.get_running_loop().time

    async def answer(assistant: FakeAssistant) -> None:
        await assistant.say(0.4)
        await assistant.mark("greeting")
        last_sound = await assistant.hear_utterance()
        await assistant.receive_for(last_sound + 0.31 - clock())
        await assistant.say(0.4)
        waits.append(clock() - last_sound)
        await assistant.mark("answer")
        await assistant.receive_until(lambda message: message["event"] == "stop")

    assistant = FakeAssistant(answer)
    scenario = _scenario({"say": "a question", "after": 0}, caller="+493023125101")

    played = await _call(assistant, scenario)

    assert (played.failure, played.ended_by, played.unplayed_ms) == (None, "caller", 0)
    assert assistant.form["CallSid"] == played.call_id
    assert assistant.form["From"] == "+493023125101"
    assert assistant.form["CallStatus"] == "ringing"
    assert assistant.signatures == [None, None]
    assert assistant.messages[0][1]["event"] == "connected"
    (start,) = assistant.events("start")
    assert start["start"]["callSid"] == played.call_id
    assert start["start"]["customParameters"] == {"token": "secret"}
    # 20 ms in every message, in real time, and nothing is left out.
    media = assistant.events("media")
    assert [one["media"]["timestamp"] for one in media] == [str(20 * n) for n in range(len(media))]
    arrivals = [at for at, one in assistant.messages if one["event"] == "media"]
    assert arrivals[-1] - arrivals[0] == pytest.approx(0.02 * (len(media) - 1), abs=0.05)
    assert [one["mark"]["name"] for one in assistant.events("mark")] == ["greeting", "answer"]
    # What was measured on the recording is what the assistant did.
    (latency,) = played.measurements.latencies
    assert latency.milliseconds == pytest.approx(waits[0] * 1000, abs=20)
    assert played.recording is not None
    assert len(speech_segments(played.recording.assistant)) == 2
    assert len(speech_segments(played.recording.caller)) == 1
    assert len(played.recording.caller) / 160 == pytest.approx(len(media), abs=1)


async def test_marks_clear_and_underruns_happen_in_the_time_of_playing() -> None:
    times: dict[str, float] = {}
    clock = asyncio.get_running_loop().time

    async def behave(assistant: FakeAssistant) -> None:
        times["began"] = clock()
        await assistant.say(0.4)
        await assistant.mark("first")
        await assistant.receive_until(lambda message: message["event"] == "mark")
        await assistant.say(5)
        await assistant.mark("second")
        await assistant.mark("third")
        await assistant.receive_for(0.3)
        times["cleared"] = clock()
        await assistant.send("clear")
        await assistant.receive_until(
            lambda message: message["event"] == "mark" and message["mark"]["name"] == "third"
        )
        await assistant.receive_for(0.3)
        await assistant.say(0.2)
        await assistant.receive_for(0.45)
        await assistant.say(0.2)
        await assistant.mark("end")
        await assistant.receive_until(lambda message: message["event"] == "mark")
        await assistant.close(1000)

    assistant = FakeAssistant(behave)

    played = await _call(assistant, _scenario({"silence": 30}, expect_end="assistant"))

    assert (played.failure, played.ended_by) == (None, "assistant")
    assert assistant.arrival("first") - times["began"] == pytest.approx(0.4, abs=0.06)
    assert assistant.arrival("second") - times["cleared"] < 0.05
    assert assistant.arrival("third") - times["cleared"] < 0.05
    assert played.recording is not None
    heard = speech_segments(played.recording.assistant)
    seconds = [(one.end - one.first) / _RATE for one in heard]
    # The mark came back at the end of the first; the second joined it and was cleared.
    assert seconds == pytest.approx([0.7, 0.2, 0.2], abs=0.06)
    assert (heard[2].first - heard[1].end) / _RATE == pytest.approx(0.25, abs=0.03)
    assert played.measurements.audio_gaps == 1


async def test_keys_are_sent_and_a_withheld_number_is_the_one_twilio_uses() -> None:
    async def behave(assistant: FakeAssistant) -> None:
        await assistant.say(0.1)
        await assistant.receive_until(
            lambda message: message["event"] == "dtmf" and message["dtmf"]["digit"] == "#"
        )
        await assistant.close(1000)

    assistant = FakeAssistant(behave)

    played = await _call(assistant, _scenario({"keys": "1#", "after": 0}))

    assert [one["dtmf"]["digit"] for one in assistant.events("dtmf")] == ["1", "#"]
    assert assistant.form["From"] == "+266696687"
    assert played.ended_by == "assistant"


async def _hang_up(assistant: FakeAssistant) -> None:
    await assistant.close(1000)


async def test_webhook_and_upgrade_are_signed_with_the_auth_token() -> None:
    assistant = FakeAssistant(_hang_up)

    await _call(
        assistant,
        _scenario({"silence": 9}),
        auth_token="0123456789",
        public_url="https://public.example/",
    )

    validator = RequestValidator("0123456789")
    webhook, upgrade = assistant.signatures
    assert validator.validate("https://public.example/twilio/voice", assistant.form, webhook)
    assert validator.validate(_ANY_PORT_URL, {}, upgrade)


async def test_a_server_that_breaks_off_or_talks_nonsense_fails_the_call() -> None:
    async def break_off(assistant: FakeAssistant) -> None:
        await assistant.close(1011)

    async def talk_nonsense(assistant: FakeAssistant) -> None:
        await assistant.send("sing")
        await assistant.receive_until(lambda _: False)

    scenario = _scenario({"silence": 9})
    broken_off = await _call(FakeAssistant(break_off), scenario)
    nonsense = await _call(FakeAssistant(talk_nonsense), scenario)

    assert broken_off.failure == "the server broke off the media stream (code 1011)"
    assert nonsense.failure == "the server sent an unknown event"
    assert broken_off.ended_by is nonsense.ended_by is None


async def test_a_hang_up_before_the_caller_has_spoken_is_a_failure() -> None:
    played = await _call(FakeAssistant(_hang_up), _scenario({"say": "a question"}))

    assert played.ended_by == "assistant"
    assert played.failure == "the call ended before step 1 was done"


async def test_a_refused_call_and_a_missing_server_fail_without_a_stream() -> None:
    assistant = FakeAssistant(_hang_up)
    assistant.twiml = '<Response><Reject reason="busy"/></Response>'

    refused = await _call(assistant, _scenario({"silence": 9}))
    unreachable = await TwilioCaller("http://127.0.0.1:1").call(_scenario({"silence": 9}), {})

    assert refused.failure == "the call was not connected: the TwiML has <Reject>"
    assert unreachable.failure is not None
    assert "cannot be reached" in unreachable.failure
    assert refused.recording is unreachable.recording is None


async def test_a_missing_stream_fails_the_call() -> None:
    assistant = FakeAssistant(_hang_up)
    assistant.twiml = assistant.twiml.replace("/media", "/elsewhere")

    played = await _call(assistant, _scenario({"silence": 9}))

    assert played.failure is not None
    assert "the media stream cannot be opened" in played.failure


async def test_a_bad_line_is_heard_by_the_assistant_and_not_in_the_recording() -> None:
    async def behave(assistant: FakeAssistant) -> None:
        await assistant.receive_for(0.5)
        await assistant.close(1000)

    assistant = FakeAssistant(behave)
    scenario = _scenario({"silence": 30}, expect_end="assistant")
    transmission = Transmission(line("street_15db"), 1)

    async with assistant.serve() as url, asyncio.timeout(20):
        played = await TwilioCaller(url).call(scenario, {}, transmission)

    heard = [
        decode_mulaw(base64.b64decode(one["media"]["payload"])) for one in assistant.events("media")
    ]
    assert len(heard) > 10
    assert all(packet.any() for packet in heard)
    assert played.recording is not None
    assert not played.recording.caller.any()
