"""Trained models on disk: each in a folder of its own, named after what it was made from.

A folder holds the tuned encoder, and numbers and JSON in one NumPy archive; nothing in it can run.
A model that does not fit the training sentences is never found, so it is trained again when they
change, and two versions of the assistant can share a disk during an upgrade.
"""

import hashlib
import json
import math
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from intents.corpus import (
    EvaluationSentence,
    TrainingSentence,
    load_development,
    load_training,
)
from intents.engine import pretrained
from intents.engine.classifier import TopicClassifier
from intents.engine.encoder import CompiledEncoder, compile_encoder
from intents.engine.engine import Engine
from intents.engine.features import FeatureSpace
from intents.engine.gate import DOUBTS, Gate
from intents.engine.training import Model, Progress, Training, TrainingReport, train
from intents.engine.tuning import TuningPlan

ENGINE_VERSION = 4
"""Raised whenever the same sentences would give another model or another file."""

FILE_NAME = "model.npz"

_ENCODER = "encoder"
_NAME_LENGTH = 16
_KEPT = 3  # models of other sentences are 120 MB each


class ModelFileError(Exception):
    """There is no model to use; the message says why, as the end of a sentence."""


def load_or_train(
    folder: Path,
    languages: Sequence[str],
    *,
    corpus_folder: Path | None = None,
    plan: TuningPlan | None = None,
    on_progress: Progress = lambda _stage, _share: None,
) -> Engine:
    """Return an engine for ``languages``; trains when there is no current model in ``folder``.

    Training takes about two and a half minutes a language on two cores.

    Args:
        folder: Where the model is kept; made when missing. When it cannot be written to, the
            model is used all the same and trained again next time.
        languages: ISO 639-1 codes.
        corpus_folder: Holds ``training`` and ``development``; default: what ships with the
            assistant.
        plan: How much is learnt; default: as much as pays.
        on_progress: Told what training does.

    Raises:
        KnowledgeError: The training sentences cannot be used.
    """
    plan = plan or TuningPlan()
    corpus = _Corpus.load(languages, corpus_folder)
    made_from = corpus.fingerprint(plan)
    try:
        return Engine(*load(folder, made_from))
    except ModelFileError as problem:
        logger.info("The understanding model is trained: {}", problem)
    training = train(corpus.training, corpus.development, on_progress, plan)
    try:
        save(training, folder, made_from)
    except OSError as error:
        logger.warning("The understanding model cannot be kept in {}: {}", folder, error.strerror)
    return Engine(training.model, training.encoder)


def train_anew(
    folder: Path,
    languages: Sequence[str],
    *,
    corpus_folder: Path | None = None,
    plan: TuningPlan | None = None,
    on_progress: Progress = lambda _stage, _share: None,
) -> Model:
    """Train and replace the model in ``folder``, whether it is current or not.

    The arguments are those of ``load_or_train``.

    Raises:
        KnowledgeError: The training sentences cannot be used.
        OSError: The folder cannot be written to.
    """
    plan = plan or TuningPlan()
    corpus = _Corpus.load(languages, corpus_folder)
    training = train(corpus.training, corpus.development, on_progress, plan)
    save(training, folder, corpus.fingerprint(plan))
    return training.model


@dataclass(frozen=True, slots=True)
class _Corpus:
    training: tuple[TrainingSentence, ...]
    development: tuple[EvaluationSentence, ...]

    @classmethod
    def load(cls, languages: Sequence[str], folder: Path | None) -> Self:
        training, development = (
            (folder / "training", folder / "development") if folder else (None, None)
        )
        return cls(load_training(languages, training), load_development(languages, development))

    def fingerprint(self, plan: TuningPlan) -> str:
        return fingerprint(self.training, self.development, plan)


def fingerprint(
    training: Sequence[TrainingSentence],
    development: Sequence[EvaluationSentence],
    plan: TuningPlan,
) -> str:
    """Return the SHA-256 of everything a model depends on; the order of sentences is none of it."""
    digest = hashlib.sha256(f"{ENGINE_VERSION}\n{pretrained.NAME}\n{plan}\n".encode())
    taught = [(one.language, one.topic, one.text, one.heard) for one in training]
    judging = [(one.language, one.topic, one.text) for one in development]
    for sentences in (sorted(taught), sorted(judging)):
        digest.update(json.dumps(sentences).encode() + b"\n")
    return digest.hexdigest()


def save(training: Training, folder: Path, made_from: str) -> None:
    """Write what was learnt to a folder in ``folder``, as a whole or not at all.

    Args:
        training: What was learnt.
        folder: Where models are kept; made when missing. Of older ones only the newest stay.
        made_from: Fingerprint of the training data.

    Raises:
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder, prefix="unfinished-"))
    try:
        compile_encoder(training.weights, unfinished / _ENCODER)
        _write(training.model, unfinished / FILE_NAME, made_from)
        finished = _place(folder, made_from)
        shutil.rmtree(finished, ignore_errors=True)
        unfinished.replace(finished)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    models = sorted(folder.glob(f"*/{FILE_NAME}"), key=lambda file: file.stat().st_mtime)
    for file in models[:-_KEPT]:
        shutil.rmtree(file.parent, ignore_errors=True)


def load(folder: Path, made_from: str) -> tuple[Model, CompiledEncoder]:
    """Read a model and its encoder.

    Args:
        folder: Where models are kept.
        made_from: Fingerprint of the training data.

    Raises:
        ModelFileError: There is no model made from these sentences, or it is damaged.
    """
    place = _place(folder, made_from)
    if not place.is_dir():
        raise ModelFileError("there is none for these sentences yet")
    try:
        with (
            (place / FILE_NAME).open("rb") as stream,
            np.load(stream, allow_pickle=False) as arrays,
        ):
            model = _restore(arrays, made_from)
        return model, CompiledEncoder(place / _ENCODER)
    except Exception as error:  # whatever is wrong with it, it is trained anew
        logger.warning("The understanding model {} is damaged", place)
        raise ModelFileError("its file is damaged") from error


def is_trained(
    folder: Path,
    languages: Sequence[str],
    *,
    corpus_folder: Path | None = None,
    plan: TuningPlan | None = None,
) -> bool:
    """Whether there is a model of the present sentences; the arguments of ``load_or_train``.

    Raises:
        KnowledgeError: The training sentences cannot be used.
    """
    made_from = _Corpus.load(languages, corpus_folder).fingerprint(plan or TuningPlan())
    return (_place(folder, made_from) / FILE_NAME).is_file()


def _place(folder: Path, made_from: str) -> Path:
    return folder / made_from[:_NAME_LENGTH]


def _write(model: Model, file: Path, made_from: str) -> None:
    description = {
        "fingerprint": made_from,
        "topics": model.classifier.topics,
        "temperature": model.classifier.temperature,
        "gate": {
            "offset": model.gate.offset,
            "bias": model.gate.bias,
            "thresholds": dict(model.gate.thresholds),
            "threshold": model.gate.threshold,
        },
        "report": asdict(model.report),
    }
    with file.open("wb") as stream:
        np.savez_compressed(
            stream,
            description=np.frombuffer(json.dumps(description).encode(), np.uint8),
            mean=model.features.mean,
            classifier_weights=model.classifier.weights,
            classifier_bias=model.classifier.bias,
            gate_direction=model.gate.direction,
            gate_votes=model.gate.votes,
        )
        stream.flush()
        os.fsync(stream.fileno())


def _restore(arrays: np.lib.npyio.NpzFile, made_from: str) -> Model:
    description = json.loads(arrays["description"].tobytes())
    if description["fingerprint"] != made_from:
        raise ValueError("another model has got into this folder")
    topics = tuple(description["topics"])
    mean = _array(arrays, "mean", None)
    gate = description["gate"]
    return Model(
        features=FeatureSpace(mean),
        classifier=TopicClassifier(
            topics,
            _array(arrays, "classifier_weights", len(mean), len(topics)),
            _array(arrays, "classifier_bias", len(topics)),
            _number(description["temperature"]),
        ),
        gate=Gate(
            _array(arrays, "gate_direction", len(mean)),
            _number(gate["offset"]),
            _array(arrays, "gate_votes", DOUBTS),
            _number(gate["bias"]),
            {language: _number(least) for language, least in gate["thresholds"].items()},
            _number(gate["threshold"]),
        ),
        report=TrainingReport(**description["report"]),
    )


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("a number is infinite")
    return number


def _array(arrays: np.lib.npyio.NpzFile, name: str, *shape: int | None) -> NDArray[np.float32]:
    """The array of this name if it has this shape and only finite numbers."""
    array = np.asarray(arrays[name], np.float32)
    fits = array.ndim == len(shape) and all(
        wanted in {None, found} for wanted, found in zip(shape, array.shape, strict=True)
    )
    if not fits or not np.isfinite(array).all():
        raise ValueError(f"{name} does not fit")
    return array
