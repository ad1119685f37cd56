import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicebot.speech.recognition.wav_length import missing_share


def wav(folder: Path) -> Path:
    path = folder / "second.wav"
    soundfile.write(path, np.zeros(16_000), 16_000, subtype="PCM_16")
    return path


def test_nothing_is_missing_from_a_whole_file(tmp_path: Path) -> None:
    assert missing_share(wav(tmp_path)) == 0


def test_half_a_file_lacks_half_of_the_sound(tmp_path: Path) -> None:
    path = wav(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert missing_share(path) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("open_length", [0x7FFF_FFFF, 0xFFFF_FFFF])
def test_a_length_that_was_left_open_promises_nothing(tmp_path: Path, open_length: int) -> None:
    path = wav(tmp_path)
    content = path.read_bytes()
    at = content.index(b"data") + 4
    path.write_bytes(content[:at] + struct.pack("<I", open_length) + content[at + 4 :])
    assert missing_share(path) == 0


def test_chunks_before_the_sound_are_skipped_at_even_positions(tmp_path: Path) -> None:
    path = tmp_path / "notes.wav"
    note = struct.pack("<4sI", b"note", 3) + b"abc\0"
    path.write_bytes(b"RIFF\0\0\0\0WAVE" + note + struct.pack("<4sI", b"data", 100) + b"\0" * 25)
    assert missing_share(path) == pytest.approx(0.75)


@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_have_a_share(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.wav"
    path.write_bytes(b"RIFF\0\0\0\0WAVE" + content)
    assert 0 <= missing_share(path) <= 1
