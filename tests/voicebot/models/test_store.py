import hashlib
from pathlib import Path

import pytest

from voicebot.errors import InputError, ModelError
from voicebot.models.manifest import ModelEntry, load_manifest
from voicebot.models.store import ModelState, installed, model_folder
from voicebot.settings import Settings

CONTENT = {"model.bin": b"weights", "config.json": b"{}"}


@pytest.fixture
def entry() -> ModelEntry:
    files = [
        {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for path, data in CONTENT.items()
    ]
    source = {"kind": "hugging_face", "repository": "some/one", "revision": "main"}
    return ModelEntry.model_validate(
        {
            "name": "tiny",
            "purpose": "recogniser",
            "languages": ["de"],
            "licence": "MIT",
            "files": files,
            "sources": [source],
        }
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "tiny"
    folder.mkdir()
    for path, data in CONTENT.items():
        (folder / path).write_bytes(data)
    return Settings(models_folder=tmp_path)


def test_a_whole_model_is_present(entry: ModelEntry, settings: Settings) -> None:
    status = installed(entry, settings, digests=True)
    assert status.state is ModelState.PRESENT
    assert status.folder == settings.models_folder / "tiny"


def test_a_model_without_any_file_is_missing(entry: ModelEntry, settings: Settings) -> None:
    for path in CONTENT:
        (settings.models_folder / "tiny" / path).unlink()
    assert installed(entry, settings).state is ModelState.MISSING


def test_a_model_without_one_file_is_damaged(entry: ModelEntry, settings: Settings) -> None:
    (settings.models_folder / "tiny" / "config.json").unlink()
    status = installed(entry, settings)
    assert status.state is ModelState.DAMAGED
    assert status.problem == "config.json is missing"


def test_a_wrong_size_is_seen_at_once(entry: ModelEntry, settings: Settings) -> None:
    (settings.models_folder / "tiny" / "model.bin").write_bytes(b"weight")
    status = installed(entry, settings)
    assert status.state is ModelState.DAMAGED
    assert status.problem == "model.bin has 6 bytes instead of 7"


def test_wrong_bytes_of_the_right_size_are_seen_by_the_digest(
    entry: ModelEntry, settings: Settings
) -> None:
    (settings.models_folder / "tiny" / "model.bin").write_bytes(b"weighty")
    assert installed(entry, settings).state is ModelState.PRESENT
    status = installed(entry, settings, digests=True)
    assert status.state is ModelState.DAMAGED
    assert status.problem.startswith("model.bin: expected SHA-256")


def test_a_missing_model_says_which_command_gets_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="run `voicebot models pull whisper-base`"):
        model_folder("whisper-base", Settings(models_folder=tmp_path))


def test_a_damaged_model_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    (tmp_path / "whisper-base").mkdir()
    (tmp_path / "whisper-base" / "config.json").write_bytes(b"{}")
    with pytest.raises(ModelError, match=r"damaged \(model\.bin is missing\)"):
        model_folder("whisper-base", Settings(models_folder=tmp_path))


def test_an_unknown_model_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown model"):
        model_folder("whisper-gigantic", Settings(models_folder=tmp_path))


def test_an_installed_model_gives_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "whisper-base"
    folder.mkdir()
    for file in load_manifest().find("whisper-base").files:
        with (folder / file.path).open("wb") as stream:
            stream.truncate(file.bytes)
    assert model_folder("whisper-base", Settings(models_folder=tmp_path)) == folder
