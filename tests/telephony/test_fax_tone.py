"""The tones of fax machines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from telephony.call import Samples
from telephony.fax_tone import FaxToneDetector

RATE = 8_000


def tone(hertz: float, seconds: float, amplitude: float = 0.2) -> Samples:
    time = np.arange(round(seconds * RATE)) / RATE
    return np.round(amplitude * 32767 * np.sin(2 * np.pi * hertz * time)).astype(np.int16)


def hears(samples: Samples, packet: int = 160) -> bool:
    detector = FaxToneDetector(RATE)
    heard = [
        detector.hear(samples[start : start + packet]) for start in range(0, len(samples), packet)
    ]
    return any(heard)


@pytest.mark.parametrize("hertz", [1100, 1062, 1138, 2100])
def test_the_tones_of_the_recommendation_are_heard(hertz: int) -> None:
    assert hears(np.concatenate([np.zeros(3_000, np.int16), tone(hertz, 0.5)]))


def test_in_line_noise_too() -> None:
    noise = np.random.default_rng(1).normal(0, 400, 4_000).astype(np.int16)
    assert hears(tone(1100, 0.5) + noise)


def test_it_is_reported_once() -> None:
    detector = FaxToneDetector(RATE)
    assert [detector.hear(tone(1100, 0.5)) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("hertz", [350, 440, 697, 1209, 1336, 1633])
def test_dial_and_key_tones_are_none(hertz: int) -> None:
    assert not hears(tone(hertz, 2.0))


def test_a_short_whistle_is_none() -> None:
    assert not hears(np.concatenate([tone(1100, 0.3), np.zeros(8_000, np.int16)] * 4))


def test_silence_and_a_whisper_of_the_tone_are_none() -> None:
    assert not hears(np.zeros(RATE, np.int16))
    assert not hears(tone(1100, 2.0, amplitude=0.002))


@given(
    sound=arrays.arrays(np.int16, st.integers(0, 3_000)),
    packet=st.integers(1, 500),
)
def test_any_sound_in_any_packets_is_taken(sound: Samples, packet: int) -> None:
    hears(sound, packet)
