import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from voicebot.errors import ModelError
from voicebot.models.download import Downloader, pull
from voicebot.models.manifest import ModelEntry, ModelFile
from voicebot.settings import DownloadSettings, Settings

CONTENT = bytes(range(256)) * 4_000
FOLDER = "/some/one/resolve/main/sub"


class FakeHub(ThreadingHTTPServer):
    """Serves ``content``; misbehaves as it is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content: dict[str, bytes] = {}
        self.break_after: list[int] = []
        self.ranges = True
        self.requests: list[tuple[str, str | None]] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients hang up in the middle; that is what is tested."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeHub

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.requests.append((self.path, wanted))
        content = self.server.content.get(self.path)
        if content is None:
            self.send_error(404)
            return
        start = 0
        if wanted and self.server.ranges:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        if self.server.break_after:
            limit = self.server.break_after.pop(0)
            self.wfile.write(content[start : start + limit])
            self.close_connection = True
        else:
            self.wfile.write(content[start:])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub() as server:
        server.content = {f"{FOLDER}/model.bin": CONTENT}
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def model(content: bytes = CONTENT, **changes: object) -> ModelEntry:
    file = {
        "path": "model.bin",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    source = {
        "kind": "hugging_face",
        "repository": "some/one",
        "revision": "main",
        "folder": "sub",
    }
    entry = {
        "name": "tiny",
        "purpose": "recogniser",
        "languages": ["de"],
        "licence": "MIT",
        "files": [file],
        "sources": [source],
    }
    return ModelEntry.model_validate(entry | changes)


def settings_for(folder: Path, url: str, local: Path | None = None) -> Settings:
    download = DownloadSettings(
        hugging_face_url=url, local_folder=local, package_registry=False, timeout_seconds=5.0
    )
    return Settings(models_folder=folder / "models", download=download)


def test_a_model_is_downloaded_and_put_in_place(tmp_path: Path, hub: FakeHub) -> None:
    seen: list[int] = []
    folder = pull(model(), settings_for(tmp_path, hub.url), lambda _, done: seen.append(done))
    assert (folder / "model.bin").read_bytes() == CONTENT
    assert not (folder / "model.bin.part").exists()
    assert seen == sorted(seen)
    assert seen[-1] == len(CONTENT)


def test_what_is_here_is_not_downloaded_again(tmp_path: Path, hub: FakeHub) -> None:
    settings = settings_for(tmp_path, hub.url)
    pull(model(), settings)
    pull(model(), settings)
    assert len(hub.requests) == 1


def test_a_damaged_file_is_replaced(tmp_path: Path, hub: FakeHub) -> None:
    settings = settings_for(tmp_path, hub.url)
    path = pull(model(), settings) / "model.bin"
    path.write_bytes(CONTENT[:-1] + b"x")
    pull(model(), settings)
    assert path.read_bytes() == CONTENT


def test_a_broken_connection_is_taken_up_where_it_broke(tmp_path: Path, hub: FakeHub) -> None:
    hub.break_after = [300_000, 300_000]
    folder = pull(model(), settings_for(tmp_path, hub.url))
    assert (folder / "model.bin").read_bytes() == CONTENT
    starts = [0 if wanted is None else int(wanted[6:-1]) for _, wanted in hub.requests]
    assert starts[0] == 0
    assert 0 < starts[1] < starts[2]


def test_an_interrupted_pull_goes_on_the_next_time(tmp_path: Path, hub: FakeHub) -> None:
    settings = settings_for(tmp_path, hub.url)

    def interrupt(_: ModelFile, done: int) -> None:
        if done > 400_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(model(), settings, interrupt)
    part = settings.models_folder / "tiny" / "model.bin.part"
    kept = part.stat().st_size
    assert kept > 0
    assert not (settings.models_folder / "tiny" / "model.bin").exists()
    pull(model(), settings)
    assert hub.requests[-1][1] == f"bytes={kept}-"
    assert (settings.models_folder / "tiny" / "model.bin").read_bytes() == CONTENT


def test_a_server_without_ranges_starts_again(tmp_path: Path, hub: FakeHub) -> None:
    hub.ranges = False
    hub.break_after = [300_000]
    folder = pull(model(), settings_for(tmp_path, hub.url))
    assert (folder / "model.bin").read_bytes() == CONTENT


def test_a_wrong_beginning_left_by_an_earlier_pull_does_not_spoil_this_one(
    tmp_path: Path, hub: FakeHub
) -> None:
    settings = settings_for(tmp_path, hub.url)
    part = settings.models_folder / "tiny" / "model.bin.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"wrong" * 100)
    pull(model(), settings)
    assert (part.parent / "model.bin").read_bytes() == CONTENT
    assert len(hub.requests) == 2


def test_a_file_with_another_digest_is_refused_and_removed(tmp_path: Path, hub: FakeHub) -> None:
    hub.content[f"{FOLDER}/model.bin"] = b"x" + CONTENT[1:]
    settings = settings_for(tmp_path, hub.url)
    with pytest.raises(ModelError) as caught:
        pull(model(), settings)
    expected = hashlib.sha256(CONTENT).hexdigest()
    got = hashlib.sha256(b"x" + CONTENT[1:]).hexdigest()
    assert f"expected SHA-256 {expected}, got {got}" in str(caught.value)
    assert "model.bin of tiny" in str(caught.value)
    assert [path.name for path in (settings.models_folder / "tiny").iterdir()] == [".lock"]


def test_more_bytes_than_expected_are_not_written_down(tmp_path: Path, hub: FakeHub) -> None:
    hub.content[f"{FOLDER}/model.bin"] = CONTENT * 3
    settings = settings_for(tmp_path, hub.url)
    with pytest.raises(ModelError, match=f"more than the expected {len(CONTENT)} bytes"):
        pull(model(), settings)
    assert not (settings.models_folder / "tiny" / "model.bin.part").exists()


def test_a_shorter_file_is_an_error_that_gives_both_sizes(tmp_path: Path, hub: FakeHub) -> None:
    hub.content[f"{FOLDER}/model.bin"] = CONTENT[:1000]
    with pytest.raises(ModelError, match="shorter"):
        pull(model(), settings_for(tmp_path, hub.url))


def test_a_server_that_gives_nothing_is_not_asked_for_ever(tmp_path: Path, hub: FakeHub) -> None:
    hub.break_after = [0] * 10
    with pytest.raises(ModelError, match=r"model\.bin of tiny could not be had"):
        pull(model(), settings_for(tmp_path, hub.url))
    assert len(hub.requests) == 1


def test_a_missing_file_is_named_with_the_status(tmp_path: Path, hub: FakeHub) -> None:
    hub.content.clear()
    with pytest.raises(ModelError, match="HTTP status 404"):
        pull(model(), settings_for(tmp_path, hub.url))


def test_a_host_that_cannot_be_reached_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeHub() as closed:
        url = closed.url
    downloader = Downloader(settings_for(tmp_path, url))
    warnings: list[str] = []
    monkeypatch.setattr(
        "voicebot.models.download.logger.warning",
        lambda message, *values: warnings.append(message.format(*values)),
    )
    for _ in range(3):
        with pytest.raises(ModelError, match="cannot be reached"):
            downloader.pull(model())
    assert len(warnings) == 1
    assert "cannot be reached (no connection)" in warnings[0]


def test_the_local_folder_comes_before_all_others(tmp_path: Path, hub: FakeHub) -> None:
    local = tmp_path / "local"
    (local / "tiny").mkdir(parents=True)
    (local / "tiny" / "model.bin").write_bytes(CONTENT)
    folder = pull(model(), settings_for(tmp_path, hub.url, local))
    assert (folder / "model.bin").read_bytes() == CONTENT
    assert not hub.requests


def test_a_wrong_file_in_the_local_folder_is_passed_over(tmp_path: Path, hub: FakeHub) -> None:
    local = tmp_path / "local"
    (local / "tiny").mkdir(parents=True)
    (local / "tiny" / "model.bin").write_bytes(b"other")
    folder = pull(model(), settings_for(tmp_path, hub.url, local))
    assert (folder / "model.bin").read_bytes() == CONTENT


def test_two_pulls_at_once_download_once(tmp_path: Path, hub: FakeHub) -> None:
    settings = settings_for(tmp_path, hub.url)
    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: pull(model(), settings), range(4)))
    assert (folders[0] / "model.bin").read_bytes() == CONTENT
    assert len(hub.requests) == 1


def test_a_folder_that_cannot_be_written_is_one_clear_sentence(
    tmp_path: Path, hub: FakeHub
) -> None:
    (tmp_path / "models").write_text("a file, not a folder")
    with pytest.raises(ModelError, match="tiny cannot be written to"):
        pull(model(), settings_for(tmp_path, hub.url))


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(breaks=st.lists(st.integers(0, len(CONTENT)), max_size=4), ranges=st.booleans())
def test_however_connections_break_a_file_is_whole_or_not_there(
    tmp_path_factory: pytest.TempPathFactory, hub: FakeHub, breaks: list[int], ranges: bool
) -> None:
    hub.break_after, hub.ranges = breaks, ranges
    settings = settings_for(tmp_path_factory.mktemp("pull"), hub.url)
    path = settings.models_folder / "tiny" / "model.bin"
    try:
        pull(model(), settings)
    except ModelError:
        assert not path.exists()
    else:
        assert path.read_bytes() == CONTENT
