"""The silence around a spoken sentence: enough to part it from the next one, and no more.

Pico ends a sentence with up to 0.8 s of silence, in which a caller would already wait for
their turn; eSpeak NG ends it with none; some Piper voices begin with half a second.
"""

import numpy as np
from numpy.typing import NDArray

_LEAD_SECONDS = 0.005
_PAUSE_SECONDS = 0.2
# Of the loudest sample; the breath at the end of an "s" lies above it.
_SILENCE = 0.005
# Breath before the first sound only makes the caller wait; the softest first consonants that the
# voices speak lie above this.
_SILENCE_BEFORE = 0.01


def trim(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.int16]:
    """Make a sentence begin at once and end with the pause between two sentences.

    Args:
        samples: Mono PCM, shape ``(samples,)``.
        sample_rate: Hertz.
    """
    return trim_begin(trim_end(samples, sample_rate), sample_rate)


def trim_begin(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.int16]:
    """Make a sentence, or the first piece of one, begin at once; silence stays as it is."""
    heard = _heard(samples, _SILENCE_BEFORE)
    if not len(heard):
        return samples
    return samples[max(0, int(heard[0]) - round(_LEAD_SECONDS * sample_rate)) :]


def trim_end(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.int16]:
    """Make a sentence, or the last piece of one, end with a pause; silence stays as it is."""
    heard = _heard(samples, _SILENCE)
    if not len(heard):
        return samples
    end = int(heard[-1]) + 1 + round(_PAUSE_SECONDS * sample_rate)
    return np.pad(samples[:end], (0, max(0, end - len(samples))))


def _heard(samples: NDArray[np.int16], silence: float) -> NDArray[np.intp]:
    # In a wider type: the lowest int16 has no counterpart above zero.
    loudness = np.abs(samples.astype(np.int32))
    return np.flatnonzero(loudness > silence * loudness.max(initial=0))
