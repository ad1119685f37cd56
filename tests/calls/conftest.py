"""A real server with real models, for calls over real sockets."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from voicebot.settings import Settings

# Loading models on a busy machine.
READY_SECONDS = 240.0
AUTH_TOKEN = "the secret of a Twilio account"
_VOICEBOT = (sys.executable, "-c", "from voicebot.cli.main import main; main()")


@dataclass
class ServerProcess:
    """``voicebot serve`` as an operator runs it, in a process of its own.

    Attributes:
        folder: Data folder, log and ready file.
        environment: Further settings.
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    url: str = ""

    def start(self) -> None:
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        environment = {**os.environ, **self._settings_variables(), **self.environment}
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_VOICEBOT, "serve", "--port", "0", "--ready-file", str(ready)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + READY_SECONDS
        while not ready.exists():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
        self.url = json.loads(ready.read_text())["url"]

    def kill(self) -> None:
        """The machine loses power, as far as a process can tell."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """Tell it to stop and wait; returns its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def log(self) -> str:
        return (self.folder / "server.log").read_text("utf-8", "replace")

    @property
    def settings(self) -> Settings:
        return Settings(data_folder=self.folder)

    def _settings_variables(self) -> dict[str, str]:
        return {"VOICEBOT_DATA_FOLDER": str(self.folder), "VOICEBOT_SERVER__DRAIN_SECONDS": "5"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One server for all tests that leave it unharmed."""
    process = ServerProcess(tmp_path_factory.mktemp("server"))
    process.start()
    yield process
    if process.process is not None and process.process.poll() is None:
        assert process.stop() == 0, process.log()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server that a test may kill."""
    yield from _running(ServerProcess(tmp_path))


@pytest.fixture
def signed_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server that verifies Twilio's signatures."""
    process = ServerProcess(tmp_path)
    process.environment["VOICEBOT_TWILIO__AUTH_TOKEN"] = AUTH_TOKEN
    yield from _running(process)


def _running(process: ServerProcess) -> Iterator[ServerProcess]:
    process.start()
    yield process
    if process.process is not None and process.process.poll() is None:
        process.kill()
