"""Silence by loudness, heard before the voice detector notices it.

Silero looks back: after the last sound of a sentence it goes on reporting voice for 80 to 140 ms
(measured with simulated callers on a clean line). Where the line is quiet between words, the
drop in loudness tells the same at once; on a noisy line it never comes, and Silero decides.
"""

import math

import numpy as np
from numpy.typing import NDArray

_DIGITAL_SILENCE_DBFS = -90.0
# How far below the loudest recent speech silence lies; soft endings of words stay above.
_BELOW_SPEECH_DB = 26.0
# How far above the line's own noise silence may lie.
_ABOVE_FLOOR_DB = 5.0
# Per window: a louder word is forgotten in seconds, a rise of the noise is learnt in a minute.
_SPEECH_DECAY_DB = 0.15
_FLOOR_RISE_DB = 0.01


class Quietness:
    """Follows how loud one caller speaks and how loud their line is in between."""

    def __init__(self) -> None:
        self._speech_dbfs = _DIGITAL_SILENCE_DBFS
        self._floor_dbfs: float | None = None

    def is_quiet(self, window: NDArray[np.int16]) -> bool:
        """Whether the next window of 32 ms is silence next to the speech before it.

        Args:
            window: Mono PCM, shape ``(samples,)``.
        """
        level = level_dbfs(window)
        floor = level if self._floor_dbfs is None else self._floor_dbfs + _FLOOR_RISE_DB
        self._floor_dbfs = floor = min(level, floor)
        self._speech_dbfs = max(level, self._speech_dbfs - _SPEECH_DECAY_DB)
        return level < min(self._speech_dbfs - _BELOW_SPEECH_DB, floor + _ABOVE_FLOOR_DB)


def level_dbfs(samples: NDArray[np.int16]) -> float:
    """Root mean square of mono PCM, in decibels relative to full scale; never below -90."""
    power = float(np.mean(np.square(samples.astype(np.float32) / 32768.0)))
    return (
        max(_DIGITAL_SILENCE_DBFS, 10 * math.log10(power)) if power > 0 else (_DIGITAL_SILENCE_DBFS)
    )
