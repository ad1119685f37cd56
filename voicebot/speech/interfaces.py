"""What recognisers and voices promise, wherever they run: here, in a pool, in a cluster."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dialogs.actions import Pace

RECOGNITION_SAMPLE_RATE = 16_000
"""Hertz; what Whisper was trained on, so every recogniser takes it."""


NO_HINTS: Mapping[str, str] = MappingProxyType({})
"""Nothing particular is likely to be said."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a recogniser heard.

    Attributes:
        text: The words; empty when there were none.
        language: ISO 639-1 code of the decoded language.
        language_scores: Probability by language, restricted to the languages asked for, sum 1.
        confidence: Mean token probability between 0 and 1.
        no_speech: True when the sound held no words (silence, music, noise).
    """

    text: str
    language: str
    language_scores: Mapping[str, float]
    confidence: float
    no_speech: bool


class Recogniser(Protocol):
    """Speech to text for whole utterances."""

    @property
    def idle(self) -> bool:
        """Whether an utterance would be taken at once; what is optional is left out otherwise."""
        ...

    async def transcribe(
        self,
        samples: NDArray[np.int16],
        languages: Sequence[str],
        *,
        expected: str | None = None,
        hints: Mapping[str, str] = NO_HINTS,
    ) -> Transcript:
        """Recognise one utterance.

        Args:
            samples: Mono PCM at 16 kHz, shape ``(samples,)``.
            languages: ISO 639-1 codes that may be spoken.
            expected: The language of the call so far, favoured when the sound is ambiguous.
            hints: What is likely to be said, by language; favoured, never required.

        Raises:
            RecogniserError: The queue is full, the deadline passed or the worker died.
        """
        ...


@dataclass(frozen=True, slots=True)
class SpeechChunk:
    """A piece of synthesised speech.

    Attributes:
        samples: Mono PCM, shape ``(samples,)``.
        sample_rate: Hertz, the voice's own.
    """

    samples: NDArray[np.int16]
    sample_rate: int


class Synthesiser(Protocol):
    """Text to speech."""

    def speak(
        self, text: str, language: str, *, pace: Pace = Pace.NORMAL
    ) -> AsyncIterator[SpeechChunk]:
        """Speak ``text``, sentence by sentence, the first chunk as early as possible.

        Args:
            text: What the caller may also read: figures and abbreviations are read out by rule.
            language: ISO 639-1 code.
            pace: How fast.

        Raises:
            VoiceError: There is no voice for ``language`` or its worker died.
        """
        ...
