import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicebot.errors import InputError
from voicebot.speech.recognition.audio_file import audio_blocks, audio_seconds, read_audio


def tone(rate: int, seconds: float = 1.0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)


def sound_file(folder: Path, suffix: str = "wav", *, seconds: float = 1.0) -> Path:
    path = folder / f"tone.{suffix}"
    soundfile.write(path, tone(16_000, seconds), 16_000)
    return path


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 96_000])
@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_any_rate_becomes_16_khz(tmp_path: Path, rate: int, suffix: str) -> None:
    path = tmp_path / f"tone.{suffix}"
    soundfile.write(path, tone(rate), rate)
    samples = read_audio(path)
    assert abs(len(samples) - 16_000) <= 2
    assert 10_000 < np.abs(samples).max() < 17_500


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_any_way_to_write_samples_is_read(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(16_000), 16_000, subtype=subtype)
    assert np.abs(read_audio(path)).max() == pytest.approx(16_384, rel=0.03)


def test_stereo_is_mixed_to_mono(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    soundfile.write(path, np.stack((tone(16_000), -tone(16_000)), axis=1), 16_000)
    assert np.abs(read_audio(path)).max() <= 2


def test_floats_beyond_full_scale_are_clipped(tmp_path: Path) -> None:
    path = tmp_path / "loud.wav"
    soundfile.write(path, tone(16_000) * 1e30, 16_000, subtype="FLOAT")
    assert np.abs(read_audio(path).astype(int)).max() == 32_768


def test_an_hour_is_read_in_small_blocks(tmp_path: Path) -> None:
    path = tmp_path / "hour.flac"
    with soundfile.SoundFile(path, "w", 16_000, 2, "PCM_16") as file:
        minute = np.zeros((16_000 * 60, 2), dtype=np.int16)
        for _ in range(60):
            file.write(minute)
    lengths = [len(block) for block in audio_blocks(path)]
    assert sum(lengths) == 16_000 * 3600
    assert max(lengths) <= 16_000 * 60


def test_blocks_are_joined_without_a_seam(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, tone(8_000, 90.0), 8_000, subtype="FLOAT")
    samples = read_audio(path).astype(float) / 32768
    inside = slice(16_000, -16_000)
    expected = tone(16_000, len(samples) / 16_000)
    assert np.abs(samples[inside] - expected[: len(samples)][inside]).max() < 0.001


def test_the_length_is_found_without_keeping_the_sound(tmp_path: Path) -> None:
    assert audio_seconds(sound_file(tmp_path, seconds=2.5)) == 2.5


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.wav", b"", "is empty"),
        ("header.wav", b"RIFF\x00\x00\x00\x00WAVE", "damaged or not a readable sound file"),
        ("notes.txt", b"hello", "damaged or not a readable sound file"),
        ("notes.raw", b"hello", "damaged or not a readable sound file"),
        ("zeros.flac", b"fLaC" + bytes(100), "damaged or not a readable sound file"),
    ],
)
def test_what_is_no_sound_file_is_one_clear_sentence(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_audio(path)


def test_a_file_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    soundfile.write(path, np.zeros(0), 16_000)
    with pytest.raises(InputError, match="holds no sound"):
        read_audio(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.wav does not exist"):
        read_audio(tmp_path / "nothing.wav")


def test_a_folder_is_called_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_audio(tmp_path)


def test_a_device_is_not_waited_for() -> None:
    with pytest.raises(InputError, match="not a regular file"):
        read_audio(Path("/dev/zero"))


def test_a_wav_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = sound_file(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match="was cut off: 50% of the sound"):
        read_audio(path)


def test_a_flac_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = sound_file(tmp_path, "flac", seconds=5.0)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match="damaged"):
        read_audio(path)


@pytest.mark.parametrize(("length", "heard"), [(0xFFFF_FFFF, 16_000), (8_000, 4_000)])
def test_a_length_that_lies_without_losing_sound_is_forgiven(
    tmp_path: Path, length: int, heard: int
) -> None:
    path = sound_file(tmp_path)
    content = path.read_bytes()
    at = content.index(b"data") + 4
    path.write_bytes(content[:at] + struct.pack("<I", length) + content[at + 4 :])
    assert len(read_audio(path)) == heard


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_damage(tmp_path: Path, value: float) -> None:
    path = tmp_path / "float.wav"
    samples = tone(16_000)
    samples[5_000] = value
    soundfile.write(path, samples, 16_000, subtype="FLOAT")
    with pytest.raises(InputError, match="not numbers"):
        read_audio(path)


@pytest.mark.parametrize("rate", [100, 500_000])
def test_a_rate_that_no_speech_has_is_refused(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "odd.wav"
    soundfile.write(path, np.zeros(1_000), rate)
    with pytest.raises(InputError, match=f"{rate} Hz"):
        read_audio(path)


def test_one_sample_of_a_high_rate_is_no_sound(tmp_path: Path) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, np.zeros(1), 96_000)
    with pytest.raises(InputError, match="holds no sound"):
        read_audio(path)


@given(content=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_arbitrary_bytes_never_raise_anything_else(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "noise.wav"
    path.write_bytes(b"RIFF" + content)
    with pytest.raises(InputError):
        read_audio(path)


@pytest.mark.parametrize("suffix", ["wav", "flac"])
@given(at=st.integers(0, 79), new=st.binary(min_size=1, max_size=8), kept=st.integers(0, 2_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_headers_are_read_or_refused(
    tmp_path: Path, suffix: str, at: int, new: bytes, kept: int
) -> None:
    content = sound_file(tmp_path, suffix, seconds=0.05).read_bytes()
    path = tmp_path / f"damaged.{suffix}"
    path.write_bytes((content[:at] + new + content[at + len(new) :])[:kept])
    with suppress(InputError):
        assert len(read_audio(path)) > 0
