"""A server of our own for the time of a simulation."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from loguru import logger

from voicebot.errors import VoicebotError

READY_SECONDS = 180.0
"""Loading weights and preparing speech on a slow machine, with room."""

STOP_SECONDS = 30.0

_POLL_SECONDS = 0.1

# Not the console script: it need not be on the path of whoever runs this.
_VOICEBOT = (sys.executable, "-c", "from voicebot.cli.main import main; main()")


@asynccontextmanager
async def running_server(
    folder: Path, command: Sequence[str] = _VOICEBOT, ready_seconds: float = READY_SECONDS
) -> AsyncIterator[str]:
    """Run ``voicebot serve`` on a free port, with the settings of this process.

    Args:
        folder: Existing folder for the server's log (``server.log``) and its ready file.
        command: Program that understands ``serve --port 0 --ready-file PATH``.
        ready_seconds: Time within which it must be ready to take calls.

    Yields:
        The server's URL.

    Raises:
        VoicebotError: The server ended or was not ready in time.
    """
    ready_file = folder / "server.json"
    ready_file.unlink(missing_ok=True)
    log = folder / "server.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            "serve",
            "--port",
            "0",
            "--ready-file",
            str(ready_file),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield await _wait_until_ready(process, ready_file, log, ready_seconds)
    finally:
        await _stop(process)
        ready_file.unlink(missing_ok=True)


async def _wait_until_ready(
    process: asyncio.subprocess.Process, ready_file: Path, log: Path, ready_seconds: float
) -> str:
    try:
        async with asyncio.timeout(ready_seconds):
            while (url := _read_url(ready_file)) is None:
                if process.returncode is not None:
                    raise VoicebotError(
                        f"the server ended with status {process.returncode} before it was ready; "
                        f"its log is {log}"
                    )
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError as error:
        raise VoicebotError(
            f"the server was not ready after {ready_seconds:g} seconds; its log is {log}"
        ) from error
    return url


def _read_url(ready_file: Path) -> str | None:
    """The URL in the file, or None while it does not exist or is half written."""
    try:
        return str(json.loads(ready_file.read_text("utf-8"))["url"])
    except (FileNotFoundError, json.JSONDecodeError):
        return None


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        logger.warning("the server did not stop within {:g} seconds and was killed", STOP_SECONDS)
        process.kill()
        await process.wait()
