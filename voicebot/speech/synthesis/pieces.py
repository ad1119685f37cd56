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

_FIRST_SECONDS = 0.5
"""Computed in a few hundredths of a second, and long enough for the next piece to follow."""

_NEXT_SECONDS = 2.0
"""Short enough that a sentence of another call need not wait long for its own first piece."""

_SHORTEST_SECONDS = 1.0
"""What would be left after the last piece and is shorter belongs to it."""

_WHOLE_SECONDS = 2.2
"""A sentence this short is one piece: it still comes in time, and short sentences differ most in
loudness, which is known exactly only of a whole one."""

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
        gain: Factor of the amplitude, the same for all pieces of a sentence.
    """

    outline: Outline
    skip: int
    take: int
    skip_resampled: int
    take_resampled: int | None
    gain: float


def cut(outline: Outline, voice_rate: int, call_rate: int, gain: float) -> Iterator[Piece]:
    """Cut a sentence into pieces, in order of time.

    Args:
        outline: All of it.
        voice_rate: Hertz of the voice.
        call_rate: Hertz that are wanted.
        gain: Factor of the amplitude.
    """
    # In one block, samples of both rates begin together: 20 ms for 22.05 and 8 kHz.
    blocks_per_second = gcd(voice_rate, call_rate)
    voice_block = voice_rate // blocks_per_second
    call_block = call_rate // blocks_per_second
    margin = ceil(_MARGIN_SECONDS * blocks_per_second)
    total = ceil(outline.samples / voice_block)
    hop = outline.frame_samples
    for first, end in _spans(total, blocks_per_second):
        begin = max(0, first - margin) * voice_block
        stop = min(outline.samples, (end + margin) * voice_block)
        first_frame = max(0, begin // hop - outline.context_frames)
        yield Piece(
            outline=outline.between(first_frame, ceil(stop / hop) + outline.context_frames),
            skip=begin - first_frame * hop,
            take=stop - begin,
            skip_resampled=first * call_block - begin // voice_block * call_block,
            take_resampled=(end - first) * call_block if end < total else None,
            gain=gain,
        )


def sound(piece: Piece, voice: PiecewiseVoice, call_rate: int) -> NDArray[np.int16]:
    """Compute a piece: mono PCM at ``call_rate`` hertz, shape ``(samples,)``.

    Raises:
        VoiceError: The voice cannot.
    """
    audio = voice.render(piece.outline)[piece.skip : piece.skip + piece.take]
    resampled = soxr.resample(audio * np.float32(piece.gain), voice.sample_rate, call_rate, "HQ")
    samples = limited(np.asarray(resampled, np.float32), call_rate)[piece.skip_resampled :]
    return samples[: piece.take_resampled]


def _spans(total: int, blocks_per_second: int) -> Iterator[tuple[int, int]]:
    if total <= _WHOLE_SECONDS * blocks_per_second:
        yield 0, total
        return
    first, seconds = 0, _FIRST_SECONDS
    while first < total:
        end = first + round(seconds * blocks_per_second)
        if total - end < _SHORTEST_SECONDS * blocks_per_second:
            end = total
        yield first, end
        first, seconds = end, _NEXT_SECONDS
