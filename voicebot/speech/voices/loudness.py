"""Makes every voice equally loud: engines differ by 20 dB, and a telephone has no volume knob.

The level is that of ITU-T P.56 (12/2011), method B, in spirit: the mean power of the frames in
which somebody speaks, which are those less than a fixed margin below that mean. Sound is
``float32`` with full scale at 1 here.
"""

import numpy as np
from numpy.typing import NDArray

SPEECH_LEVEL_DBFS = -20.0
"""Active level of everything the assistant says; what telephones send."""

PEAK_DBFS = -1.0
"""No sample is louder; transcoding on the way to the caller may overshoot a little."""

_FRAMES_PER_SECOND = 50
# P.56: activity is what lies less than this below the active level.
_ACTIVITY_MARGIN = 10 ** (-15.9 / 10)
# What is quieter than this was no speech, and would only become noise.
_LARGEST_GAIN = 10 ** (30 / 20)
# Long enough that the gain bends without a click, short enough that the ear does not notice.
_LIMITER_SECONDS = 0.002


def active_level(audio: NDArray[np.float32], sample_rate: int) -> float | None:
    """Mean level of the frames of 20 ms that are no pauses, in dB of full scale.

    Args:
        audio: Mono, shape ``(samples,)``.
        sample_rate: Hertz.

    Returns:
        The level; None when there is no sound.
    """
    length = sample_rate // _FRAMES_PER_SECOND
    # What is left over after the last frame is padded: a click of 10 ms is sound, too.
    padded = np.zeros(-(-len(audio) // length) * length)
    padded[: len(audio)] = audio
    powers = np.sort(np.mean(np.square(padded.reshape(-1, length)), axis=1))[::-1]
    if not len(powers) or powers[0] == 0:
        return None
    means = np.cumsum(powers) / np.arange(1, len(powers) + 1)
    active = int(np.count_nonzero(powers > means * _ACTIVITY_MARGIN))
    return float(10 * np.log10(means[active - 1]))


def speech_gain(level: float) -> float:
    """The factor that brings speech of ``level`` to ``SPEECH_LEVEL_DBFS``, at most 30 dB."""
    return float(min(10 ** ((SPEECH_LEVEL_DBFS - level) / 20), _LARGEST_GAIN))


def limited(audio: NDArray[np.float32], sample_rate: int) -> NDArray[np.int16]:
    """Bring peaks down to ``PEAK_DBFS`` and return 16-bit PCM.

    The gain is lowered smoothly around each peak, so that nothing is clipped.

    Args:
        audio: Mono, shape ``(samples,)``; peaks may lie above 1.
        sample_rate: Hertz.
    """
    ceiling = 10 ** (PEAK_DBFS / 20)
    loudness = np.abs(audio)
    if loudness.size and float(loudness.max()) > ceiling:
        reach = max(1, round(_LIMITER_SECONDS * sample_rate))
        needed = np.minimum(1.0, ceiling / np.maximum(loudness, ceiling))
        # Each gain is a weighted mean of minima that all include its own sample.
        around = np.lib.stride_tricks.sliding_window_view(
            np.pad(needed, 2 * reach, constant_values=1.0), 2 * reach + 1
        ).min(axis=1)
        weights = np.hanning(2 * reach + 3)[1:-1]
        audio = audio * np.convolve(around, weights / weights.sum(), "valid").astype(np.float32)
    return np.asarray(np.rint(audio * np.float32(32767)), np.int16)


def with_speech_level(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.int16]:
    """Bring a whole sentence to ``SPEECH_LEVEL_DBFS``.

    Args:
        samples: Mono PCM, shape ``(samples,)``.
        sample_rate: Hertz.
    """
    audio = samples.astype(np.float32) / np.float32(32768)
    level = active_level(audio, sample_rate)
    if level is None:
        return samples
    return limited(audio * np.float32(speech_gain(level)), sample_rate)
