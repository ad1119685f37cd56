"""Training as far as it is ours; the real one is in ``test_server``."""

from pathlib import Path

import pytest

from intents.corpus import TrainingSentence
from intents.rasa.environment import rasa_variables
from intents.rasa.errors import RasaSetupError, RasaTrainingError
from intents.rasa.project import Project
from intents.rasa.server import server_command
from intents.rasa.training import model_file, train

_PROJECT = Project.of((TrainingSentence("was kostet das", "fees", "de"),), "small")

_LOG = """\
printf "Starting to train component 'CountVectorsFeaturizer'.\\n"
printf "Starting to train component 'DIETClassifier'.\\n"
printf "Epochs:   0%%|  | 0/2\\rEpochs:  50%%|# | 1/2\\rEpochs: 100%%|##| 2/2\\n"
"""
_MODEL = 'mkdir unfinished && echo model > "unfinished/${14}.tar.gz"\n'


def _fake_environment(folder: Path, script: str) -> Path:
    """An environment whose Python is a shell script."""
    environment = folder / "environment"
    (environment / "lib" / "python3.10" / "site-packages" / "rasa").mkdir(parents=True)
    python = environment / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f"#!/bin/sh\n{script}")
    python.chmod(0o755)
    return environment


def test_the_model_is_kept_under_the_fingerprint_of_its_data(tmp_path: Path) -> None:
    environment = _fake_environment(tmp_path, _LOG + _MODEL)
    model = train(_PROJECT, tmp_path / "project", environment)
    assert model == model_file(tmp_path / "project", _PROJECT)
    assert model.name == f"{_PROJECT.fingerprint}.tar.gz"
    assert model.read_text() == "model\n"


def test_progress_is_read_from_rasas_log(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    environment = _fake_environment(tmp_path, _LOG + _MODEL)
    train(
        _PROJECT,
        tmp_path / "project",
        environment,
        lambda stage, share: told.append((stage, round(share, 2))),
    )
    assert told == [
        ("starting", 0.0),
        ("CountVectorsFeaturizer", 0.02),
        ("DIETClassifier", 0.04),
        ("DIETClassifier", 0.1),
        ("DIETClassifier", 0.55),
        ("DIETClassifier", 1.0),
        ("done", 1.0),
    ]


@pytest.mark.parametrize("script", ["echo no memory; exit 1", "echo no memory"])
def test_a_training_that_fails_says_why_and_keeps_the_last_model(
    script: str, tmp_path: Path
) -> None:
    model = model_file(tmp_path / "project", _PROJECT)
    model.parent.mkdir(parents=True)
    model.write_text("the last one")
    with pytest.raises(RasaTrainingError, match="no memory"):
        train(_PROJECT, tmp_path / "project", _fake_environment(tmp_path, script))
    assert model.read_text() == "the last one"


def test_without_rasa_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(RasaSetupError, match="make rasa-environment"):
        train(_PROJECT, tmp_path / "project", tmp_path / "nothing")
    assert not (tmp_path / "project").exists()


def test_the_token_is_not_among_the_arguments_which_everybody_can_read(tmp_path: Path) -> None:
    command = server_command(
        _fake_environment(tmp_path, ""),
        tmp_path,
        tmp_path / "model.tar.gz",
        "http://127.0.0.1:5077",
        "geheim",
    )
    assert not any("geheim" in argument for argument in command.arguments)
    assert "geheim" in command.variables.values()
    assert "5077" in command.arguments


def test_rasa_reports_nothing_home_and_inherits_no_secret_of_ours() -> None:
    variables = rasa_variables({"PATH": "/bin", "VOICEBOT_TWILIO__AUTH_TOKEN": "geheim"})
    assert variables["RASA_TELEMETRY_ENABLED"] == "false"
    assert variables["PATH"] == "/bin"
    assert "geheim" not in variables.values()
