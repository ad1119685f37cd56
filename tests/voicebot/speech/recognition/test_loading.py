import shutil
from pathlib import Path

import ctranslate2
import numpy as np
import pytest

from voicebot.errors import InputError, ModelError, RecogniserError
from voicebot.models.store import model_folder
from voicebot.settings import RecogniserSettings, Settings
from voicebot.speech.recognition.loading import LoadingWorker, arithmetic, check_files
from voicebot.speech.recognition.whisper import RecognitionJob

MODEL = RecogniserSettings().model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the model that a test may damage."""
    return Path(shutil.copytree(model_folder(MODEL, Settings()), tmp_path / MODEL))


@pytest.mark.speech
def test_the_published_files_pass(model: Path) -> None:
    check_files(model, MODEL)


@pytest.mark.speech
def test_a_single_changed_bit_is_noticed(model: Path) -> None:
    with (model / "model.bin").open("r+b") as file:
        file.seek(70_000_000)
        byte = file.read(1)[0]
        file.seek(70_000_000)
        file.write(bytes([byte ^ 1]))
    with pytest.raises(ModelError, match=r"damaged \(model\.bin.*run `voicebot models pull"):
        check_files(model, MODEL)


@pytest.mark.speech
def test_a_shortened_file_is_noticed(model: Path) -> None:
    with (model / "model.bin").open("r+b") as file:
        file.truncate(1_000_000)
    with pytest.raises(ModelError, match=r"model\.bin.*1000000"):
        check_files(model, MODEL)


@pytest.mark.speech
def test_a_missing_tokenizer_is_named(model: Path) -> None:
    (model / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json: missing"):
        check_files(model, MODEL)


def test_a_model_unknown_to_the_manifest_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="whisper-gigantic"):
        check_files(tmp_path, "whisper-gigantic")


def test_a_worker_without_a_model_says_why_at_each_job(tmp_path: Path) -> None:
    worker = LoadingWorker(tmp_path, "cpu", "int8", 6.0, 4)
    job = RecognitionJob(np.zeros(16_000, np.int16), ("en",))
    for _ in range(2):
        with pytest.raises(RecogniserError, match=r"could not be loaded: .*model\.bin"):
            worker(job)


@pytest.mark.speech
def test_a_worker_recovers_when_its_model_is_there_at_last(tmp_path: Path) -> None:
    folder = tmp_path / MODEL
    worker = LoadingWorker(folder, "cpu", "int8", 6.0, 4)
    folder.symlink_to(model_folder(MODEL, Settings()))
    assert worker(RecognitionJob(np.zeros(16_000, np.int16), ("en",))).no_speech


@pytest.mark.speech
def test_what_native_code_refuses_is_one_sentence() -> None:
    worker = LoadingWorker(model_folder(MODEL, Settings()), "cpu", "int8", 6.0, 4)
    with pytest.raises(RecogniserError, match=r"the recogniser failed: .*xx"):
        worker(RecognitionJob(np.zeros(16_000, np.int16), ("xx",)))


def test_the_arithmetic_follows_the_device() -> None:
    assert arithmetic(RecogniserSettings()) == "int8"


@pytest.mark.parametrize("compute_type", ["default", "float32"])
def test_an_arithmetic_that_is_set_is_taken(compute_type: str) -> None:
    assert arithmetic(RecogniserSettings(compute_type=compute_type)) == compute_type


def test_an_arithmetic_that_this_processor_lacks_is_one_sentence() -> None:
    with pytest.raises(InputError, match=r"'int7' is not possible on cpu here; possible: .*int8"):
        arithmetic(RecogniserSettings(compute_type="int7"))


def test_cuda_without_a_gpu_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 0)
    with pytest.raises(InputError, match=r"recogniser\.device is cuda, but no NVIDIA GPU"):
        arithmetic(RecogniserSettings(device="cuda"))


def test_a_gpu_calculates_with_16_bits_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 1)
    monkeypatch.setattr(
        ctranslate2, "get_supported_compute_types", lambda _device: {"float16", "int8_float16"}
    )
    assert arithmetic(RecogniserSettings(device="cuda")) == "float16"
