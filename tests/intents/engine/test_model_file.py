import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loguru import logger

from intents.corpus import OUT_OF_SCOPE, EvaluationSentence, TrainingSentence
from intents.engine import model_file
from intents.engine.engine import Engine
from intents.engine.model_file import (
    FILE_NAME,
    ModelFileError,
    fingerprint,
    is_trained,
    load,
    load_or_train,
    save,
    train_anew,
)
from intents.engine.training import Model, Training
from intents.engine.tuning import TuningPlan
from intents.errors import KnowledgeError

Sentences = tuple[TrainingSentence, ...]
Development = tuple[EvaluationSentence, ...]

_NAME = "abc"  # a fingerprint, and the name of the folder it gives
_QUICK = TuningPlan(epochs=1, layers=1)


@pytest.fixture
def corpus_folder(tmp_path: Path, sentences: Sentences, development: Development) -> Path:
    folder = tmp_path / "corpus"
    (folder / "training").mkdir(parents=True)
    (folder / "development").mkdir()
    _write_training(folder, sentences)
    rows = [("language", "topic", "kind", "text")]
    rows += [
        (one.language, "none" if one.topic == OUT_OF_SCOPE else one.topic, one.kind, one.text)
        for one in development
    ]
    table = "\n".join("\t".join(row) for row in rows)
    (folder / "development" / "de.tsv").write_text(table, "utf-8")
    return folder


@pytest.fixture
def log() -> Iterator[list[str]]:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{level} {message}")
    yield lines
    logger.remove(sink)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, training: Training) -> Path:
    folder = tmp_path_factory.mktemp("models")
    save(training, folder, _NAME)
    return folder


def _write_training(folder: Path, sentences: Sentences) -> None:
    lines = ['version: "3.1"', "nlu:"]
    for topic in dict.fromkeys(sentence.topic for sentence in sentences):
        lines += [f"- intent: {topic}", "  examples: |"]
        lines += [f"    - {one.text}" for one in sentences if one.topic == topic]
    (folder / "training" / "de.yaml").write_text("\n".join(lines), "utf-8")


def _copy(stored: Path, folder: Path) -> Path:
    """A folder of models whose only file of numbers may be harmed; the encoder is shared."""
    place = folder / _NAME
    place.mkdir(parents=True)
    shutil.copy(stored / _NAME / FILE_NAME, place / FILE_NAME)
    (place / "encoder").symlink_to(stored / _NAME / "encoder", target_is_directory=True)
    return place / FILE_NAME


def test_what_is_loaded_is_what_was_saved(model: Model, engine: Engine, stored: Path) -> None:
    loaded, encoder = load(stored, _NAME)
    np.testing.assert_array_equal(loaded.features.mean, model.features.mean)
    np.testing.assert_array_equal(loaded.classifier.weights, model.classifier.weights)
    np.testing.assert_array_equal(loaded.classifier.bias, model.classifier.bias)
    np.testing.assert_array_equal(loaded.gate.direction, model.gate.direction)
    np.testing.assert_array_equal(loaded.gate.votes, model.gate.votes)
    assert loaded.classifier.topics == model.classifier.topics
    assert loaded.classifier.temperature == model.classifier.temperature
    assert loaded.gate.thresholds == model.gate.thresholds
    assert (loaded.gate.threshold, loaded.gate.bias) == (model.gate.threshold, model.gate.bias)
    assert loaded.report == model.report
    again = Engine(loaded, encoder).understand("was kostet das Foto", "de")
    before = engine.understand("was kostet das Foto", "de")
    assert (again.topic, again.accepted) == (before.topic, before.accepted)
    assert again.confidence == pytest.approx(before.confidence, abs=1e-5)


def test_a_model_of_other_sentences_is_not_found(stored: Path) -> None:
    with pytest.raises(ModelFileError, match="none for these sentences"):
        load(stored, "def")


def test_a_model_that_was_put_elsewhere_is_refused(stored: Path, tmp_path: Path) -> None:
    _copy(stored, tmp_path).parent.rename(tmp_path / "def")
    with pytest.raises(ModelFileError, match="damaged"):
        load(tmp_path, "def")


def test_a_missing_encoder_is_a_damage(stored: Path, tmp_path: Path) -> None:
    _copy(stored, tmp_path)
    (tmp_path / _NAME / "encoder").unlink()
    with pytest.raises(ModelFileError, match="damaged"):
        load(tmp_path, _NAME)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_unharmed(
    data: st.DataObject, stored: Path, tmp_path_factory: pytest.TempPathFactory, model: Model
) -> None:
    file = _copy(stored, tmp_path_factory.mktemp("damaged"))
    content = bytearray(file.read_bytes())
    position = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        del content[position:]
    else:
        content[position] ^= data.draw(st.integers(1, 255))
    file.write_bytes(content)
    try:
        loaded, _ = load(file.parent.parent, _NAME)
    except ModelFileError:
        return
    np.testing.assert_array_equal(loaded.classifier.weights, model.classifier.weights)
    assert loaded.gate.thresholds == model.gate.thresholds


class _Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("exploded",)


def test_a_model_file_never_runs_code(
    stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = _copy(stored, tmp_path)
    for write in (
        lambda: file.write_bytes(pickle.dumps(_Bomb())),
        lambda: np.savez(file, description=np.array([_Bomb()], dtype=object)),
    ):
        write()
        with pytest.raises(ModelFileError, match="damaged"):
            load(tmp_path, _NAME)
    assert not (tmp_path / "exploded").exists()


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("classifier_weights", np.zeros((3, 3), np.float32)),
        ("gate_votes", np.array([np.nan], np.float32)),
        ("mean", np.zeros((2, 2), np.float32)),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(
    name: str, array: np.ndarray[Any, Any], stored: Path, tmp_path: Path
) -> None:
    file = _copy(stored, tmp_path)
    with np.load(file) as arrays:
        changed = {**arrays, name: array}
    np.savez(file, **changed)
    with pytest.raises(ModelFileError, match="damaged"):
        load(tmp_path, _NAME)


def test_a_failed_write_leaves_the_old_model_and_nothing_else(
    stored: Path, tmp_path: Path, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = _copy(stored, tmp_path).parent

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("intents.engine.model_file.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(training, tmp_path, "def")
    assert load(tmp_path, _NAME)[0].report == training.model.report
    assert list(tmp_path.iterdir()) == [place]


def test_only_the_newest_models_stay(
    tmp_path: Path, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def write(_weights: object, folder: Path) -> None:
        folder.mkdir(parents=True)
        written.append(folder.name)

    monkeypatch.setattr(model_file, "compile_encoder", write)
    for number in range(5):
        save(training, tmp_path, str(number))
        os.utime(tmp_path / str(number) / FILE_NAME, (number, number))
    assert len(written) == 5
    assert sorted(folder.name for folder in tmp_path.iterdir()) == ["2", "3", "4"]


def test_the_fingerprint_knows_every_sentence_but_not_their_order(
    sentences: Sentences, development: Development, plan: TuningPlan
) -> None:
    known = fingerprint(sentences, development, plan)
    assert fingerprint(sentences[::-1], development[::-1], plan) == known
    assert fingerprint(sentences[1:], development, plan) != known
    assert fingerprint(sentences, development[1:], plan) != known
    moved = (TrainingSentence(sentences[0].text, "photo", "de"), *sentences[1:])
    assert fingerprint(moved, development, plan) != known


def test_the_fingerprint_knows_plan_and_version(
    sentences: Sentences,
    development: Development,
    plan: TuningPlan,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = fingerprint(sentences, development, plan)
    monkeypatch.setattr(model_file, "ENGINE_VERSION", model_file.ENGINE_VERSION + 1)
    newer = fingerprint(sentences, development, plan)
    assert len({known, newer, fingerprint(sentences, development, _QUICK)}) == 3


def test_a_model_is_trained_once_and_again_when_the_sentences_change(
    tmp_path: Path, corpus_folder: Path, sentences: Sentences
) -> None:
    stages: list[str] = []
    folder = tmp_path / "models"

    def understand() -> None:
        load_or_train(
            folder,
            ["de"],
            corpus_folder=corpus_folder,
            plan=_QUICK,
            on_progress=lambda stage, _share: stages.append(stage),
        )

    def trained() -> bool:
        return is_trained(folder, ["de"], corpus_folder=corpus_folder, plan=_QUICK)

    assert not trained()
    understand()
    first = len(stages)
    assert first > 0
    assert trained()
    understand()
    assert len(stages) == first
    _write_training(corpus_folder, sentences[1:])
    assert not trained()
    understand()
    assert len(stages) > first


def test_a_damaged_model_is_trained_again_with_a_warning(
    tmp_path: Path, corpus_folder: Path, log: list[str]
) -> None:
    folder = tmp_path / "models"
    train_anew(folder, ["de"], corpus_folder=corpus_folder, plan=_QUICK)
    (file,) = folder.glob(f"*/{FILE_NAME}")
    file.write_bytes(b"PK\x03\x04 broken")
    load_or_train(folder, ["de"], corpus_folder=corpus_folder, plan=_QUICK)
    assert any(line.startswith("WARNING") and "damaged" in line for line in log)
    with np.load(file) as arrays:
        assert "gate_votes" in arrays


def test_a_folder_that_cannot_be_written_to_is_no_obstacle(
    tmp_path: Path, corpus_folder: Path, log: list[str]
) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file, not a folder")
    engine = load_or_train(occupied, ["de"], corpus_folder=corpus_folder, plan=_QUICK)
    assert engine.understand("was kostet das", "de").topic is not None
    assert any("cannot be kept" in line for line in log)
    with pytest.raises(OSError, match="exists"):
        train_anew(occupied, ["de"], corpus_folder=corpus_folder, plan=_QUICK)


def test_missing_training_sentences_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"de\.yaml"):
        load_or_train(tmp_path, ["de"], corpus_folder=tmp_path)
