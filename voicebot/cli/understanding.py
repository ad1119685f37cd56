"""``voicebot understand``, ``evaluate`` and ``train``: the understanding engine by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from intents.corpus import EvaluationSentence, load_tsv
from intents.engine.evaluation import Evaluation, Scores
from intents.engine.evaluation import evaluate as run_evaluation
from intents.engine.evaluation_page import render_page
from intents.engine.model_file import is_trained, train_anew
from intents.engine.training import Progress as OnProgress
from intents.errors import KnowledgeError
from intents.rasa.errors import RasaSetupError, RasaTrainingError
from intents.rasa.training import train as train_rasa
from intents.understanding import Understanding, UnderstandingEngine
from languages.identification import text_scores
from voicebot.cli.output import print_json, progress_console, table_console
from voicebot.errors import InputError, VoicebotError
from voicebot.settings import Settings, load_settings
from voicebot.understanding import (
    chosen_engine,
    load_own,
    models_of_understanding,
    rasa_folder,
    rasa_project,
)

AUTOMATIC = "auto"


class EngineName(StrEnum):
    """Engines that can be trained."""

    OWN = "own"
    RASA = "rasa"


def understand(
    text: Annotated[str, typer.Argument(help="What somebody said.")],
    *,
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Language of the text, or `auto`.")
    ] = AUTOMATIC,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what a sentence means."""
    settings = load_settings()
    code = _language(text, language, settings)
    understanding = _engine(settings).understand(text, code)
    if as_json:
        print_json(_document(understanding))
    else:
        _print_understanding(understanding)


def evaluate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.tsv", help="Columns: language, topic, kind, text.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    html: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Write tables and a picture of the confusions here."),
    ] = None,
) -> None:
    """Measure understanding on sentences whose topics are known; `none` is out of scope."""
    settings = load_settings()
    sentences = _sentences(file, settings)
    if html is not None and not html.parent.is_dir():
        raise InputError(f"the folder {html.parent} does not exist")
    evaluation = run_evaluation(_engine(settings), sentences)
    if html is not None:
        _write(html, render_page(evaluation, file.name))
    if as_json:
        print_json(evaluation.as_json())
    else:
        _print_evaluation(evaluation)


def train(
    *,
    engine: Annotated[EngineName, typer.Option(help="Which engine to train.")] = EngineName.OWN,
    if_needed: Annotated[
        bool, typer.Option("--if-needed", help="Only when there is no model of these sentences.")
    ] = False,
) -> None:
    """Train the understanding engine on the training sentences and keep the model."""
    settings = load_settings()
    if engine is EngineName.RASA:
        _train_rasa(settings)
    elif if_needed:
        train_if_needed(settings)
    else:
        _train(settings)


def train_if_needed(settings: Settings) -> None:
    """Train when there is no model of the present sentences, with a progress bar.

    Raises:
        InputError: The sentences cannot be used, or the model cannot be kept.
    """
    with _input_errors():
        trained = is_trained(models_of_understanding(settings), settings.languages)
    if not trained:
        _train(settings)


def _train(settings: Settings) -> None:
    folder = models_of_understanding(settings)
    with _progress() as on_progress, _input_errors():
        try:
            report = train_anew(folder, settings.languages, on_progress=on_progress).report
        except OSError as error:
            raise InputError(f"the model cannot be kept in {folder}: {error.strerror}") from error
    progress_console.print(
        f"Trained on {report.sentences} sentences in {', '.join(settings.languages)}. "
        f"On the development set: right topic first {report.classified:.1%}, let through and right "
        f"{report.accuracy:.1%}, out of scope but let through {report.false_accept:.1%}."
    )


def _train_rasa(settings: Settings) -> None:
    project, folder = rasa_project(settings), rasa_folder(settings)
    with _progress() as on_progress:
        try:
            model = train_rasa(project, folder, settings.rasa.environment, on_progress)
        except RasaSetupError as error:
            raise InputError(str(error)) from error
        except RasaTrainingError as error:
            raise VoicebotError(str(error)) from error
        except OSError as error:
            raise InputError(f"the model cannot be kept in {folder}: {error.strerror}") from error
    table_console.print(
        f"Trained `{settings.rasa.pipeline}` on {project.sentences} sentences in "
        f"{', '.join(settings.languages)}: {model}"
    )


def _language(text: str, wanted: str, settings: Settings) -> str:
    if wanted == AUTOMATIC:
        scores = text_scores(text, settings.languages)
        return max(scores, key=lambda code: scores[code])
    if wanted not in settings.languages:
        known = ", ".join((*settings.languages, AUTOMATIC))
        raise InputError(f"unknown language {wanted!r}; known: {known}")
    return wanted


def _engine(settings: Settings) -> UnderstandingEngine:
    with _progress() as on_progress, _input_errors():
        return chosen_engine(load_own(settings, on_progress), settings)


def _sentences(file: Path, settings: Settings) -> tuple[EvaluationSentence, ...]:
    with _input_errors():
        sentences = load_tsv(file)
    unknown = sorted({one.language for one in sentences} - set(settings.languages))
    if unknown:
        known = ", ".join(settings.languages)
        raise InputError(f"{file.name}: unknown language {unknown[0]!r}; known: {known}")
    return sentences


@contextmanager
def _input_errors() -> Iterator[None]:
    try:
        yield
    except KnowledgeError as error:
        raise InputError(str(error)) from error


@contextmanager
def _progress() -> Iterator[OnProgress]:
    """A bar on standard error, which only appears when there is something to wait for."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=progress_console,
        transient=True,
    )
    with bar:
        task = bar.add_task("training", total=1.0, visible=False)

        def show(stage: str, share: float) -> None:
            bar.update(task, description=f"training: {stage}", completed=share, visible=True)

        yield show


def _document(understanding: Understanding) -> dict[str, object]:
    return {
        "language": understanding.language,
        "topic": understanding.topic,
        "confidence": round(understanding.confidence, 4),
        "accepted": understanding.accepted,
        "alternatives": [
            {"topic": one.topic, "confidence": round(one.confidence, 4)}
            for one in understanding.alternatives
        ],
        "further": [one.topic for one in understanding.further],
        "slots": dict(understanding.slots),
    }


def _print_understanding(understanding: Understanding) -> None:
    verdict = "accepted" if understanding.accepted else "not accepted"
    table_console.print(f"language {understanding.language}, {verdict}")
    table = Table("topic", "confidence", box=SIMPLE)
    for one in understanding.alternatives:
        table.add_row(one.topic, f"{one.confidence:.2f}")
    for one in understanding.further:
        table.add_row(f"and {one.topic}", f"{one.confidence:.2f}")
    for name, value in understanding.slots.items():
        table.add_row(f"[dim]{name}[/dim]", str(value))
    if table.row_count:
        table_console.print(table)


def _print_evaluation(evaluation: Evaluation) -> None:
    table = Table("", "n", "accuracy", "top3", "false_accept", box=SIMPLE)
    groups: dict[str, Scores] = {"all": evaluation.overall}
    groups |= evaluation.by_language
    groups |= evaluation.by_kind
    for name, scores in groups.items():
        shares = (scores.accuracy, scores.top3, scores.false_accept)
        cells = ["" if share is None else f"{share:.3f}" for share in shares]
        table.add_row(name, str(scores.n), *cells)
    table_console.print(table)
    confusions = Table("expected", "got", "count", box=SIMPLE)
    for confusion in evaluation.confusions:
        confusions.add_row(confusion.expected, confusion.got, str(confusion.count))
    table_console.print(confusions)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}") from error
