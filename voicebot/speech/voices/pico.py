"""SVOX Pico through py-nanotts: small, quick voices that ship inside their package."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from py_nanotts import NanoTTS

from voicebot.errors import VoiceError
from voicebot.speech.synthesis.sentences import split_sentences
from voicebot.speech.voices.cleaning import clean, has_words
from voicebot.speech.voices.edges import trim

# At Pico's own volume samples are clipped.
_VOLUME = 0.5


class PicoVoice:
    """One voice of SVOX Pico.

    Args:
        voice: Locale, for example ``de-DE``.
    """

    sample_rate = 16_000

    def __init__(self, voice: str) -> None:
        self.name = f"pico-{voice}"
        self._voice = voice
        self._language = voice.partition("-")[0]
        self._engine = NanoTTS()

    def synthesise(self, text: str, *, speed: float = 1.0) -> Iterator[NDArray[np.int16]]:
        """Speak ``text``; see ``Voice.synthesise``."""
        for sentence in split_sentences(clean(text), self._language):
            if not has_words(sentence):
                continue
            try:
                data = self._engine.speak(sentence, voice=self._voice, speed=speed, volume=_VOLUME)
            except (RuntimeError, ValueError) as error:
                raise VoiceError(f"{self.name} cannot speak a sentence: {error}") from error
            samples = np.frombuffer(data, dtype="<i2").astype(np.int16)
            if samples.any():
                yield trim(samples, self.sample_rate)
