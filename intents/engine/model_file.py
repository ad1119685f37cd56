"""The trained model on disk: numbers and JSON in one NumPy archive, the tuned encoder beside it.

The file carries a fingerprint of what it was made from, so a model that is older than its
training sentences is noticed and trained again. Nothing in it can run.
"""

import hashlib
import json
import math
import os
import shutil
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from intents.corpus import TrainingSentence, load_training
from intents.engine import pretrained
from intents.engine.classifier import TopicClassifier
from intents.engine.encoder import CompiledEncoder, compile_encoder
from intents.engine.engine import Engine
from intents.engine.features import FeatureSpace
from intents.engine.gate import DOUBTS, Gate
from intents.engine.training import Model, Progress, Training, TrainingReport, train
from intents.engine.tuning import TuningPlan

ENGINE_VERSION = 2
"""Raised whenever the same sentences would give another model or another file."""

FILE_NAME = "model.npz"

_ENCODER_PREFIX = "encoder-"


class ModelFileError(Exception):
    """There is no model to use; the message says why, as the end of a sentence."""


def load_or_train(
    folder: Path,
    languages: Sequence[str],
    *,
    training_folder: Path | None = None,
    plan: TuningPlan | None = None,
    on_progress: Progress = lambda _stage, _share: None,
) -> Engine:
    """Return an engine for ``languages``; trains when there is no current model in ``folder``.

    Training takes about a minute a language on two cores and 2 GB of memory.

    Args:
        folder: Where the model is kept; made when missing. When it cannot be written to, the
            model is used all the same and trained again next time.
        languages: ISO 639-1 codes.
        training_folder: Training sentences; default: the ones that ship with the assistant.
        plan: How much is learnt; default: as much as pays.
        on_progress: Told what training does.

    Raises:
        KnowledgeError: The training sentences cannot be used.
    """
    plan = plan or TuningPlan()
    sentences = load_training(languages, training_folder)
    made_from = fingerprint(sentences, plan)
    try:
        return Engine(*load(folder / FILE_NAME, made_from))
    except ModelFileError as problem:
        logger.info("The understanding model is trained: {}", problem)
    training = train(sentences, on_progress, plan)
    try:
        save(training, folder / FILE_NAME, made_from)
    except OSError as error:
        logger.warning("The understanding model cannot be kept in {}: {}", folder, error.strerror)
    return Engine(training.model, training.encoder)


def train_anew(
    folder: Path,
    languages: Sequence[str],
    *,
    training_folder: Path | None = None,
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
    sentences = load_training(languages, training_folder)
    training = train(sentences, on_progress, plan)
    save(training, folder / FILE_NAME, fingerprint(sentences, plan))
    return training.model


def fingerprint(sentences: Sequence[TrainingSentence], plan: TuningPlan) -> str:
    """Return the SHA-256 of everything a model depends on; the order of sentences is none of it."""
    digest = hashlib.sha256(f"{ENGINE_VERSION}\n{pretrained.NAME}\n{plan}\n".encode())
    for sentence in sorted((one.language, one.topic, one.text) for one in sentences):
        digest.update(json.dumps(sentence).encode())
    return digest.hexdigest()


def save(training: Training, file: Path, made_from: str) -> None:
    """Write what was learnt to ``file`` and a folder beside it, as a whole or not at all.

    Args:
        training: What was learnt.
        file: Made with its folders, or replaced.
        made_from: Fingerprint of the training data.

    Raises:
        OSError: The folder cannot be written to.
    """
    encoder = file.parent / f"{_ENCODER_PREFIX}{uuid.uuid4().hex[:12]}"
    try:
        compile_encoder(training.weights, encoder)
        _write(training.model, encoder.name, file, made_from)
    except BaseException:
        shutil.rmtree(encoder, ignore_errors=True)
        raise
    for older in file.parent.glob(f"{_ENCODER_PREFIX}*"):
        if older != encoder:
            shutil.rmtree(older, ignore_errors=True)


def _write(model: Model, encoder: str, file: Path, made_from: str) -> None:
    description = {
        "fingerprint": made_from,
        "encoder": encoder,
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
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
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
        unfinished.replace(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def load(file: Path, expected: str) -> tuple[Model, CompiledEncoder]:
    """Read a model and its encoder.

    Args:
        file: Written by ``save``.
        expected: Fingerprint it must carry.

    Raises:
        ModelFileError: There is no such file, it is damaged or it was made from other data.
    """
    if not file.is_file():
        raise ModelFileError("there is none yet")
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            description = json.loads(arrays["description"].tobytes())
            if description["fingerprint"] != expected:
                raise ModelFileError("its sentences have changed since")
            encoder = CompiledEncoder(file.parent / Path(description["encoder"]).name)
            return _restore(description, arrays), encoder
    except ModelFileError:
        raise
    except Exception as error:  # whatever is wrong with it, it is trained anew
        logger.warning("The understanding model {} is damaged", file)
        raise ModelFileError("its file is damaged") from error


def _restore(description: dict[str, Any], arrays: np.lib.npyio.NpzFile) -> Model:
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
