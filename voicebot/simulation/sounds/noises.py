"""Noises of lines and handsets."""

import numpy as np
from numpy.random import Generator
from scipy.signal import lfilter

from voicebot.simulation.sounds.filters import Wave, add, resonances, samples_of
from voicebot.simulation.voices import TELEPHONE_RATE

_CRACKLES_PER_SECOND = (4.0, 40.0)
_CLICKS_PER_SECOND = 1.5


def silence(length: int, random: Generator) -> Wave:
    """Nothing at all."""
    del random
    return np.zeros(length)


def white_noise(length: int, random: Generator) -> Wave:
    """Noise with the same power at all frequencies."""
    return random.standard_normal(length)


def pink_noise(length: int, random: Generator) -> Wave:
    """Noise whose power falls by 3 dB an octave, from 50 Hz on."""
    spectrum = np.fft.rfft(random.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / TELEPHONE_RATE)
    # Below, the drift would have most of the power, and no telephone passes it.
    return np.fft.irfft(spectrum * (hertz >= 50) / np.sqrt(np.maximum(hertz, 50)), length)


def comfort_noise(length: int, random: Generator) -> Wave:
    """What a receiver plays in the pauses: noise through a low-order model (RFC 3389)."""
    poles = random.uniform(0.5, 0.85), random.uniform(-0.3, 0.3)
    return np.asarray(lfilter([1.0], np.poly(poles), random.standard_normal(length)))


def hum(length: int, random: Generator) -> Wave:
    """The mains: 50 Hz and its harmonics, of which telephones pass the higher ones."""
    time = np.arange(length) / TELEPHONE_RATE
    mains = 50 * random.uniform(0.998, 1.002)
    wave = 0.02 * random.standard_normal(length)
    for harmonic in (1, 2, 3, 4, 5, 6, 7, 9, 11):
        strength = random.uniform(0.3, 1.0) / harmonic
        wave += strength * np.sin(2 * np.pi * (mains * harmonic * time + random.random()))
    return wave


def line_crackle(length: int, random: Generator) -> Wave:
    """A bad contact: short bursts at random times over a faint noise."""
    wave = 0.02 * random.standard_normal(length)
    rate = random.uniform(*_CRACKLES_PER_SECOND)
    for at in random.integers(0, length, 1 + random.poisson(rate * length / TELEPHONE_RATE)):
        burst = samples_of(random.uniform(0.0005, 0.006))
        decay = np.exp(-4 * np.arange(burst) / burst)
        add(wave, random.exponential() * decay * random.standard_normal(burst), int(at))
    return wave


def click(length: int, random: Generator) -> Wave:
    """A handset that is knocked, a switch, a key: one to a few clicks a second that ring."""
    wave = np.zeros(length)
    count = 1 + random.poisson(_CLICKS_PER_SECOND * length / TELEPHONE_RATE)
    for at in random.integers(0, length, count):
        knock = np.zeros(samples_of(0.06))
        knock[: samples_of(0.001)] = random.standard_normal(samples_of(0.001))
        ringing = [
            (random.uniform(250, 900), random.uniform(60, 200)),
            (random.uniform(1200, 3000), random.uniform(100, 400)),
        ]
        ring = resonances(knock, ringing)
        add(wave, random.uniform(0.4, 1.0) * ring / np.abs(ring).max(), int(at))
    return wave
