"""What a synthesiser's process does: sentences, pieces of sentences, and loading voices."""

import contextlib
import ctypes
import sys
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import soxr
import yaml
from numpy.typing import NDArray

from dialogs.actions import Pace
from voicebot.speech.synthesis.pieces import Piece, cut, sound
from voicebot.speech.voices.base import SPEEDS, PiecewiseVoice, Voice
from voicebot.speech.voices.catalogue import VoiceSource, load_voice
from voicebot.speech.voices.edges import trim_begin, trim_end
from voicebot.speech.voices.loudness import speech_gain, with_speech_level


@dataclass(frozen=True, slots=True)
class SentenceJob:
    """Speak a sentence.

    Attributes:
        sentence: As it is to be read.
        language: ISO 639-1 code.
        pace: How fast.
        whole: Whether all of it is wanted at once; otherwise the first piece is enough.
    """

    sentence: str
    language: str
    pace: Pace
    whole: bool


@dataclass(frozen=True, slots=True)
class PieceJob:
    """Go on with a sentence; ``last`` tells whether it ends with this piece."""

    piece: Piece
    language: str
    last: bool


@dataclass(frozen=True, slots=True)
class WarmJob:
    """Load the voice of a language; without ``wait`` in the background."""

    language: str
    wait: bool


Job = SentenceJob | PieceJob | WarmJob


@dataclass(frozen=True, slots=True)
class Spoken:
    """What came of a job.

    Attributes:
        samples: Mono PCM at the rate of the call, shape ``(samples,)``.
        rest: What is still to be computed, in order.
    """

    samples: NDArray[np.int16]
    rest: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class _LoadedVoice:
    """A voice and the factor that makes it as loud as all others."""

    voice: Voice
    gain: float


class VoiceWorker:
    """Speaks; built inside a worker process. Voices are loaded when first needed.

    Args:
        sources: Where the voice of each language comes from.
        sample_rate: Hertz of what is returned.
        loaded_voices: How many are kept in memory; the one used longest ago goes first.
    """

    def __init__(
        self, sources: Mapping[str, VoiceSource], sample_rate: int, loaded_voices: int
    ) -> None:
        self._sources = sources
        self._sample_rate = sample_rate
        self._loaded_voices = loaded_voices
        self._voices: OrderedDict[str, Future[_LoadedVoice]] = OrderedDict()
        self._loader = ThreadPoolExecutor(1, "load a voice")

    def __call__(self, job: Job) -> Spoken:
        """Do one job.

        Raises:
            ModelError: The voice's files are missing or damaged.
            VoiceError: The voice cannot speak this.
        """
        future = self._voice(job.language)
        if isinstance(job, WarmJob) and not job.wait:
            return Spoken(np.zeros(0, np.int16))
        try:
            loaded = future.result()
        except Exception:
            # Somebody may repair the file; the next job tries again.
            self._voices.pop(job.language, None)
            raise
        match job:
            case WarmJob():
                return Spoken(np.zeros(0, np.int16))
            case PieceJob():
                assert isinstance(loaded.voice, PiecewiseVoice)
                samples = sound(job.piece, loaded.voice, self._sample_rate)
                return Spoken(trim_end(samples, self._sample_rate) if job.last else samples)
            case SentenceJob():
                return self._begin(job, loaded)

    def _begin(self, job: SentenceJob, loaded: _LoadedVoice) -> Spoken:
        voice, speed = loaded.voice, SPEEDS[job.pace]
        if not job.whole and isinstance(voice, PiecewiseVoice):
            outline = voice.outline(job.sentence, speed=speed)
            if outline is not None:
                first, *rest = cut(outline, voice.sample_rate, self._sample_rate, loaded.gain)
                samples = trim_begin(sound(first, voice, self._sample_rate), self._sample_rate)
                if rest:
                    return Spoken(samples, tuple(rest))
                samples = trim_end(samples, self._sample_rate)
                return Spoken(with_speech_level(samples, self._sample_rate))
        samples = _synthesised(voice, job.sentence, speed, self._sample_rate)
        return Spoken(with_speech_level(samples, self._sample_rate))

    def _voice(self, language: str) -> Future[_LoadedVoice]:
        if language not in self._voices:
            while len(self._voices) >= self._loaded_voices:
                self._voices.popitem(last=False)
            # In a thread, so that a voice that is only warmed keeps no caller waiting.
            self._voices[language] = self._loader.submit(
                _load, self._sources[language], self._sample_rate
            )
        self._voices.move_to_end(language)
        return self._voices[language]


def _load(source: VoiceSource, sample_rate: int) -> _LoadedVoice:
    voice = load_voice(source)
    sample = _synthesised(voice, _samples()[source.language], 1.0, sample_rate)
    gain = speech_gain(sample.astype(np.float32) / np.float32(32768), sample_rate)
    _give_back_memory()
    return _LoadedVoice(voice, gain)


def _synthesised(voice: Voice, text: str, speed: float, sample_rate: int) -> NDArray[np.int16]:
    chunks = list(voice.synthesise(text, speed=speed))
    if not chunks:
        return np.zeros(0, np.int16)
    samples = np.concatenate(chunks)
    if voice.sample_rate == sample_rate:
        return samples
    # Resampled here, where a core is at work anyway, and not in the event loop of the calls.
    return np.asarray(soxr.resample(samples, voice.sample_rate, sample_rate, "HQ"), np.int16)


@cache
def _samples() -> Mapping[str, str]:
    text = resources.files("voicebot.speech.voices").joinpath("samples.yaml").read_text("utf-8")
    samples: Mapping[str, str] = yaml.safe_load(text)
    return samples


def _give_back_memory() -> None:
    """Return what loading has left over; the C library would keep it, some 30 MB a voice."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # Only the GNU C library can.
            ctypes.CDLL(None).malloc_trim(0)
