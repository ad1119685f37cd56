from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicebot.errors import InputError
from voicebot.speech.recognition.audio_file import read_audio


def tone(rate: int, seconds: float = 1.0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 96_000])
@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_any_rate_becomes_16_khz(tmp_path: Path, rate: int, suffix: str) -> None:
    path = tmp_path / f"tone.{suffix}"
    soundfile.write(path, tone(rate), rate)
    samples = read_audio(path)
    assert abs(len(samples) - 16_000) <= 2
    assert 10_000 < np.abs(samples).max() < 17_500


def test_stereo_is_mixed_to_mono(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    soundfile.write(path, np.stack((tone(16_000), -tone(16_000)), axis=1), 16_000)
    assert np.abs(read_audio(path)).max() <= 2


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "not a readable"), (b"RIFF\x00\x00\x00\x00WAVE", "readable"), (b"hello", "readable")],
)
def test_what_is_no_sound_file_is_one_clear_sentence(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_audio(path)


def test_a_file_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    soundfile.write(path, np.zeros(0), 16_000)
    with pytest.raises(InputError, match="no sound"):
        read_audio(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.wav does not exist"):
        read_audio(tmp_path / "nothing.wav")


@given(content=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_arbitrary_bytes_never_raise_anything_else(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "noise.wav"
    path.write_bytes(b"RIFF" + content)
    with pytest.raises(InputError):
        read_audio(path)
