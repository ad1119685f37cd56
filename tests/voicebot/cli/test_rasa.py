import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from intents.rasa.training import model_file
from voicebot.cli.rasa import rasa
from voicebot.errors import InputError
from voicebot.settings import load_settings
from voicebot.understanding import rasa_folder, rasa_project


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("VOICEBOT_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("VOICEBOT_RASA__TOKEN", "geheim")
    monkeypatch.setenv("VOICEBOT_RASA__ENVIRONMENT", str(tmp_path / "environment"))
    monkeypatch.chdir(tmp_path)  # the command changes folders
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def _trained() -> Path:
    settings = load_settings()
    model = model_file(rasa_folder(settings), rasa_project(settings))
    model.parent.mkdir(parents=True)
    model.touch()
    return model


def test_without_a_token_nothing_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICEBOT_RASA__TOKEN")
    with pytest.raises(InputError, match="VOICEBOT_RASA__TOKEN"):
        rasa()


def test_an_address_that_rasa_cannot_serve_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEBOT_RASA__ADDRESS", "https://rasa.example")
    with pytest.raises(InputError, match="http"):
        rasa()


def test_without_a_model_of_todays_sentences_nothing_is_served() -> None:
    with pytest.raises(InputError, match="voicebot train --engine rasa"):
        rasa()


def test_without_rasas_environment_nothing_is_served() -> None:
    _trained()
    with pytest.raises(InputError, match="make rasa-environment"):
        rasa()


def test_the_command_becomes_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = _trained()
    packages = tmp_path / "environment" / "lib" / "python3.10" / "site-packages"
    (packages / "rasa").mkdir(parents=True)
    python = tmp_path / "environment" / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    executed: list[tuple[str, tuple[str, ...], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda *arguments: executed.append(arguments))
    rasa()
    [(program, arguments, variables)] = executed
    assert program == str(python)
    assert str(model) in arguments
    assert "5005" in arguments
    assert "geheim" in variables.values()
    assert Path.cwd() == rasa_folder(load_settings())
