"""A server that answers Twilio's media streams as pipecat's examples do, with its own services.

Its own Whisper and Piper services with the weights and voices of our installation, its Silero
voice activity and its default turn strategies, none of them tuned. What differs from the examples
is in its favour or needed to compare: our dialogue stands for the language model (see
``stock_dialogue``); the language of a call is given by the path it is called at
(``/de/twilio/voice``) instead of being found; and what a call needs is loaded and run once while
the telephone rings, not when the caller is connected.

``benchmarks.latency`` starts it:

    python -m benchmarks.stock_pipecat serve --port 0 --ready-file PATH
"""

import argparse
import asyncio
import json
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import FastAPI, HTTPException, Response, WebSocket
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.runner.utils import parse_telephony_websocket
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.services.piper.tts import PiperTTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transcriptions.language import Language
from pipecat.transports.base_transport import BaseTransport
from pipecat.transports.websocket.fastapi import (
    FastAPIWebsocketParams,
    FastAPIWebsocketTransport,
)
from pipecat.workers.runner import WorkerRunner

from benchmarks.stock_dialogue import DialogueProcessor, StockDialogue
from dialogs.dialogue import Dialogue
from intents.understanding import UnderstandingEngine
from telephony.twilio.twiml import connect_stream
from voicebot.assistant import load_house
from voicebot.models.store import model_folder
from voicebot.settings import load_settings
from voicebot.simulation.webhook import WEBHOOK_PATH
from voicebot.speech.voices.catalogue import find_voice
from voicebot.understanding import load_engine

STREAM_PATH = "/twilio/media"

_INPUT_RATE = 16_000
"""Hertz that the Whisper service expects: it does not resample."""

_OUTPUT_RATE = 8_000
"""Hertz of the telephone."""


@dataclass(frozen=True, slots=True)
class StockLine:
    """What one call needs, loaded before it begins.

    Attributes:
        dialogue: Says what to say.
        recogniser: With a model of its own, as the service has it.
        voice: With a model of its own.
        turns: Turn taking: Silero, Smart Turn and the default strategies.
    """

    dialogue: StockDialogue
    recogniser: WhisperSTTService
    voice: PiperTTSService
    turns: LLMContextAggregatorPair


@dataclass(frozen=True, slots=True)
class StockBot:
    """What all calls share.

    Attributes:
        dialogue: Decides what to say.
        timezone: The office's.
        engine: Reads sentences.
        recogniser_folder: Weights of Whisper.
        voices: Piper voice (``.onnx``) by ISO 639-1 code.
    """

    dialogue: Dialogue
    timezone: ZoneInfo
    engine: UnderstandingEngine
    recogniser_folder: Path
    voices: Mapping[str, Path]

    @classmethod
    def load(cls) -> "StockBot":
        """Load what our server would load; blocks.

        Raises:
            VoicebotError: The installation lacks something.
        """
        settings = load_settings()
        house = load_house(settings)
        found = {code: find_voice(code, settings) for code in settings.languages}
        return cls(
            dialogue=Dialogue(house),
            timezone=house.office.timezone,
            engine=load_engine(settings),
            recogniser_folder=model_folder(settings.recogniser.model, settings),
            voices={code: voice.path for code, voice in found.items() if voice.path is not None},
        )

    def now(self) -> datetime:
        """The office's wall clock."""
        return datetime.now(self.timezone)

    def prepare(self, language: str) -> StockLine:
        """Load models for one call; blocks for a second or two."""
        voice = self.voices[language]
        return StockLine(
            dialogue=StockDialogue(self.dialogue, self.engine, language, self.now),
            recogniser=WhisperSTTService(
                device="cpu",
                compute_type="int8",
                settings=WhisperSTTService.Settings(
                    model=str(self.recogniser_folder), language=Language(language)
                ),
            ),
            voice=PiperTTSService(
                download_dir=voice.parent, settings=PiperTTSService.Settings(voice=voice.stem)
            ),
            turns=LLMContextAggregatorPair(
                LLMContext(),
                user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer()),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines that were prepared and whose stream has not arrived, by token."""

    bot: StockBot
    waiting: dict[str, StockLine] = field(default_factory=dict)

    async def ring(self, language: str) -> str:
        line = await asyncio.to_thread(self.bot.prepare, language)
        # A model's first run allocates its memory. The voice has its first run in the greeting.
        async for _ in line.recogniser.run_stt(bytes(2 * _INPUT_RATE)):
            pass
        token = uuid.uuid4().hex
        self.waiting[token] = line
        return token


def create_app(bot: StockBot) -> FastAPI:
    """Build the application."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    lines = _Lines(bot)

    @app.post("/{language}" + WEBHOOK_PATH)
    async def answer_call(language: str) -> Response:
        """Connect a call to a media stream once everything is loaded."""
        if language not in bot.voices:
            raise HTTPException(404, f"no Piper voice is installed for {language!r}")
        token = await lines.ring(language)
        # The caller takes only the path of the URL.
        twiml = connect_stream(f"ws://127.0.0.1{STREAM_PATH}/{token}", token)
        return Response(twiml, media_type="application/xml")

    @app.websocket(f"{STREAM_PATH}/{{token}}")
    async def carry_stream(websocket: WebSocket, token: str) -> None:
        """Carry one call."""
        line = lines.waiting.pop(token, None)
        if line is None:
            await websocket.close(1008)
            return
        await websocket.accept()
        await carry_call(websocket, line)

    return app


async def carry_call(websocket: WebSocket, line: StockLine) -> None:
    """Run pipecat's pipeline until one side hangs up.

    Args:
        websocket: An accepted connection on which nothing has been read.
        line: Not used by any other call.
    """
    _, stream = await parse_telephony_websocket(websocket)
    transport = FastAPIWebsocketTransport(
        websocket,
        FastAPIWebsocketParams(
            audio_in_enabled=True,
            audio_out_enabled=True,
            serializer=TwilioFrameSerializer(
                stream_sid=stream["stream_id"],
                # Hanging up by Twilio's interface would need an account; closing the stream ends
                # these calls.
                params=TwilioFrameSerializer.InputParams(auto_hang_up=False),
            ),
        ),
    )
    user, assistant = line.turns
    worker = PipelineWorker(
        Pipeline(
            [
                transport.input(),
                line.recogniser,
                user,
                DialogueProcessor(line.dialogue),
                line.voice,
                transport.output(),
                assistant,
            ]
        ),
        params=PipelineParams(audio_in_sample_rate=_INPUT_RATE, audio_out_sample_rate=_OUTPUT_RATE),
        enable_rtvi=False,
    )

    async def greet(_transport: BaseTransport, _websocket: WebSocket) -> None:
        await worker.queue_frames([TTSSpeakFrame(say.text) for say in line.dialogue.greet()])

    async def end(_transport: BaseTransport, _websocket: WebSocket) -> None:
        await worker.cancel()

    transport.add_event_handler("on_client_connected", greet)
    transport.add_event_handler("on_client_disconnected", end)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run()


def main() -> None:
    """Take calls until SIGTERM; the options are those of ``voicebot serve``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ready-file", type=Path, required=True)
    options = parser.parse_args()
    app = create_app(StockBot.load())
    with socket.create_server(("127.0.0.1", options.port)) as listener:
        # Whoever connects from now on waits in the listener's queue until the server takes them.
        url = "http://{}:{}".format(*listener.getsockname())
        options.ready_file.write_text(json.dumps({"url": url}))
        uvicorn.Server(
            uvicorn.Config(app, lifespan="off", log_config=None, ws="websockets-sansio")
        ).run(sockets=[listener])


if __name__ == "__main__":
    main()
