"""Where there is speech in a recording, by energy.

Simulated callers and synthesised answers have no background noise, so energy alone separates
speech from silence:

- a frame of 10 ms is active when its root mean square reaches -45 dBFS: 25 dB below telephone
  speech, 20 dB above the quantisation noise of G.711;
- pauses under 200 ms between active frames belong to the speech (closures of plosives are up to
  150 ms long);
- what is active for less than 40 ms after that is a click, not speech;
- the edges are moved to the first and last sample of the outer frames that reach the threshold.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telephony.call import Samples

SPEECH_THRESHOLD = 32768 * 10 ** (-45 / 20)
"""Root mean square, in units of 16-bit PCM, from which a frame counts as speech."""

FRAME_SAMPLES = 80
"""10 ms at 8 kHz."""

BRIDGED_PAUSE_SAMPLES = 1_600
"""200 ms at 8 kHz."""

MINIMUM_SPEECH_SAMPLES = 320
"""40 ms at 8 kHz."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech: samples from ``first`` up to but without ``end``."""

    first: int
    end: int


def is_speech(frame: Samples) -> bool:
    """Whether a short stretch of PCM reaches the threshold."""
    return bool(np.mean(np.square(frame.astype(np.float32))) >= SPEECH_THRESHOLD**2)


def speech_segments(
    samples: Samples | NDArray[np.float32], bridged_pause: int = BRIDGED_PAUSE_SAMPLES
) -> list[Segment]:
    """Find the speech in a recording.

    Args:
        samples: Mono at 8 kHz in the range of 16-bit PCM, shape ``(samples,)``.
        bridged_pause: Pauses of fewer samples than this do not end a segment.
    """
    frames = -(-len(samples) // FRAME_SAMPLES)
    padded = np.zeros(frames * FRAME_SAMPLES, np.float32)
    padded[: len(samples)] = samples
    power = np.mean(np.square(padded.reshape(frames, FRAME_SAMPLES)), axis=1)
    active = np.flatnonzero(power >= SPEECH_THRESHOLD**2)
    if active.size == 0:
        return []
    loud = np.abs(padded) >= SPEECH_THRESHOLD
    # A run of active frames ends where the next active frame is a whole pause away.
    breaks = np.flatnonzero((np.diff(active) - 1) * FRAME_SAMPLES >= bridged_pause)
    firsts = active[np.concatenate(([0], breaks + 1))]
    lasts = active[np.concatenate((breaks, [active.size - 1]))]
    segments = (
        _refined(loud, int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)
    )
    return [one for one in segments if one.end - one.first >= MINIMUM_SPEECH_SAMPLES]


def _refined(loud: NDArray[np.bool_], first_frame: int, last_frame: int) -> Segment:
    """Move the edges inwards; an active frame has at least one loud sample."""
    begin = first_frame * FRAME_SAMPLES
    last = last_frame * FRAME_SAMPLES
    first = begin + int(np.argmax(loud[begin : begin + FRAME_SAMPLES]))
    tail = loud[last : last + FRAME_SAMPLES][::-1]
    return Segment(first, last + FRAME_SAMPLES - int(np.argmax(tail)))
