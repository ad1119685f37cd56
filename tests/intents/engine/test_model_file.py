import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loguru import logger

from intents.corpus import TrainingSentence
from intents.engine import model_file
from intents.engine.encoder import SentenceEncoder
from intents.engine.model_file import (
    FILE_NAME,
    ModelFileError,
    fingerprint,
    load,
    load_or_train,
    save,
    train_anew,
)
from intents.engine.training import Model
from intents.errors import KnowledgeError


@pytest.fixture
def corpus_folder(tmp_path: Path, sentences: tuple[TrainingSentence, ...]) -> Path:
    folder = tmp_path / "training"
    folder.mkdir()
    _write_corpus(folder, sentences)
    return folder


@pytest.fixture
def log() -> Iterator[list[str]]:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{level} {message}")
    yield lines
    logger.remove(sink)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Path:
    file = tmp_path_factory.mktemp("model") / FILE_NAME
    save(model, file, "abc")
    return file


def _write_corpus(folder: Path, sentences: tuple[TrainingSentence, ...]) -> None:
    lines = ['version: "3.1"', "nlu:"]
    for topic in dict.fromkeys(sentence.topic for sentence in sentences):
        lines += [f"- intent: {topic}", "  examples: |"]
        lines += [f"    - {one.text}" for one in sentences if one.topic == topic]
    (folder / "de.yaml").write_text("\n".join(lines), "utf-8")


def test_what_is_loaded_is_what_was_saved(model: Model, stored: Path) -> None:
    loaded = load(stored, "abc")
    np.testing.assert_array_equal(loaded.features.mean, model.features.mean)
    np.testing.assert_array_equal(loaded.classifier.weights, model.classifier.weights)
    np.testing.assert_array_equal(loaded.classifier.bias, model.classifier.bias)
    np.testing.assert_array_equal(loaded.gate.support, model.gate.support)
    np.testing.assert_array_equal(loaded.gate.weights, model.gate.weights)
    assert loaded.classifier.topics == model.classifier.topics
    assert loaded.classifier.temperature == model.classifier.temperature
    assert loaded.gate.thresholds == model.gate.thresholds
    assert (loaded.gate.threshold, loaded.gate.bias) == (model.gate.threshold, model.gate.bias)
    assert loaded.report == model.report


def test_a_model_of_other_sentences_is_refused(stored: Path) -> None:
    with pytest.raises(ModelFileError, match="changed since"):
        load(stored, "def")


def test_a_missing_model_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="none yet"):
        load(tmp_path / FILE_NAME, "abc")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_unharmed(
    data: st.DataObject, stored: Path, tmp_path_factory: pytest.TempPathFactory, model: Model
) -> None:
    content = bytearray(stored.read_bytes())
    position = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        del content[position:]
    else:
        content[position] ^= data.draw(st.integers(1, 255))
    file = tmp_path_factory.mktemp("damaged") / FILE_NAME
    file.write_bytes(content)
    try:
        loaded = load(file, "abc")
    except ModelFileError:
        return
    np.testing.assert_array_equal(loaded.classifier.weights, model.classifier.weights)
    assert loaded.gate.thresholds == model.gate.thresholds


class _Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("exploded",)


def test_a_model_file_never_runs_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plain, archive = tmp_path / "plain.npz", tmp_path / "archive.npz"
    plain.write_bytes(pickle.dumps(_Bomb()))
    np.savez(archive, description=np.array([_Bomb()], dtype=object))
    for file in (plain, archive):
        with pytest.raises(ModelFileError, match="damaged"):
            load(file, "abc")
    assert not (tmp_path / "exploded").exists()


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("classifier_weights", np.zeros((3, 3), np.float32)),
        ("gate_weights", np.array([np.nan], np.float32)),
        ("mean", np.zeros((2, 2), np.float32)),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(
    name: str, array: np.ndarray[Any, Any], stored: Path, tmp_path: Path
) -> None:
    with np.load(stored) as arrays:
        changed = {**arrays, name: array}
    np.savez(tmp_path / FILE_NAME, **changed)
    with pytest.raises(ModelFileError, match="damaged"):
        load(tmp_path / FILE_NAME, "abc")


def test_a_failed_write_leaves_the_old_model_and_nothing_else(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / FILE_NAME
    save(model, file, "abc")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("intents.engine.model_file.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(model, file, "def")
    assert load(file, "abc").report == model.report
    assert list(tmp_path.iterdir()) == [file]


def test_the_fingerprint_knows_every_sentence_but_not_their_order(
    sentences: tuple[TrainingSentence, ...], encoder: SentenceEncoder
) -> None:
    known = fingerprint(sentences, encoder)
    assert fingerprint(sentences[::-1], encoder) == known
    assert fingerprint(sentences[1:], encoder) != known
    moved = (TrainingSentence(sentences[0].text, "photo", "de"), *sentences[1:])
    assert fingerprint(moved, encoder) != known


def test_the_fingerprint_knows_encoder_and_version(
    sentences: tuple[TrainingSentence, ...],
    encoder: SentenceEncoder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = fingerprint(sentences, encoder)
    monkeypatch.setattr(model_file, "ENGINE_VERSION", model_file.ENGINE_VERSION + 1)
    newer = fingerprint(sentences, encoder)
    monkeypatch.setattr(type(encoder), "name", "other")
    assert len({known, newer, fingerprint(sentences, encoder)}) == 3


def test_a_model_is_trained_once_and_again_when_the_sentences_change(
    tmp_path: Path,
    corpus_folder: Path,
    sentences: tuple[TrainingSentence, ...],
    encoder: SentenceEncoder,
) -> None:
    trainings: list[str] = []

    def understand() -> str | None:
        engine = load_or_train(
            tmp_path / "model",
            ["de"],
            encoder=encoder,
            training_folder=corpus_folder,
            on_progress=lambda stage, _share: trainings.append(stage),
        )
        return engine.understand("was kostet das", "de").topic

    assert understand() == "fees"
    first = len(trainings)
    assert first > 0
    assert understand() == "fees"
    assert len(trainings) == first
    _write_corpus(corpus_folder, sentences[1:])
    assert understand() == "fees"
    assert len(trainings) > first


def test_a_damaged_model_is_trained_again_with_a_warning(
    tmp_path: Path, corpus_folder: Path, encoder: SentenceEncoder, log: list[str]
) -> None:
    file = tmp_path / "model" / FILE_NAME
    file.parent.mkdir()
    file.write_bytes(b"PK\x03\x04 broken")
    engine = load_or_train(file.parent, ["de"], encoder=encoder, training_folder=corpus_folder)
    assert engine.understand("was kostet das", "de").topic == "fees"
    assert any(line.startswith("WARNING") and "damaged" in line for line in log)
    with np.load(file) as arrays:
        assert "gate_support" in arrays


def test_a_folder_that_cannot_be_written_to_is_no_obstacle(
    tmp_path: Path, corpus_folder: Path, encoder: SentenceEncoder, log: list[str]
) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file, not a folder")
    engine = load_or_train(occupied, ["de"], encoder=encoder, training_folder=corpus_folder)
    assert engine.understand("was kostet das", "de").topic == "fees"
    assert any("cannot be kept" in line for line in log)
    with pytest.raises(OSError, match="exists"):
        train_anew(occupied, ["de"], encoder=encoder, training_folder=corpus_folder)


def test_training_anew_replaces_a_current_model(
    tmp_path: Path, corpus_folder: Path, encoder: SentenceEncoder
) -> None:
    folder = tmp_path / "model"
    train_anew(folder, ["de"], encoder=encoder, training_folder=corpus_folder)
    before = (folder / FILE_NAME).stat().st_ino
    train_anew(folder, ["de"], encoder=encoder, training_folder=corpus_folder)
    assert (folder / FILE_NAME).stat().st_ino != before


def test_missing_training_sentences_are_an_error(tmp_path: Path, encoder: SentenceEncoder) -> None:
    with pytest.raises(KnowledgeError, match=r"de\.yaml"):
        load_or_train(tmp_path, ["de"], encoder=encoder, training_folder=tmp_path)
