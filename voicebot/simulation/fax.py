"""A fax machine at the caller's end."""

import numpy as np

from telephony.call import Samples
from voicebot.simulation.voices import TELEPHONE_RATE

# The calling tone of ITU-T T.30, section 4.2.1 (CNG): 1100 Hz, half a second on, three off.
_HERTZ = 1100
_ON_SECONDS = 0.5
_OFF_SECONDS = 3.0
_TIMES = 4
_AMPLITUDE = 4_000


def calling_tone() -> Samples:
    """What a fax machine that calls sends until it is answered by another, at 8 kHz."""
    time = np.arange(round(_ON_SECONDS * TELEPHONE_RATE)) / TELEPHONE_RATE
    tone = np.round(_AMPLITUDE * np.sin(2 * np.pi * _HERTZ * time)).astype(np.int16)
    pause = np.zeros(round(_OFF_SECONDS * TELEPHONE_RATE), np.int16)
    return np.tile(np.concatenate([tone, pause]), _TIMES)
