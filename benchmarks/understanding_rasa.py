"""Rasa's pipelines on the development sentences: trained, served and asked like in production.

``measure`` is what a table of engines calls; this command prints the figures of the pipelines
alone. No gate: how often Rasa puts the right topic first, and what that costs.

    python -m benchmarks.understanding_rasa small diet diet_e5 --json var/understanding_rasa.json
"""

import argparse
import contextlib
import json
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import psutil
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from benchmarks.process_memory import read_memory
from intents.corpus import (
    OUT_OF_SCOPE,
    EvaluationSentence,
    TrainingSentence,
    load_training,
    load_tsv,
)
from intents.engine.normalisation import spoken_form
from intents.rasa.client import RasaClient
from intents.rasa.errors import RasaAnswerError
from intents.rasa.project import PIPELINES, Project
from intents.rasa.server import server_command
from intents.rasa.training import model_file, train
from intents.understanding import Alternative
from voicebot.errors import VoicebotError
from voicebot.settings import load_settings

_READY_SECONDS = 300.0
_PATIENT_SECONDS = 60.0

_console = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a pipeline says, and what that takes.

    Attributes:
        rankings: Of each sentence all topics, best first.
        seconds: That each sentence took, from question to answer over HTTP.
        training_seconds: None when the model was there already.
        memory_mb: Unique memory of the server afterwards, in megabytes.
    """

    rankings: tuple[tuple[Alternative, ...], ...]
    seconds: tuple[float, ...]
    training_seconds: float | None
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table.

    Attributes:
        name: The pipeline.
        first: Share of in-scope sentences with the right topic first.
        top3: Share of in-scope sentences with the right topic among the first three.
        median_ms: Median time for one sentence.
        p95_ms: Time within which 95 % of the sentences are read.
        training_seconds: See ``Measured``.
        memory_mb: See ``Measured``.
    """

    name: str
    first: float
    top3: float
    median_ms: float
    p95_ms: float
    training_seconds: float | None
    memory_mb: float


def measure(
    pipeline: str,
    training: Sequence[TrainingSentence],
    texts: Sequence[str],
    environment: Path,
    folder: Path,
) -> Measured:
    """Train a pipeline unless its model is in ``folder``, serve it, and let it rank ``texts``.

    Args:
        pipeline: One of ``PIPELINES``.
        training: The corpus.
        texts: What to rank.
        environment: Where Rasa is installed.
        folder: Of the Rasa project; made when missing.

    Raises:
        RasaSetupError: Rasa is not installed.
        RasaTrainingError: The training fails.
        RasaAnswerError: The server fails.
        VoicebotError: The server does not start.
    """
    project = Project.of(training, pipeline)
    model = model_file(folder, project)
    training_seconds = None
    if not model.is_file():
        began = time.perf_counter()
        with Progress(console=_console) as bar:
            task = bar.add_task(pipeline, total=1.0)
            train(
                project,
                folder,
                environment,
                lambda stage, share: bar.update(
                    task, description=f"{pipeline}: {stage}", completed=share
                ),
            )
        training_seconds = time.perf_counter() - began
    rankings, seconds = [], []
    with _server(environment, folder, model) as (client, process):
        for text in track(texts, pipeline, console=_console):
            began = time.perf_counter()
            rankings.append(client.ranking(spoken_form(text)))
            seconds.append(time.perf_counter() - began)
        memory = read_memory(process).uss_mb
    return Measured(tuple(rankings), tuple(seconds), training_seconds, memory)


@contextlib.contextmanager
def _server(
    environment: Path, folder: Path, model: Path
) -> Iterator[tuple[RasaClient, psutil.Process]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    token = secrets.token_urlsafe()
    command = server_command(environment, folder, model, address, token)
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command.arguments,
            env=command.variables,
            cwd=command.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        client = RasaClient(address, token, _PATIENT_SECONDS)
        deadline = time.monotonic() + _READY_SECONDS
        while not _is_ready(client):
            if process.poll() is not None or time.monotonic() > deadline:
                raise VoicebotError(f"the Rasa server does not start; see {folder / 'server.log'}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.5)
        yield client, psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()


def _is_ready(client: RasaClient) -> bool:
    try:
        return client.model_name() is not None
    except RasaAnswerError:
        return False


def _development(languages: Sequence[str]) -> list[EvaluationSentence]:
    """Sentences of all languages that have some, in scope only."""
    sentences: list[EvaluationSentence] = []
    for language in languages:
        file = resources.files("intents").joinpath("development", f"{language}.tsv")
        if file.is_file():
            with resources.as_file(file) as path:
                sentences.extend(one for one in load_tsv(path) if one.topic != OUT_OF_SCOPE)
    return sentences


def _result(name: str, tests: Sequence[EvaluationSentence], measured: Measured) -> Result:
    places = [
        [one.topic for one in ranking].index(test.topic)
        for test, ranking in zip(tests, measured.rankings, strict=True)
    ]
    return Result(
        name=name,
        first=round(float(np.mean([place == 0 for place in places])), 4),
        top3=round(float(np.mean([place < 3 for place in places])), 4),
        median_ms=round(float(np.median(measured.seconds)) * 1000, 2),
        p95_ms=round(float(np.quantile(measured.seconds, 0.95)) * 1000, 2),
        training_seconds=measured.training_seconds and round(measured.training_seconds, 1),
        memory_mb=round(measured.memory_mb),
    )


def main() -> None:
    """Measure and print a table; with ``--json``, write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipelines", nargs="*", metavar="PIPELINE", help=", ".join(PIPELINES))
    parser.add_argument("--folder", type=Path, default=Path("var/benchmark-rasa"))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    names = options.pipelines or list(PIPELINES)
    if unknown := sorted(set(names) - set(PIPELINES)):
        parser.error(f"unknown pipeline {unknown[0]!r}; known: {', '.join(PIPELINES)}")
    settings = load_settings()
    training = load_training(settings.languages)
    tests = _development(settings.languages)
    results = [
        _result(
            name,
            tests,
            measure(
                name,
                training,
                [test.text for test in tests],
                settings.rasa.environment,
                options.folder / name,
            ),
        )
        for name in names
    ]
    title = f"{len(tests)} development sentences in scope, {', '.join(settings.languages)}"
    table = Table(title=f"{title}, trained on {len(training)}")
    for column in asdict(results[0]):
        table.add_column(column, justify="left" if column == "name" else "right")
    for result in results:
        table.add_row(*(str(value) for value in asdict(result).values()))
    Console().print(table)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps([asdict(result) for result in results], indent=2))


if __name__ == "__main__":
    main()
