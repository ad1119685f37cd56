"""How loud speech is while it lasts."""

import numpy as np
from numpy.typing import NDArray

from voicebot.simulation.voices import TELEPHONE_RATE

FULL_SCALE = 32_768.0
"""Amplitude of 0 dBFS in 16-bit PCM; levels are root mean squares of it."""

_FRAME_SAMPLES = TELEPHONE_RATE // 50
# ITU-T P.56, method B: what is this much quieter than the active level is a pause.
_MARGIN = 10 ** (-15.9 / 10)
_STEPS = 20


def active_amplitude(samples: NDArray[np.int16] | NDArray[np.float64]) -> float:
    """Root mean square over the frames of 20 ms that are no pauses, after ITU-T P.56.

    The recommendation's envelope is simplified to frames; the level is the fixed point at which
    the frames that count are those at most 15.9 dB below it.

    Args:
        samples: Mono at 8 kHz in any scale, shape ``(samples,)``.

    Returns:
        The amplitude in the scale of ``samples``; 0 when there is no sound.
    """
    frames = -(-len(samples) // _FRAME_SAMPLES)
    padded = np.zeros(frames * _FRAME_SAMPLES)
    padded[: len(samples)] = samples
    powers = np.mean(np.square(padded.reshape(frames, _FRAME_SAMPLES)), axis=1)
    level = float(powers.mean()) if frames else 0.0
    for _ in range(_STEPS):
        if level == 0:
            return 0.0
        higher = float(powers[powers >= level * _MARGIN].mean())
        if higher == level:
            break
        level = higher
    return float(np.sqrt(level))


def amplitude(dbfs: float) -> float:
    """The root mean square in 16-bit PCM of a level in dBFS."""
    return float(FULL_SCALE * 10 ** (dbfs / 20))
