"""Reads sound files for recognition."""

from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voicebot.errors import InputError
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE

_MIN_RATE = 4_000
_MAX_RATE = 384_000


def read_audio(path: Path) -> NDArray[np.int16]:
    """Read a WAV or FLAC file of any rate and number of channels.

    Args:
        path: The file.

    Returns:
        Mono PCM at 16 kHz, shape ``(samples,)``.

    Raises:
        InputError: The file does not exist, is no sound file, is damaged or holds no sound.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist")
    try:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, RuntimeError) as error:
        raise InputError(f"{path} is not a readable sound file (WAV or FLAC)") from error
    if not len(samples):
        raise InputError(f"{path} holds no sound")
    if not _MIN_RATE <= rate <= _MAX_RATE:
        raise InputError(f"{path} has a sample rate of {rate} Hz, which is no speech")
    mono = np.nan_to_num(samples.mean(axis=1))
    if rate != RECOGNITION_SAMPLE_RATE:
        mono = soxr.resample(mono, rate, RECOGNITION_SAMPLE_RATE, "HQ")
    return np.asarray(np.clip(np.rint(mono * 32768.0), -32768, 32767), dtype=np.int16)
