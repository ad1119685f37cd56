import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from voicebot.errors import ModelError, RecogniserError
from voicebot.models.store import model_folder
from voicebot.settings import RecogniserSettings, Settings
from voicebot.speech.recognition import pool as pool_module
from voicebot.speech.recognition.pool import RecogniserPool
from voicebot.speech.recognition.whisper import RecognitionJob

SILENCE = np.zeros(16_000, dtype=np.int16)


def crash_while_loading(*_arguments: object) -> Callable[[RecognitionJob], None]:
    os._exit(139)


def crash_at_the_first_job(*_arguments: object) -> Callable[[RecognitionJob], None]:
    return lambda _job: os._exit(139)


def slow_to_load(*_arguments: object) -> Callable[[RecognitionJob], None]:
    import time  # noqa: PLC0415 - only in the worker process

    time.sleep(60)
    return lambda _job: None


async def test_a_folder_without_a_model_is_one_clear_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    recogniser = RecogniserPool(tmp_path, RecogniserSettings())
    with pytest.raises(ModelError, match=r"whisper-base is damaged \(model\.bin: missing\)"):
        await recogniser.start()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("crash", [crash_while_loading, crash_at_the_first_job])
async def test_native_code_that_crashes_over_a_model_is_one_clear_error(
    tmp_path: Path,
    crash: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(pool_module, "check_files", lambda _folder, _name: None)
    monkeypatch.setattr(pool_module, "LoadingWorker", crash)
    recogniser = RecogniserPool(tmp_path, RecogniserSettings())
    with pytest.raises(RecogniserError, match="crashed over its model"):
        await recogniser.start()
    assert "Traceback" not in capfd.readouterr().err


async def test_a_model_that_hangs_while_it_loads_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "check_files", lambda _folder, _name: None)
    monkeypatch.setattr(pool_module, "LoadingWorker", slow_to_load)
    monkeypatch.setattr(pool_module, "_LOADING_SECONDS", 1.0)
    recogniser = RecogniserPool(tmp_path, RecogniserSettings())
    with pytest.raises(RecogniserError, match="not loaded within 1 s"):
        await recogniser.start()


async def test_a_model_that_passes_its_check_but_cannot_be_read_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pool_module, "check_files", lambda _folder, _name: None)
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.bin").write_bytes(b"\x06\0\0\0\xff\xff" + bytes(range(256)) * 20)
    recogniser = RecogniserPool(tmp_path, RecogniserSettings())
    with pytest.raises(RecogniserError, match="model"):
        await recogniser.start()
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.speech
async def test_the_pool_recognises_with_every_worker() -> None:
    settings = RecogniserSettings(workers=2)
    recogniser = RecogniserPool(model_folder(settings.model, Settings()), settings)
    await recogniser.start()
    try:
        assert (await recogniser.transcribe(SILENCE, ["de", "en"])).no_speech
    finally:
        await recogniser.close()
