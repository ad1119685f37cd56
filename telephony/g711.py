"""G.711 mu-law and A-law companding, bit-exact to ITU-T G.711 (11/1988).

Both laws are tables built once from the recommendation's rule: 65,536 entries to encode every
16-bit sample, 256 to decode every code. A sample that lies exactly on a decision value belongs
to the interval above it, for negative samples as well, as in ITU-T G.191 (software tool
library), which works on one's complement magnitudes.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from telephony.call import Samples

MULAW_SILENCE: Final = b"\xff"
"""The mu-law code of a sample of value 0."""

ALAW_SILENCE: Final = b"\xd5"
"""The A-law code of the smallest positive value; A-law has no zero."""

_MULAW_BIAS = 33  # moves the segment borders of the 14-bit magnitude to powers of two
_MULAW_LARGEST = (1 << 13) - 1  # biased magnitude; louder samples are clipped to it
_ALAW_TOGGLED = 0x55  # every second bit is inverted on the line (G.711, table 1a, note 3)

_CODES: Final = np.arange(256, dtype=np.int32)
# Indexed by the sample's bit pattern, so that a table look-up needs no arithmetic on the sample.
_LINEAR: Final = np.arange(65_536, dtype=np.uint16).view(np.int16).astype(np.int32)
_MAGNITUDES: Final = np.where(_LINEAR < 0, ~_LINEAR, _LINEAR)


def _bit_lengths(values: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.frexp(values)[1].astype(np.int32)


def _mulaw_encoding() -> NDArray[np.uint8]:
    biased = np.minimum((_MAGNITUDES >> 2) + _MULAW_BIAS, _MULAW_LARGEST)
    segment = _bit_lengths(biased) - 6
    step = (biased >> (segment + 1)) & 0x0F
    sign = np.where(_LINEAR < 0, 0x80, 0)
    table: NDArray[np.uint8] = (~(sign | segment << 4 | step) & 0xFF).astype(np.uint8)
    return table


def _mulaw_decoding() -> NDArray[np.int16]:
    codes = ~_CODES & 0xFF
    segment, step = codes >> 4 & 0x07, codes & 0x0F
    magnitude = ((2 * step + _MULAW_BIAS) << segment) - _MULAW_BIAS
    return (np.where(codes & 0x80, -magnitude, magnitude) << 2).astype(np.int16)


def _alaw_encoding() -> NDArray[np.uint8]:
    magnitude = _MAGNITUDES >> 4
    segment = np.maximum(_bit_lengths(magnitude) - 4, 0)
    step = (magnitude >> np.maximum(segment - 1, 0)) & 0x0F
    sign = np.where(_LINEAR < 0, 0, 0x80)
    table: NDArray[np.uint8] = ((sign | segment << 4 | step) ^ _ALAW_TOGGLED).astype(np.uint8)
    return table


def _alaw_decoding() -> NDArray[np.int16]:
    codes = _CODES ^ _ALAW_TOGGLED
    segment, step = codes >> 4 & 0x07, codes & 0x0F
    # Segments 0 and 1 have the same step size; from 1 on the leading one is implied.
    magnitude = (2 * step + np.where(segment > 0, 33, 1)) << np.maximum(segment - 1, 0)
    table: Samples = (np.where(codes & 0x80, magnitude, -magnitude) << 3).astype(np.int16)
    return table


_MULAW_ENCODING: Final = _mulaw_encoding()
_MULAW_DECODING: Final = _mulaw_decoding()
_ALAW_ENCODING: Final = _alaw_encoding()
_ALAW_DECODING: Final = _alaw_decoding()


def encode_mulaw(samples: Samples) -> bytes:
    """Compress 16-bit PCM of shape ``(samples,)`` to mu-law, one byte a sample."""
    return _MULAW_ENCODING[samples.view(np.uint16)].tobytes()


def decode_mulaw(codes: bytes) -> Samples:
    """Expand mu-law, one byte a sample, to 16-bit PCM of shape ``(samples,)``."""
    return _MULAW_DECODING[np.frombuffer(codes, np.uint8)]


def encode_alaw(samples: Samples) -> bytes:
    """Compress 16-bit PCM of shape ``(samples,)`` to A-law, one byte a sample."""
    return _ALAW_ENCODING[samples.view(np.uint16)].tobytes()


def decode_alaw(codes: bytes) -> Samples:
    """Expand A-law, one byte a sample, to 16-bit PCM of shape ``(samples,)``."""
    return _ALAW_DECODING[np.frombuffer(codes, np.uint8)]
