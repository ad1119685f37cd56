"""``voicebot transcribe`` as a shell sees it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from voicebot.models.store import model_folder
from voicebot.settings import Settings
from voicebot.simulation.voices import caller_voice

TEXT = "Welche Unterlagen brauche ich für den Antrag?"


def transcribe(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from voicebot.cli.main import main; main()",
            "transcribe",
            *map(str, arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "COLUMNS": "200", **settings},
    )


def assert_one_sentence(result: subprocess.CompletedProcess[str], says: str) -> None:
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert result.stderr.startswith("voicebot: ")
    assert result.stderr.count("\n") == 1, result.stderr
    assert says in result.stderr


def cut_off(path: Path) -> None:
    soundfile.write(path, np.zeros(16_000), 16_000)
    path.write_bytes(path.read_bytes()[:8_000])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(lambda path: path.mkdir(), "is a folder", id="folder"),
        pytest.param(lambda path: path.touch(), "is empty", id="empty"),
        pytest.param(lambda path: path.write_text("hello"), "not a readable", id="text"),
        pytest.param(cut_off, "was cut off", id="cut off"),
        pytest.param(
            lambda path: soundfile.write(path, np.full(100, np.nan), 16_000, "FLOAT"),
            "not numbers",
            id="not numbers",
        ),
    ],
)
def test_a_bad_file_is_one_sentence(
    tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    path = tmp_path / "recording.wav"
    make(path)
    assert_one_sentence(transcribe(path, "--json"), says)


def test_a_bad_file_among_good_ones_is_found_before_anything_is_done(tmp_path: Path) -> None:
    good = tmp_path / "good.wav"
    soundfile.write(good, np.zeros(16_000), 16_000)
    result = transcribe(good, tmp_path / "missing.wav")
    assert_one_sentence(result, "missing.wav does not exist")


def test_a_missing_model_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(16_000), 16_000)
    result = transcribe(path, VOICEBOT_MODELS_FOLDER=str(tmp_path / "models"))
    assert_one_sentence(result, "run `voicebot models pull whisper-base`")


def test_a_gpu_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(16_000), 16_000)
    result = transcribe(path, VOICEBOT_RECOGNISER__DEVICE="cuda", CUDA_VISIBLE_DEVICES="")
    assert_one_sentence(result, "no NVIDIA GPU")


@pytest.mark.speech
def test_a_damaged_model_is_one_sentence(tmp_path: Path) -> None:
    models = tmp_path / "models"
    folder = models / "whisper-base"
    shutil.copytree(model_folder("whisper-base", Settings()), folder)
    with (folder / "model.bin").open("r+b") as file:
        file.seek(200)
        file.write(b"\xff" * 8)
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(16_000), 16_000)
    result = transcribe(path, VOICEBOT_MODELS_FOLDER=str(models))
    assert_one_sentence(result, "whisper-base is damaged (model.bin")


@pytest.mark.speech
def test_a_stereo_file_of_96_khz_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "studio.flac"
    speech = soxr.resample(caller_voice("de", 0).speak(TEXT), 8_000, 96_000)
    soundfile.write(path, np.stack((speech, speech), axis=1), 96_000)
    result = transcribe(path, "--json")
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["text"] == TEXT
    assert document["language"] == "de"
    assert document["audio_seconds"] == pytest.approx(len(speech) / 96_000, abs=0.01)


@pytest.mark.speech
def test_a_long_recording_is_recognised_piece_by_piece_with_progress(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    speech = caller_voice("de", 0).speak(TEXT)
    silence = np.zeros(8_000 * 31, dtype=np.int16)
    soundfile.write(path, np.concatenate((speech, silence, speech, silence)), 8_000)
    result = transcribe(path, "--language", "de")
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("Unterlagen") == 2
    assert "Recognising" in result.stderr


@pytest.mark.speech
def test_silence_has_no_words(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(32_000), 16_000)
    result = transcribe(path, "--json")
    document = json.loads(result.stdout)
    assert document["no_speech"]
    assert document["text"] == ""
