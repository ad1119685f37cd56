"""Speaks sentences with one voice at the call's sample rate, all of them equally loud."""

import time
from dataclasses import replace

import numpy as np
import soxr
from numpy.typing import NDArray

from voicebot.speech.synthesis.pieces import LEAST_SECONDS, Piece, compute, cut, finish
from voicebot.speech.voices.base import Outline, PiecewiseVoice, Voice
from voicebot.speech.voices.edges import trim_begin, trim_end
from voicebot.speech.voices.loudness import (
    SPEECH_LEVEL_DBFS,
    active_level,
    speech_gain,
    with_speech_level,
)

# So long a sentence is computed before its first piece is sent, a long one a little longer. More
# would tell better how loud the sentence is, but callers would wait for it.
_FIRST_PIECE_SECONDS = 0.06

# The beginning of a sentence counts by its length, the voice's usual level like this: of 0 to 3 s,
# on 68 sentences in eight voices, the error is smallest here (95 % within 1.4 dB after 0.8 s).
_USUAL_LEVEL_SECONDS = 2.0

# How much the last sentence counts in what a voice costs: machines are not always as busy.
_LEARNING = 0.2


class Speaker:
    """A voice and what is known of it.

    Args:
        voice: The voice.
        sample_rate: Hertz of what is returned.
        sample: A text in its language, spoken to nobody: afterwards the level is known, and the
            first sentence comes as quickly as later ones.

    Raises:
        VoiceError: The voice cannot speak it.
    """

    def __init__(self, voice: Voice, sample_rate: int, sample: str) -> None:
        self._voice = voice
        self._sample_rate = sample_rate
        self._usual_level = SPEECH_LEVEL_DBFS
        self._cost = 1.0
        if isinstance(voice, PiecewiseVoice) and (outline := voice.outline(sample)):
            began = time.perf_counter()
            audio = voice.render(outline)
            self._cost = (time.perf_counter() - began) * voice.sample_rate / len(audio)
            self._usual_level = active_level(audio, voice.sample_rate) or self._usual_level

    def whole(self, sentence: str, speed: float) -> NDArray[np.int16]:
        """Speak a sentence at once: mono PCM, shape ``(samples,)``.

        Raises:
            VoiceError: The voice cannot.
        """
        chunks = list(self._voice.synthesise(sentence, speed=speed))
        if not chunks:
            return np.zeros(0, np.int16)
        # Resampled here, where a core is at work anyway, and not in the event loop of the calls.
        samples = soxr.resample(
            np.concatenate(chunks), self._voice.sample_rate, self._sample_rate, "HQ"
        )
        return with_speech_level(np.asarray(samples, np.int16), self._sample_rate)

    def begin(self, sentence: str, speed: float) -> tuple[NDArray[np.int16], list[Piece]]:
        """Speak the first piece of a sentence, or all of it.

        Returns:
            Mono PCM, shape ``(samples,)``, and what is left to compute.

        Raises:
            VoiceError: The voice cannot.
        """
        began = time.perf_counter()
        voice = self._voice
        outline = (
            voice.outline(sentence, speed=speed) if isinstance(voice, PiecewiseVoice) else None
        )
        if outline is None:
            return self.whole(sentence, speed), []
        return self._begin(outline, began)

    def _begin(self, outline: Outline, began: float) -> tuple[NDArray[np.int16], list[Piece]]:
        rate = self._sample_rate
        outlined = time.perf_counter()
        left = _FIRST_PIECE_SECONDS - (outlined - began)
        seconds = max(LEAST_SECONDS, left / self._cost)
        first, *rest = cut(outline, self._voice.sample_rate, rate, seconds)
        audio = self._compute(first)
        heard = len(audio) / rate
        self._cost += _LEARNING * ((time.perf_counter() - outlined) / heard - self._cost)
        level = active_level(audio, rate)
        if level is None:
            level = self._usual_level
        elif rest:
            level = (level * heard + self._usual_level * _USUAL_LEVEL_SECONDS) / (
                heard + _USUAL_LEVEL_SECONDS
            )
        gain = speech_gain(level)
        samples = trim_begin(finish(replace(first, gain=gain), audio, rate), rate)
        if not rest:
            samples = trim_end(samples, rate)
        return samples, [replace(piece, gain=gain) for piece in rest]

    def go_on(self, piece: Piece, *, last: bool) -> NDArray[np.int16]:
        """Speak a later piece: mono PCM, shape ``(samples,)``.

        Args:
            piece: From ``begin``.
            last: Whether the sentence ends with it.

        Raises:
            VoiceError: The voice cannot.
        """
        samples = finish(piece, self._compute(piece), self._sample_rate)
        return trim_end(samples, self._sample_rate) if last else samples

    def _compute(self, piece: Piece) -> NDArray[np.float32]:
        assert isinstance(self._voice, PiecewiseVoice)
        return compute(piece, self._voice, self._sample_rate)
