"""Trains Rasa in its own environment."""

import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable
from pathlib import Path

from intents.rasa.environment import rasa_python, rasa_variables
from intents.rasa.errors import RasaTrainingError
from intents.rasa.project import Project

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of the whole training that is over."""

LOG_NAME = "train.log"
_MODELS = "models"
_UNFINISHED = "unfinished"
_STARTED = re.compile(r"Starting to train component '(\w+)'")
_EPOCHS = re.compile(r"Epochs:\s+(\d+)%")
_FEATURES_SHARE = 0.1
"""All before the classifier takes about a tenth of the time."""


def model_file(folder: Path, project: Project) -> Path:
    """Where the model of ``project`` is kept below the project's ``folder``."""
    return folder / _MODELS / f"{project.fingerprint}.tar.gz"


def train(
    project: Project,
    folder: Path,
    environment: Path,
    on_progress: Progress = lambda _stage, _share: None,
) -> Path:
    """Write the project, train it, and keep the model under its fingerprint.

    Args:
        project: What to learn.
        folder: The project's; made when missing.
        environment: Where Rasa is installed.
        on_progress: Told what Rasa does.

    Returns:
        The model.

    Raises:
        RasaSetupError: Rasa is not installed; nothing was written.
        RasaTrainingError: The training fails; an earlier model stays.
        OSError: The folder cannot be written to.
    """
    python = rasa_python(environment)
    project.write(folder)
    shutil.rmtree(folder / _UNFINISHED, ignore_errors=True)
    model = model_file(folder, project)
    model.parent.mkdir(exist_ok=True)
    command = [
        *(str(python), "-m", "rasa", "train", "nlu", "--config", "config.yml"),
        *("--domain", "domain.yml", "--nlu", "data"),
        *("--out", _UNFINISHED, "--fixed-model-name", project.fingerprint),
    ]
    progress = _Reader(on_progress)
    last = deque[str](maxlen=1)
    with (
        (folder / LOG_NAME).open("w", buffering=1, encoding="utf-8") as log,
        subprocess.Popen(  # noqa: S603 - our own interpreter, fixed arguments
            command,
            cwd=folder,
            env=rasa_variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process,
    ):
        try:
            assert process.stdout is not None
            for line in process.stdout:  # a progress bar's carriage returns end lines, too
                log.write(line)
                progress.read(line)
                if line.strip():
                    last.append(line.strip())
        except BaseException:
            process.terminate()
            raise
    unfinished = folder / _UNFINISHED / model.name
    if process.returncode != 0 or not unfinished.is_file():
        reason = f": {last[0]}" if last else ""
        raise RasaTrainingError(
            f"Rasa's training failed with exit status {process.returncode}{reason} "
            f"(all of it: {folder / LOG_NAME})"
        )
    unfinished.replace(model)
    on_progress("done", 1.0)
    return model


class _Reader:
    """Reads from Rasa's log how far it is."""

    def __init__(self, on_progress: Progress) -> None:
        self._on_progress = on_progress
        self._stage = "starting"
        self._share = 0.0
        on_progress(self._stage, self._share)

    def read(self, line: str) -> None:
        if started := _STARTED.search(line):
            self._stage = started[1]
            self._share = min(self._share + 0.02, _FEATURES_SHARE)
        elif epochs := _EPOCHS.search(line):
            self._share = _FEATURES_SHARE + (1 - _FEATURES_SHARE) * int(epochs[1]) / 100
        else:
            return
        self._on_progress(self._stage, self._share)
