"""The client against HTTP answers of every kind; a real server is in ``test_server``."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from intents.rasa.client import RasaClient
from intents.rasa.errors import RasaAnswerError
from intents.understanding import Alternative


class FakeRasaServer(ThreadingHTTPServer):
    """Answers every request with what the test wants."""

    content = b"{}"
    status = 200
    answers = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: FakeRasaServer

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def do_GET(self) -> None:
        self.server.answers.wait()
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base's name
        pass


@pytest.fixture
def server() -> Iterator[FakeRasaServer]:
    with FakeRasaServer(("127.0.0.1", 0), _Handler) as server:
        server.answers = threading.Event()
        server.answers.set()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.answers.set()
        server.shutdown()
        thread.join()


def _client(server: FakeRasaServer, timeout_seconds: float = 30.0) -> RasaClient:
    return RasaClient(f"http://127.0.0.1:{server.server_port}/", "secret", timeout_seconds)


def test_intents_come_best_first(server: FakeRasaServer) -> None:
    ranking = [
        {"name": "fees", "confidence": 0.2},
        {"name": None, "confidence": 0.1},
        {"name": "photo", "confidence": 1.0000001},
    ]
    server.content = json.dumps({"intent_ranking": ranking, "entities": []}).encode()
    found = _client(server).ranking("ein Foto")
    assert found == (Alternative("photo", 1.0), Alternative("fees", 0.2))


@pytest.mark.parametrize(
    ("file", "name"), [('"0123abcd.tar.gz"', "0123abcd"), ('"other"', "other"), ("null", None)]
)
def test_the_model_is_named(server: FakeRasaServer, file: str, name: str | None) -> None:
    server.content = f'{{"model_file": {file}}}'.encode()
    assert _client(server).model_name() == name


@pytest.mark.parametrize(
    ("status", "problem"), [(401, "token"), (500, "500"), (302, "302"), (204, "204")]
)
def test_a_refusal_is_said(server: FakeRasaServer, status: int, problem: str) -> None:
    server.status = status
    server.content = b""
    with pytest.raises(RasaAnswerError, match=problem):
        _client(server).ranking("ein Foto")


def test_a_silent_server_is_not_waited_for(server: FakeRasaServer) -> None:
    server.answers.clear()
    with pytest.raises(RasaAnswerError, match="in time"):
        _client(server, timeout_seconds=0.05).ranking("ein Foto")


def test_neither_words_nor_token_get_into_the_message() -> None:
    client = RasaClient("http://127.0.0.1:1", "secret", 1.0)
    with pytest.raises(RasaAnswerError) as caught:
        client.ranking("ein Foto")
    assert "secret" not in str(caught.value)
    assert "Foto" not in str(caught.value)
    assert caught.value.__suppress_context__


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["intent_ranking", "name", "confidence"]), inner)
    ),
)


@given(st.binary() | _JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_answered_is_a_ranking_or_an_error(content: bytes) -> None:
    def answer(*_: Any, **__: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = 200
        response._content = content
        return response

    client = RasaClient("http://127.0.0.1:1", None, 1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "request", answer)
        try:
            ranking = client.ranking("ein Foto")
        except RasaAnswerError:
            return
    confidences = [one.confidence for one in ranking]
    assert all(0.0 <= confidence <= 1.0 for confidence in confidences)
    assert confidences == sorted(confidences, reverse=True)
