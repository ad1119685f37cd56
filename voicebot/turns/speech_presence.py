"""Whether a recording holds speech at all; Whisper invents words for silence."""

import numpy as np
from numpy.typing import NDArray

from voicebot.settings import TurnSettings
from voicebot.turns.voice_activity import WINDOW_SECONDS, VoiceActivity


def has_speech(samples: NDArray[np.int16], sample_rate: int, settings: TurnSettings) -> bool:
    """Judge a whole recording by the rule that begins a turn in a call.

    Args:
        samples: Mono PCM, shape ``(samples,)``.
        sample_rate: 8000 or 16000 Hz.
        settings: ``start_seconds`` of voice at ``speech_confidence`` are speech.
    """
    windows = VoiceActivity(sample_rate).process(samples)
    voiced = sum(window.speech_probability >= settings.speech_confidence for window in windows)
    return voiced * WINDOW_SECONDS >= settings.start_seconds
