"""Reads sound files for recognition, block by block: a recording may be hours long."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voicebot.errors import InputError
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE
from voicebot.speech.recognition.wav_length import missing_share

_MIN_RATE = 4_000
_MAX_RATE = 384_000
# Of all channels together: 2 MB as float32, whatever a file claims to hold.
_BLOCK_SAMPLES = 500_000
# Some programs count a chunk that follows the sound into its length.
_NEGLIGIBLE_SHARE = 0.01


def read_audio(path: Path) -> NDArray[np.int16]:
    """Read a whole sound file; see ``audio_blocks``."""
    return np.concatenate(list(audio_blocks(path)))


def audio_seconds(path: Path) -> float:
    """Read a sound file through to its end, keep nothing, and return its length in seconds.

    Raises:
        InputError: As ``audio_blocks``.
    """
    return sum(len(block) for block in audio_blocks(path)) / RECOGNITION_SAMPLE_RATE


def audio_blocks(path: Path) -> Iterator[NDArray[np.int16]]:
    """Read a sound file of any rate and number of channels.

    Args:
        path: WAV, FLAC or what else libsndfile reads; integers of 8 to 32 bits, floating point
            (clipped at full scale), mu-law and A-law.

    Yields:
        Its sound in pieces of at most some seconds: mono PCM at 16 kHz, shape ``(samples,)``.
        Channels are averaged. Memory does not grow with the length of the file.

    Raises:
        InputError: The file does not exist, is no sound file, is damaged, was cut off or holds
            no sound. What is damaged further on is noticed when it is reached.
    """
    _check_kind(path)
    try:
        with soundfile.SoundFile(path) as file:
            if not _MIN_RATE <= file.samplerate <= _MAX_RATE:
                raise InputError(
                    f"{path} has a sample rate of {file.samplerate} Hz, which is no speech"
                )
            missing = missing_share(path)
            if missing > _NEGLIGIBLE_SHARE:
                raise InputError(
                    f"{path} was cut off: {missing:.0%} of the sound its header promises is missing"
                )
            empty = True
            for block in _resampled(path, file):
                empty = False
                yield block
            if empty:
                raise InputError(f"{path} holds no sound")
    # soundfile raises TypeError for names that end in `.raw`, whatever they hold.
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        raise InputError(f"{path} is damaged or not a readable sound file (WAV or FLAC)") from error


def _check_kind(path: Path) -> None:
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a sound file")
    if not path.exists():
        raise InputError(f"{path} does not exist")
    # A pipe or a device could be waited for without end.
    if not path.is_file():
        raise InputError(f"{path} is not a regular file")
    if not path.stat().st_size:
        raise InputError(f"{path} is empty")


def _resampled(path: Path, file: soundfile.SoundFile) -> Iterator[NDArray[np.int16]]:
    stream = None
    if file.samplerate != RECOGNITION_SAMPLE_RATE:
        stream = soxr.ResampleStream(file.samplerate, RECOGNITION_SAMPLE_RATE, 1, "float32", "HQ")
    frames = max(1, _BLOCK_SAMPLES // file.channels)
    while len(block := file.read(frames, dtype="float32", always_2d=True)):
        yield from _pcm(path, block, stream, last=False)
    if stream is not None:
        yield from _pcm(path, np.zeros((0, 1), np.float32), stream, last=True)


def _pcm(
    path: Path, block: NDArray[np.float32], stream: soxr.ResampleStream | None, *, last: bool
) -> Iterator[NDArray[np.int16]]:
    if not np.isfinite(block).all():
        raise InputError(f"{path} is damaged: it holds samples that are not numbers")
    mono = np.clip(block, -1.0, 1.0).mean(axis=1) if len(block) else block[:, 0]
    if stream is not None:
        mono = stream.resample_chunk(mono, last=last)
    if len(mono):
        yield np.clip(np.rint(mono * 32768.0), -32768, 32767).astype(np.int16)
