"""A contract with Rasa itself: trained, started, asked, refused, killed.

`make test` installs Rasa into var/rasa-environment; without it these tests fail, none is skipped.
"""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from intents.corpus import OUT_OF_SCOPE, load_training
from intents.rasa.circuit import CircuitBreaker
from intents.rasa.client import RasaClient
from intents.rasa.engine import RasaEngine
from intents.rasa.errors import RasaAnswerError
from intents.rasa.project import Project
from intents.rasa.server import server_command
from intents.rasa.training import train
from intents.understanding import Alternative, Understanding

pytestmark = pytest.mark.rasa

_ENVIRONMENT = Path(
    os.environ.get(
        "VOICEBOT_RASA__ENVIRONMENT", Path(__file__).parents[3] / "var" / "rasa-environment"
    )
)
_TOKEN = "the secret of a Rasa server"
_TOPICS = ("fees", "photo", "opening_hours", "card_lost", "naturalisation")
_READY_SECONDS = 240.0  # TensorFlow is imported on a busy machine
_PATIENT_SECONDS = 60.0  # the machine may be busy, and nothing here is about speed


@dataclass
class RasaServer:
    """A real server in a process of its own."""

    process: subprocess.Popen[bytes]
    address: str
    model_name: str

    def client(self, token: str | None = _TOKEN) -> RasaClient:
        return RasaClient(self.address, token, _PATIENT_SECONDS)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class FakeOwn:
    """The in-process engine: hears photo in everything and accepts it."""

    def understand(self, text: str, language: str) -> Understanding:
        return Understanding(language, "photo", 0.5, True, (Alternative("photo", 0.5),))


@pytest.fixture(scope="module")
def project() -> Project:
    sentences = [
        sentence
        for sentence in load_training(["de", "en"])
        if sentence.topic in {*_TOPICS, OUT_OF_SCOPE}
    ]
    return Project.of(sentences, "e5")  # and with it our component


@pytest.fixture(scope="module")
def model(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(project, tmp_path_factory.mktemp("rasa"), _ENVIRONMENT)


@pytest.fixture(scope="module")
def server(project: Project, model: Path) -> Iterator[RasaServer]:
    running = _start(project, model)
    yield running
    running.kill()


def _start(project: Project, model: Path) -> RasaServer:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    folder = model.parents[1]
    command = server_command(_ENVIRONMENT, folder, model, address, _TOKEN)
    with (folder / "server.log").open("w+") as log:
        process = subprocess.Popen(
            command.arguments,
            env=command.variables,
            cwd=command.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        server = RasaServer(process, address, project.fingerprint)
        deadline = time.monotonic() + _READY_SECONDS
        while not _is_ready(server):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.5)
            if process.poll() is not None or time.monotonic() > deadline:
                server.kill()
                log.seek(0)
                pytest.fail(f"the server is not ready: {log.read()}")
    return server


def _is_ready(server: RasaServer) -> bool:
    try:
        return server.client().model_name() is not None
    except RasaAnswerError:
        return False


def test_training_keeps_a_model_named_after_its_data(project: Project, model: Path) -> None:
    assert model.name == f"{project.fingerprint}.tar.gz"
    assert model.stat().st_size > 0


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("was kostet das", "fees"),
        ("how much does it cost", "fees"),
        ("wann haben Sie geöffnet", "opening_hours"),
        ("ich habe meine Karte verloren", "card_lost"),
    ],
)
def test_sentences_are_ranked_over_all_topics(server: RasaServer, text: str, topic: str) -> None:
    ranking = server.client().ranking(text)
    assert ranking[0].topic == topic
    assert {one.topic for one in ranking} == set(_TOPICS)
    assert sum(one.confidence for one in ranking) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("text", ["", "a", "x" * 5000, "مرحبا", "\x00"])
def test_odd_sentences_are_ranked_as_well(server: RasaServer, text: str) -> None:
    assert server.client().ranking(text)


@pytest.mark.parametrize("token", ["another", "", None])
def test_without_the_right_token_nothing_is_answered(server: RasaServer, token: str | None) -> None:
    with pytest.raises(RasaAnswerError, match="token"):
        server.client(token).ranking("was kostet das")
    with pytest.raises(RasaAnswerError, match="token"):
        server.client(token).model_name()


def test_the_server_says_which_model_it_has(server: RasaServer) -> None:
    assert server.client().model_name() == server.model_name


def test_other_users_of_the_machine_cannot_read_the_token(server: RasaServer) -> None:
    listed = Path(f"/proc/{server.process.pid}/cmdline").read_bytes()
    assert b"--enable-api" in listed
    assert _TOKEN.encode() not in listed


def test_a_killed_server_opens_the_circuit_and_the_in_process_engine_answers(
    project: Project, model: Path
) -> None:
    server = _start(project, model)
    circuit = CircuitBreaker(failures=2, pause_seconds=10.0, clock=lambda: 0.0)
    engine = RasaEngine(FakeOwn(), server.client(), circuit, _TOPICS)
    try:
        assert engine.understand("was kostet das", "de").topic == "fees"
        assert not circuit.is_open
    finally:
        server.kill()
    assert engine.understand("was kostet das", "de").topic == "photo"
    assert engine.understand("was kostet das", "de").topic == "photo"
    assert not circuit.allows()
    assert engine.understand("was kostet das", "de").topic == "photo"
