"""Filters that colour noise and pulses, and placing one sound in another."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

from voicebot.simulation.voices import TELEPHONE_RATE

Wave = NDArray[np.float64]
"""Mono sound at 8 kHz of any amplitude, shape ``(samples,)``."""


def samples_of(seconds: float) -> int:
    """Number of samples at 8 kHz, at least one."""
    return max(1, round(seconds * TELEPHONE_RATE))


def band(wave: Wave, low: float, high: float) -> Wave:
    """What lies between two frequencies in hertz (Butterworth, second order)."""
    sections = butter(2, (low, high), "bandpass", fs=TELEPHONE_RATE, output="sos")
    filtered: Wave = sosfilt(sections, wave)
    return filtered


def resonances(wave: Wave, formants: Sequence[tuple[float, float]]) -> Wave:
    """Pass ``wave`` through resonators in cascade, as the mouth shapes a sound (Klatt 1980).

    Args:
        wave: The source.
        formants: Frequency and bandwidth of each resonance in hertz.
    """
    for frequency, bandwidth in formants:
        radius = np.exp(-np.pi * bandwidth / TELEPHONE_RATE)
        turn = 2 * np.cos(2 * np.pi * frequency / TELEPHONE_RATE)
        # The gain at 0 Hz is one, so that every resonance adds only its own peak.
        gain = 1 - radius * turn + radius**2
        wave = lfilter([gain], [1, -radius * turn, radius**2], wave)
    return wave


def add(wave: Wave, piece: Wave, at: int) -> None:
    """Mix ``piece`` into ``wave`` from sample ``at`` on; what does not fit is left away."""
    kept = piece[: max(0, len(wave) - at)]
    wave[at : at + len(kept)] += kept
