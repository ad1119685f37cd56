import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loguru import logger
from typer.testing import CliRunner

from voicebot.cli.models import app
from voicebot.errors import InputError, ModelError
from voicebot.models.manifest import Manifest
from voicebot.settings import load_settings

CONTENT = b"weights"


def entry(name: str, purpose: str, language: str) -> dict[str, Any]:
    digest = hashlib.sha256(CONTENT).hexdigest()
    return {
        "name": name,
        "purpose": purpose,
        "languages": [language],
        "licence": "MIT",
        "files": [{"path": "model.bin", "bytes": len(CONTENT), "sha256": digest}],
        "sources": [{"kind": "hugging_face", "repository": "some/one", "revision": "main"}],
    }


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that pulls come from; nothing else can be reached."""
    models = [
        entry("whisper-base", "recogniser", "de"),
        entry("voice-de", "voice", "de"),
        entry("voice-pl", "voice", "pl"),
    ]
    manifest = Manifest.model_validate({"models": models})
    for module in ("voicebot.cli.models", "voicebot.speech.voices.catalogue"):
        monkeypatch.setattr(f"{module}.load_manifest", lambda: manifest)
    folder = tmp_path / "local"
    monkeypatch.setenv("VOICEBOT_MODELS_FOLDER", str(tmp_path / "models"))
    monkeypatch.setenv("VOICEBOT_DOWNLOAD__LOCAL_FOLDER", str(folder))
    monkeypatch.setenv("VOICEBOT_DOWNLOAD__HUGGING_FACE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("VOICEBOT_LANGUAGES", '["de"]')
    # Whoever runs the tests may have a folder of voices, which would speak instead.
    monkeypatch.delenv("VOICEBOT_VOICE__FOLDER", raising=False)
    load_settings.cache_clear()
    yield folder
    load_settings.cache_clear()


@pytest.fixture
def warnings() -> Iterator[list[str]]:
    lines: list[str] = []
    sink = logger.add(lambda message: lines.append(message.record["message"]), level="WARNING")
    yield lines
    logger.remove(sink)


def offer(local: Path, *names: str) -> None:
    for name in names:
        (local / name).mkdir(parents=True)
        (local / name / "model.bin").write_bytes(CONTENT)


def pulled(tmp_path: Path) -> set[str]:
    return {path.parent.name for path in (tmp_path / "models").glob("*/model.bin")}


def test_by_default_the_recogniser_and_the_voices_of_the_languages_are_pulled(
    tmp_path: Path, local: Path
) -> None:
    offer(local, "whisper-base", "voice-de", "voice-pl")
    result = CliRunner().invoke(app, ["pull"])
    assert result.exit_code == 0
    assert result.stdout == ""
    assert pulled(tmp_path) == {"whisper-base", "voice-de"}


def test_a_voice_that_cannot_be_had_is_reported_with_what_speaks_instead(
    tmp_path: Path, local: Path, warnings: list[str]
) -> None:
    offer(local, "whisper-base")
    result = CliRunner().invoke(app, ["pull"])
    assert result.exit_code == 0
    assert pulled(tmp_path) == {"whisper-base"}
    assert any("voice-de could not be had" in line for line in warnings)
    assert any("German is spoken by SVOX Pico" in line for line in warnings)


def test_without_the_recogniser_the_command_fails(
    tmp_path: Path, local: Path, warnings: list[str]
) -> None:
    offer(local, "voice-de")
    result = CliRunner().invoke(app, ["pull"])
    assert isinstance(result.exception, ModelError)
    assert str(result.exception) == "not pulled: whisper-base"
    assert pulled(tmp_path) == {"voice-de"}
    assert warnings


def test_named_models_are_pulled_and_no_others(tmp_path: Path, local: Path) -> None:
    offer(local, "whisper-base", "voice-de", "voice-pl")
    assert CliRunner().invoke(app, ["pull", "voice-pl"]).exit_code == 0
    assert pulled(tmp_path) == {"voice-pl"}


def test_a_named_voice_that_cannot_be_had_is_a_failure(tmp_path: Path, local: Path) -> None:
    offer(local, "whisper-base")
    result = CliRunner().invoke(app, ["pull", "voice-pl", "whisper-base"])
    assert str(result.exception) == "not pulled: voice-pl"
    assert pulled(tmp_path) == {"whisper-base"}


def test_the_voice_of_a_language_is_pulled(tmp_path: Path, local: Path) -> None:
    offer(local, "voice-pl")
    assert CliRunner().invoke(app, ["pull", "--language", "pl"]).exit_code == 0
    assert pulled(tmp_path) == {"voice-pl"}


def test_all_means_all(tmp_path: Path, local: Path) -> None:
    offer(local, "whisper-base", "voice-de", "voice-pl")
    assert CliRunner().invoke(app, ["pull", "--all"]).exit_code == 0
    assert pulled(tmp_path) == {"whisper-base", "voice-de", "voice-pl"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["nothing"], "unknown model 'nothing'"), (["--language", "xx"], "unknown language 'xx'")],
)
def test_unknown_names_are_bad_input_and_nothing_is_pulled(
    tmp_path: Path, local: Path, arguments: list[str], message: str
) -> None:
    offer(local, "whisper-base")
    result = CliRunner().invoke(app, ["pull", "whisper-base", *arguments])
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)
    assert pulled(tmp_path) == set()


def test_the_list_is_one_json_document(tmp_path: Path, local: Path) -> None:
    offer(local, "voice-de")
    CliRunner().invoke(app, ["pull", "voice-de"])
    result = CliRunner().invoke(app, ["list", "--json"])
    states = {model["name"]: model["state"] for model in json.loads(result.stdout)}
    assert states == {"whisper-base": "missing", "voice-de": "present", "voice-pl": "missing"}


def test_verification_finds_what_the_size_does_not_show(tmp_path: Path, local: Path) -> None:
    offer(local, "voice-de")
    CliRunner().invoke(app, ["pull", "voice-de"])
    (tmp_path / "models" / "voice-de" / "model.bin").write_bytes(b"weighty")
    quick = json.loads(CliRunner().invoke(app, ["list", "--json"]).stdout)
    thorough = json.loads(CliRunner().invoke(app, ["list", "--json", "--verify"]).stdout)
    assert quick[1]["state"] == "present"
    assert thorough[1]["state"] == "damaged"
    assert thorough[1]["problem"].startswith("model.bin: expected SHA-256")


def test_people_get_a_table(local: Path) -> None:
    result = CliRunner().invoke(app, ["list"])
    assert result.exit_code == 0
    assert "voice-pl" in result.stdout
    assert "missing" in result.stdout
