"""eSpeak NG through its shared library: a voice for every language, understood but not liked.

Functions and constants after ``speak_lib.h`` of eSpeak NG 1.52. The library keeps its state in
global variables; piper-tts has a copy of its own, so that the two do not meet.
"""

import ctypes
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from voicebot.errors import VoiceError
from voicebot.speech.synthesis.sentences import split_sentences
from voicebot.speech.voices.cleaning import clean, has_words
from voicebot.speech.voices.edges import trim

_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_POSITION_CHARACTER = 1
_RATE_PARAMETER = 1
# The library's own 175 is fast for a voice that takes getting used to.
_WORDS_PER_MINUTE = 150
_OK = 0

_SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class _Library:
    """The one instance of the library in this process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_Initialize.argtypes = [
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_int,
        ]
        self._library.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
        self._library.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        self.sample_rate: int = self._library.espeak_Initialize(
            _AUDIO_OUTPUT_SYNCHRONOUS,
            0,
            str(espeakng_loader.get_data_path()).encode(),
            _INITIALIZE_DONT_EXIT,
        )
        if self.sample_rate <= 0:
            raise VoiceError("eSpeak NG cannot be started")
        self._chunks: list[NDArray[np.int16]] = []
        # Kept, because the library holds only a pointer to it.
        self._callback = _SynthCallback(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)
        self._lock = threading.Lock()

    def _receive(self, samples: Any, count: int, _events: int | None) -> int:
        if samples and count > 0:
            chunk = np.ctypeslib.as_array(samples, (count,)).astype(np.int16)
            self._chunks.append(chunk)
        return 0  # Go on.

    def speak(self, voice: str, text: str, words_per_minute: int) -> NDArray[np.int16]:
        """Speak ``text`` with ``voice``, mono PCM."""
        data = text.encode() + b"\0"
        with self._lock:
            self._chunks.clear()
            if self._library.espeak_SetVoiceByName(voice.encode()) != _OK:
                raise VoiceError(f"eSpeak NG has no voice {voice!r}")
            # Selecting a voice leaves the rate as the voices before it have made it.
            self._library.espeak_SetParameter(_RATE_PARAMETER, words_per_minute, 0)
            status = self._library.espeak_Synth(
                data, len(data), 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None
            )
            if status != _OK:
                raise VoiceError(f"eSpeak NG cannot speak a sentence: status {status}")
            return np.concatenate(self._chunks) if self._chunks else np.zeros(0, np.int16)


@cache
def _library() -> _Library:
    return _Library()


class EspeakVoice:
    """One voice of eSpeak NG.

    Args:
        voice: Its name, for example ``de``.

    Raises:
        VoiceError: The library cannot be started.
    """

    def __init__(self, voice: str) -> None:
        self.name = f"espeak-{voice}"
        self._voice = voice
        self._library = _library()
        self.sample_rate = self._library.sample_rate

    def synthesise(self, text: str, *, speed: float = 1.0) -> Iterator[NDArray[np.int16]]:
        """Speak ``text``; see ``Voice.synthesise``."""
        rate = round(_WORDS_PER_MINUTE * speed)
        for sentence in split_sentences(clean(text), self._voice.partition("-")[0]):
            if (
                has_words(sentence)
                and (samples := self._library.speak(self._voice, sentence, rate)).any()
            ):
                yield trim(samples, self.sample_rate)
