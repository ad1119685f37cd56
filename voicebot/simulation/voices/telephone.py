"""Speech as it reaches a telephone: narrow, without silence around it, at the usual level."""

from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from telephony.call import Samples
from voicebot.errors import VoiceError
from voicebot.simulation.activity import speech_segments

TELEPHONE_RATE = 8_000
"""Hertz of everything a simulated caller says and hears."""

SPEECH_LEVEL_DBFS = -20.0
"""Mean level of a caller's speech; what telephones send (ITU-T P.56 active level)."""


def telephone_speech(speech: NDArray[np.int16], rate: int, voice: str) -> Samples:
    """Resample, trim and level what a voice has spoken.

    Args:
        speech: Mono PCM, shape ``(samples,)``.
        rate: Its sample rate in hertz.
        voice: Name of the voice, for the error.

    Returns:
        Mono PCM at ``TELEPHONE_RATE`` and ``SPEECH_LEVEL_DBFS``.

    Raises:
        VoiceError: There is no sound in it.
    """
    resampled: NDArray[Any] = soxr.resample(speech.astype(np.float32), rate, TELEPHONE_RATE)
    narrow = np.asarray(resampled, np.float32)
    segments = speech_segments(narrow)
    if not segments:
        raise VoiceError(f"the caller's voice {voice} has no sound for a text")
    trimmed = narrow[segments[0].first : segments[-1].end]
    root_mean_square = float(np.sqrt(np.mean(np.square(trimmed))))
    gain = 10 ** (SPEECH_LEVEL_DBFS / 20) * 32768 / root_mean_square
    level: Samples = np.clip(np.round(trimmed * gain), -32768, 32767).astype(np.int16)
    return level
