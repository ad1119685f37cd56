"""G.711 against the recommendation's own construction, and against libsndfile."""

import io
from bisect import bisect_right
from itertools import pairwise

import numpy as np
import pytest
import soundfile

from telephony.call import Samples
from telephony.g711 import (
    ALAW_SILENCE,
    MULAW_SILENCE,
    decode_alaw,
    decode_mulaw,
    encode_alaw,
    encode_mulaw,
)

ALL_SAMPLES = np.arange(-32_768, 32_768).astype(np.int16)
ALL_CODES = bytes(range(256))


class Law:
    """One law as G.711 defines it: decision values and quantised values of the positive side.

    Args:
        steps: (number of intervals, their width) from zero upwards, in the law's own unit.
        first_is_half: The first interval starts below zero (mu-law), so zero is its value.
        unit: One unit of the law in steps of 16-bit PCM.
        inverted: Bits of the character signal that are sent inverted.
    """

    def __init__(
        self, steps: list[tuple[int, int]], *, first_is_half: bool, unit: int, inverted: int
    ) -> None:
        edges = [-1 if first_is_half else 0]
        for count, width in steps:
            start = edges[-1]
            edges.extend(start + width * step for step in range(1, count + 1))
        self.values = [(low + high) // 2 * unit for low, high in pairwise(edges)]
        self.decisions = [max(edge, 0) * unit for edge in edges[:-1]]
        self.inverted = inverted

    def encode(self, sample: int) -> int:
        # A sample on a decision value is above it, also on the negative side: -1 is in the
        # interval next to zero, and -n is where n - 1 is.
        magnitude = sample if sample >= 0 else -sample - 1
        number = bisect_right(self.decisions, magnitude) - 1
        return ((0x80 if sample >= 0 else 0) | number) ^ self.inverted

    def decode(self, code: int) -> int:
        character = code ^ self.inverted
        value = self.values[character & 0x7F]
        return value if character & 0x80 else -value


# Table 2: fifteen intervals of 2 above the half one, then sixteen of each doubled width. The
# character signal of mu-law counts downwards: everything but the sign is inverted.
MULAW = Law(
    [(16, 2), *[(16, 4 << segment) for segment in range(7)]],
    first_is_half=True,
    unit=4,
    inverted=0x7F,
)
# Table 1: thirty-two intervals of 2, then sixteen of each doubled width; even bits are inverted.
ALAW = Law(
    [(32, 2), *[(16, 4 << segment) for segment in range(6)]],
    first_is_half=False,
    unit=8,
    inverted=0x55,
)


def test_reference_has_the_end_points_printed_in_the_recommendation() -> None:
    # Table 2: x1..x128 hold 1, 31, 95, 223, 479, 991, 2015, 4063; y127 is 8031.
    segment_ends = [MULAW.decisions[number] // 4 for number in (1, 16, 32, 48, 64, 80, 96, 112)]
    assert segment_ends == [1, 31, 95, 223, 479, 991, 2015, 4063]
    assert MULAW.values[127] == 8031 * 4
    # Table 1: x holds 64, 128, 256, 512, 1024, 2048; y128 is 4032, y1 is 1.
    segment_ends = [ALAW.decisions[number] // 8 for number in (32, 48, 64, 80, 96, 112)]
    assert segment_ends == [64, 128, 256, 512, 1024, 2048]
    assert (ALAW.values[0], ALAW.values[127]) == (8, 4032 * 8)


def test_every_sample_encodes_to_mulaw_as_recommended() -> None:
    assert encode_mulaw(ALL_SAMPLES) == bytes(MULAW.encode(int(s)) for s in ALL_SAMPLES)


def test_every_sample_encodes_to_alaw_as_recommended() -> None:
    assert encode_alaw(ALL_SAMPLES) == bytes(ALAW.encode(int(s)) for s in ALL_SAMPLES)


def test_every_mulaw_code_decodes_as_recommended() -> None:
    assert decode_mulaw(ALL_CODES).tolist() == [MULAW.decode(code) for code in ALL_CODES]


def test_every_alaw_code_decodes_as_recommended() -> None:
    assert decode_alaw(ALL_CODES).tolist() == [ALAW.decode(code) for code in ALL_CODES]


@pytest.mark.parametrize(
    ("subtype", "decoded"),
    [("ULAW", decode_mulaw(ALL_CODES)), ("ALAW", decode_alaw(ALL_CODES))],
)
def test_decoding_agrees_with_libsndfile(subtype: str, decoded: Samples) -> None:
    theirs, _ = soundfile.read(
        io.BytesIO(ALL_CODES),
        dtype="int16",
        samplerate=8000,
        channels=1,
        format="RAW",
        subtype=subtype,
    )
    assert decoded.tolist() == theirs.tolist()


def test_mulaw_codes_survive_the_round_trip_but_for_the_second_zero() -> None:
    expected = bytes(0xFF if code == 0x7F else code for code in ALL_CODES)
    assert encode_mulaw(decode_mulaw(ALL_CODES)) == expected


def test_alaw_codes_survive_the_round_trip() -> None:
    assert encode_alaw(decode_alaw(ALL_CODES)) == ALL_CODES


def test_silence_is_the_code_of_zero() -> None:
    zero = np.zeros(1, np.int16)
    assert encode_mulaw(zero) == MULAW_SILENCE
    assert encode_alaw(zero) == ALAW_SILENCE


def test_samples_that_are_not_contiguous_encode_like_a_copy() -> None:
    every_third = ALL_SAMPLES[::3]
    assert encode_mulaw(every_third) == encode_mulaw(every_third.copy())


def test_nothing_becomes_nothing() -> None:
    assert encode_mulaw(np.empty(0, np.int16)) == b""
    assert decode_mulaw(b"").shape == (0,)
