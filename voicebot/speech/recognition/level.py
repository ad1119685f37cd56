"""Brings speech to one level before recognition: lines differ by 40 dB, training data less.

The active level is that of ITU-T P.56 (12/2011), method B, in spirit: the mean power of the frames
in which somebody speaks, which are those less than a fixed margin below that mean.
"""

import numpy as np
from numpy.typing import NDArray

from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE

SPEECH_LEVEL_DBFS = -20.0
"""Active level after normalisation: what telephones send."""

_FRAME_SAMPLES = RECOGNITION_SAMPLE_RATE // 50
# P.56: activity is what lies less than this below the active level.
_ACTIVITY_MARGIN_DB = 15.9
_LARGEST_GAIN_DB = 30.0
# Speech falls into pauses and rises out of them. Noise, hum and tones stay where they are; they
# would only become more like words if they were made louder.
_LEAST_CONTRAST_DB = 10.0
_QUIETEST_SHARE = 0.1
# Below, there is nothing but the steps of G.711.
_FLOOR_DBFS = -70.0


def with_speech_level(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """Bring the speech in an utterance to ``SPEECH_LEVEL_DBFS``.

    The gain is one factor for the whole, at most 30 dB up, and never up where the sound does not
    rise and fall like speech.

    Args:
        samples: Mono PCM at 16 kHz, shape ``(samples,)``.

    Returns:
        The same sound, full scale at 1; peaks may lie above.
    """
    audio = samples.astype(np.float32) / np.float32(32768.0)
    return audio * np.float32(10 ** (_gain_db(_frame_levels(audio)) / 20))


def active_level(samples: NDArray[np.int16]) -> float:
    """Mean level of the frames in which somebody speaks, in dB of full scale; at least -70."""
    return _active_level(_frame_levels(samples.astype(np.float32) / np.float32(32768.0)))


def _frame_levels(audio: NDArray[np.float32]) -> NDArray[np.float64]:
    """Levels of 20 ms each, in dB of full scale; what is left over at the end does not count."""
    frames = audio[: len(audio) // _FRAME_SAMPLES * _FRAME_SAMPLES].reshape(-1, _FRAME_SAMPLES)
    powers = np.mean(np.square(frames, dtype=np.float64), axis=1)
    return np.asarray(10 * np.log10(np.maximum(powers, 10 ** (_FLOOR_DBFS / 10))))


def _active_level(levels: NDArray[np.float64]) -> float:
    if not len(levels):
        return _FLOOR_DBFS
    falling = np.sort(levels)[::-1]
    means = 10 * np.log10(np.cumsum(10 ** (falling / 10)) / np.arange(1, len(falling) + 1))
    active = int(np.count_nonzero(means - falling < _ACTIVITY_MARGIN_DB))
    return float(means[active - 1])


def _gain_db(levels: NDArray[np.float64]) -> float:
    speech = _active_level(levels)
    gain = SPEECH_LEVEL_DBFS - speech
    if gain <= 0:
        return gain
    contrast = speech - float(np.quantile(levels, _QUIETEST_SHARE)) if len(levels) else 0.0
    return min(gain, _LARGEST_GAIN_DB) if contrast >= _LEAST_CONTRAST_DB else 0.0
