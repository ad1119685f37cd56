"""SVOX Pico (py-nanotts), which brings its voices with it."""

from dataclasses import dataclass

import numpy as np
from py_nanotts import NanoTTS

from telephony.call import Samples
from voicebot.simulation.voices.telephone import telephone_speech
from voicebot.speech.voices.cleaning import clean

PICO_VOICES = {"de": "de-DE", "en": "en-GB", "fr": "fr-FR", "es": "es-ES", "it": "it-IT"}
"""Name of the voice, by language."""

_RATE = 16_000

# At Pico's own volume samples are clipped; half of it leaves room, the level is set afterwards.
_VOLUME = 0.5


@dataclass(frozen=True, slots=True)
class PicoVoice:
    """A formant-like voice for de, en, es, fr and it.

    Attributes:
        voice: Name of the voice, for example ``de-DE``.
        speed: Factor of the speaking rate.
        pitch: Factor of the fundamental frequency.
    """

    voice: str
    speed: float = 1.0
    pitch: float = 1.0

    def speak(self, text: str) -> Samples:
        """Speak ``text``; see ``CallerVoice``."""
        data = NanoTTS().speak(
            clean(text), voice=self.voice, speed=self.speed, pitch=self.pitch, volume=_VOLUME
        )
        return telephone_speech(np.frombuffer(data, "<i2"), _RATE, self.voice)
