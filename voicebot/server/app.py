"""The web application, and its life: load, take calls, drain, end."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from signal import SIGINT, SIGTERM

import uvicorn
from fastapi import FastAPI, Request
from loguru import logger
from pipecat.workers.runner import WorkerRunner

from telephony.active_calls import ActiveCalls
from telephony.twilio.tokens import OneTimeTokens
from voicebot.assistant import Assistant
from voicebot.deliveries.worker import delivering
from voicebot.errors import InputError
from voicebot.recordings import expiring_recordings
from voicebot.server import twilio
from voicebot.server.chat.routes import add_chat
from voicebot.server.lines import Lines
from voicebot.settings import Settings
from voicebot.telemetry import telemetry

# Twilio sends a message of a few hundred bytes every 20 ms; nothing it sends is near this.
_MAX_MESSAGE_BYTES = 1_000_000


def create_app(lines: Lines) -> FastAPI:
    """Build the application around the lines it serves."""
    app = FastAPI(title="voicebot", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.lines = lines
    app.include_router(twilio.router)
    add_chat(app, lines)

    @app.get("/health")
    async def health(request: Request) -> dict[str, str | int]:
        """Whether calls can be taken, for load balancers and monitoring."""
        state: Lines = request.app.state.lines
        return {
            "status": "draining" if state.draining else "ok",
            "calls": len(state.active_calls),
            "limit": state.active_calls.limit,
        }

    return app


async def serve(settings: Settings, host: str, on_ready: Callable[[str], None]) -> None:
    """Take calls until SIGTERM or SIGINT, then let those in progress finish.

    Args:
        settings: The installation.
        host: Address to listen on.
        on_ready: Told the URL of the server as soon as calls can be taken.

    Raises:
        InputError: A file, the database, the address or the port cannot be used.
        VoicebotError: Models or voices cannot be used.
    """
    with _listening_socket(host, settings.server.port) as listener:
        async with _open_lines(settings) as lines:
            server = _Server(
                uvicorn.Config(
                    create_app(lines),
                    lifespan="off",
                    log_config=None,
                    access_log=False,  # Request lines hold call identifiers and nobody needs them.
                    ws="websockets-sansio",
                    ws_max_size=_MAX_MESSAGE_BYTES,
                    timeout_graceful_shutdown=5,
                ),
                on_started=lambda: on_ready("http://{}:{}".format(*listener.getsockname()[:2])),
            )
            _drain_on_signals(server, lines, settings.server.drain_seconds)
            await server.serve(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn that says when it listens and leaves signals to us."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def _listening_socket(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise InputError(
                f"cannot listen on {host} port {port}: {error.strerror or error}"
            ) from error
        yield listener


@asynccontextmanager
async def _open_lines(settings: Settings) -> AsyncIterator[Lines]:
    with telemetry(settings.telemetry):
        async with _lines(settings) as lines:
            yield lines


@asynccontextmanager
async def _lines(settings: Settings) -> AsyncIterator[Lines]:
    assistant = await Assistant.start(settings)
    runner = WorkerRunner(handle_sigint=False, handle_sigterm=False)
    running = asyncio.create_task(runner.run(auto_end=False))
    try:
        recovered = await assistant.records.recover_interrupted(assistant.now())
        if recovered:
            logger.warning("{} calls were cut off by a crash; their records are closed", recovered)
        async with (
            delivering(settings, assistant.records, assistant.now),
            expiring_recordings(settings),
        ):
            yield Lines(
                assistant=assistant,
                runner=runner,
                tokens=OneTimeTokens(settings.twilio.token_seconds),
                active_calls=ActiveCalls(settings.server.max_calls),
            )
    finally:
        await runner.end()
        await running
        await assistant.close()


def _drain_on_signals(server: uvicorn.Server, lines: Lines, seconds: float) -> None:
    """The first signal drains, the second stops at once."""
    tasks: list[asyncio.Task[None]] = []

    async def drain() -> None:
        logger.info("stopping: calls in progress may go on for {:.0f} s", seconds)
        if left := await lines.drain(seconds):
            logger.warning("{} calls are cut off", left)
        server.should_exit = True

    def on_signal() -> None:
        if tasks:
            server.should_exit = True
        else:
            tasks.append(asyncio.create_task(drain()))

    loop = asyncio.get_running_loop()
    for number in (SIGTERM, SIGINT):
        loop.add_signal_handler(number, on_signal)
