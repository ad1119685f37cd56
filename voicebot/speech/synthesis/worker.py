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
import yaml
from numpy.typing import NDArray

from dialogs.actions import Pace
from voicebot.speech.synthesis.pieces import Piece
from voicebot.speech.synthesis.speaker import Speaker
from voicebot.speech.voices.base import SPEEDS
from voicebot.speech.voices.catalogue import VoiceSource, load_voice


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
    """Go on with a sentence.

    Attributes:
        piece: What comes next.
        language: ISO 639-1 code.
        last: Whether the sentence ends with it.
    """

    piece: Piece
    language: str
    last: bool


@dataclass(frozen=True, slots=True)
class WarmJob:
    """Load the voice of a language.

    Attributes:
        language: ISO 639-1 code.
        wait: Whether the job ends when the voice is loaded; otherwise it is loaded meanwhile.
    """

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
        self._speakers: OrderedDict[str, Future[Speaker]] = OrderedDict()
        self._loader = ThreadPoolExecutor(1, "load a voice")

    def __call__(self, job: Job) -> Spoken:
        """Do one job.

        Raises:
            ModelError: The voice's files are missing or damaged.
            VoiceError: The voice cannot speak this.
        """
        future = self._speaker(job.language)
        if isinstance(job, WarmJob) and not job.wait:
            return Spoken(np.zeros(0, np.int16))
        try:
            speaker = future.result()
        except Exception:
            # Somebody may repair the file; the next job tries again.
            self._speakers.pop(job.language, None)
            raise
        match job:
            case WarmJob():
                return Spoken(np.zeros(0, np.int16))
            case PieceJob(piece=piece, last=last):
                return Spoken(speaker.go_on(piece, last=last))
            case SentenceJob(whole=True):
                return Spoken(speaker.whole(job.sentence, SPEEDS[job.pace]))
            case SentenceJob():
                samples, rest = speaker.begin(job.sentence, SPEEDS[job.pace])
                return Spoken(samples, tuple(rest))

    def _speaker(self, language: str) -> Future[Speaker]:
        if language not in self._speakers:
            while len(self._speakers) >= self._loaded_voices:
                self._speakers.popitem(last=False)
            # In a thread, so that a voice that is only warmed keeps no caller waiting.
            self._speakers[language] = self._loader.submit(
                _load, self._sources[language], self._sample_rate
            )
        self._speakers.move_to_end(language)
        return self._speakers[language]


def _load(source: VoiceSource, sample_rate: int) -> Speaker:
    speaker = Speaker(load_voice(source), sample_rate, _samples()[source.language])
    _give_back_memory()
    return speaker


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
