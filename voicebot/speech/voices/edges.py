"""The silence around a spoken sentence: enough to part it from the next one, and no more.

Pico ends a sentence with up to 0.8 s of silence, in which a caller would already wait for
their turn; eSpeak NG ends it with none.
"""

import numpy as np
from numpy.typing import NDArray

_LEAD_SECONDS = 0.02
_PAUSE_SECONDS = 0.2
# Of the loudest sample; the breath at the end of an "s" lies above it.
_SILENCE = 0.005


def trim(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.int16]:
    """Make a sentence begin at once and end with the pause between two sentences.

    Args:
        samples: Mono PCM, shape ``(samples,)``, not all zero.
        sample_rate: Hertz.
    """
    # In a wider type: the lowest int16 has no counterpart above zero.
    loudness = np.abs(samples.astype(np.int32))
    heard = np.flatnonzero(loudness > _SILENCE * loudness.max())
    first = max(0, int(heard[0]) - round(_LEAD_SECONDS * sample_rate))
    end = int(heard[-1]) + 1 + round(_PAUSE_SECONDS * sample_rate)
    return np.pad(samples[first:end], (0, max(0, end - len(samples))))
