"""Voices of simulated callers, none of which the assistant has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import soxr
from numpy.typing import NDArray
from py_nanotts import NanoTTS

from telephony.call import Samples
from voicebot.errors import InputError, VoiceError
from voicebot.simulation.activity import speech_segments
from voicebot.speech.voices.cleaning import clean

TELEPHONE_RATE = 8_000
"""Hertz of everything a simulated caller says and hears."""

SPEECH_LEVEL_DBFS = -20.0
"""Mean level of a caller's speech; what telephones send (ITU-T P.56 active level)."""

_PICO_RATE = 16_000
_PICO_VOICES = {"de": "de-DE", "en": "en-GB", "fr": "fr-FR", "es": "es-ES", "it": "it-IT"}

# At Pico's own volume samples are clipped; half of it leaves room, the level is set afterwards.
_PICO_VOLUME = 0.5

# Within these bounds Whisper base recognises Pico as well as at its neutral setting.
_SPEEDS = (1.0, 0.92, 1.06, 0.96, 1.1)
_PITCHES = (1.0, 0.88, 1.12, 0.94, 1.06, 0.91, 1.09)


class CallerVoice(Protocol):
    """Speaks what a simulated caller says; must be picklable."""

    def speak(self, text: str) -> Samples:
        """Speak ``text``: mono PCM at 8 kHz without silence around it, shape ``(samples,)``.

        Raises:
            VoiceError: The text cannot be spoken.
        """
        ...


@dataclass(frozen=True, slots=True)
class PicoVoice:
    """SVOX Pico (py-nanotts): a formant-like voice for de, en, es, fr and it.

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
            clean(text), voice=self.voice, speed=self.speed, pitch=self.pitch, volume=_PICO_VOLUME
        )
        speech = np.frombuffer(data, "<i2").astype(np.float32)
        narrow: NDArray[np.float32] = soxr.resample(speech, _PICO_RATE, TELEPHONE_RATE)
        segments = speech_segments(narrow)
        if not segments:
            raise VoiceError(f"the caller's voice {self.voice} has no sound for a text")
        trimmed = narrow[segments[0].first : segments[-1].end]
        root_mean_square = float(np.sqrt(np.mean(np.square(trimmed))))
        gain = 10 ** (SPEECH_LEVEL_DBFS / 20) * 32768 / root_mean_square
        level: Samples = np.clip(np.round(trimmed * gain), -32768, 32767).astype(np.int16)
        return level


def _pico(voice: str) -> Callable[[int], CallerVoice]:
    return lambda index: PicoVoice(
        voice, _SPEEDS[index % len(_SPEEDS)], _PITCHES[index % len(_PITCHES)]
    )


_VOICES: Mapping[str, Callable[[int], CallerVoice]] = {
    language: _pico(voice) for language, voice in _PICO_VOICES.items()
}


def caller_voice(language: str, index: int) -> CallerVoice:
    """The voice of the ``index``-th call: the same one whenever it is asked for.

    Speed and pitch vary with the index; 35 calls in a row have different voices.

    Raises:
        InputError: No voice of a simulated caller speaks ``language``.
    """
    if language not in _VOICES:
        raise InputError(
            f"no simulated caller speaks {language!r}; there are voices for {', '.join(_VOICES)}"
        )
    return _VOICES[language](index)


def speak_all(voice: CallerVoice, texts: Sequence[str]) -> list[Samples]:
    """Speak several texts; importable, so that it can run in another process."""
    return [voice.speak(text) for text in texts]
