"""Cuts the outline of a sentence into pieces, so that its beginning is heard early.

The sound of a piece at the call's sample rate is, sample by sample, that of the whole sentence:
it is computed with a margin that is cut off afterwards, and it begins where samples of both rates
coincide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, gcd

import numpy as np
import soxr
from numpy.typing import NDArray

from voicebot.speech.voices.base import Outline, PiecewiseVoice
from voicebot.speech.voices.loudness import limited

LEAST_SECONDS = 0.5
"""The shortest first piece: the next one is computed while it is heard."""

_NEXT_SECONDS = 2.0
"""Short enough that a sentence of another call need not wait long for its own first piece."""

_SCRAP_SECONDS = 0.6
"""What would be left after a piece and is shorter than this belongs to it."""

_MARGIN_SECONDS = 0.02
"""Further than the resampler's filter and the limiter reach."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence with all that its sound depends on; what crosses to a worker.

    Attributes:
        outline: The frames of the piece, its margins and their context.
        skip: Samples of the voice's rate before the first margin.
        take: Samples of the voice's rate, margins included.
        skip_resampled: Samples of the call's rate in the first margin.
        take_resampled: Samples of the call's rate without the margins; None takes all.
        gain: Factor of the amplitude.
    """

    outline: Outline
    skip: int
    take: int
    skip_resampled: int
    take_resampled: int | None
    gain: float = 1.0


def cut(
    outline: Outline, voice_rate: int, call_rate: int, first_seconds: float = LEAST_SECONDS
) -> Iterator[Piece]:
    """Cut a sentence into pieces, in order of time.

    Args:
        outline: All of it.
        voice_rate: Hertz of the voice.
        call_rate: Hertz that are wanted.
        first_seconds: How long the first piece is to be.
    """
    # In one block, samples of both rates begin together: 20 ms for 22.05 and 8 kHz.
    blocks_per_second = gcd(voice_rate, call_rate)
    voice_block = voice_rate // blocks_per_second
    call_block = call_rate // blocks_per_second
    margin = ceil(_MARGIN_SECONDS * blocks_per_second)
    total = ceil(outline.samples / voice_block)
    hop = outline.frame_samples
    for first, end in _spans(total, blocks_per_second, first_seconds):
        begin = max(0, first - margin) * voice_block
        stop = min(outline.samples, (end + margin) * voice_block)
        first_frame = max(0, begin // hop - outline.context_frames)
        yield Piece(
            outline=outline.between(first_frame, ceil(stop / hop) + outline.context_frames),
            skip=begin - first_frame * hop,
            take=stop - begin,
            skip_resampled=first * call_block - begin // voice_block * call_block,
            take_resampled=(end - first) * call_block if end < total else None,
        )


def compute(piece: Piece, voice: PiecewiseVoice, call_rate: int) -> NDArray[np.float32]:
    """Compute the sound of a piece at ``call_rate`` hertz, with its margins and without its gain.

    Raises:
        VoiceError: The voice cannot.
    """
    audio = voice.render(piece.outline)[piece.skip : piece.skip + piece.take]
    return np.asarray(soxr.resample(audio, voice.sample_rate, call_rate, "HQ"), np.float32)


def finish(piece: Piece, audio: NDArray[np.float32], call_rate: int) -> NDArray[np.int16]:
    """Give a computed piece its gain and cut its margins off: PCM of shape ``(samples,)``."""
    samples = limited(audio * np.float32(piece.gain), call_rate)[piece.skip_resampled :]
    return samples[: piece.take_resampled]


def _spans(total: int, blocks_per_second: int, first_seconds: float) -> Iterator[tuple[int, int]]:
    first, seconds = 0, max(first_seconds, LEAST_SECONDS)
    while first < total:
        end = first + round(seconds * blocks_per_second)
        if total - end < _SCRAP_SECONDS * blocks_per_second:
            end = total
        yield first, end
        first, seconds = end, _NEXT_SECONDS
