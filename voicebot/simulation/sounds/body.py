"""What people's throats and noses send without a word."""

import numpy as np
from numpy.random import Generator
from scipy.signal import lfilter

from voicebot.simulation.sounds.filters import Wave, add, band, resonances, samples_of


def breathing(length: int, random: Generator) -> Wave:
    """In and out, close to the microphone; breathing out is lower and longer."""
    wave = np.zeros(length)
    at = 0
    inwards = bool(random.random() < 0.5)
    while at < length:
        breath = samples_of(random.uniform(0.6, 1.1) if inwards else random.uniform(0.8, 1.6))
        middle = random.uniform(1100, 1700) if inwards else random.uniform(500, 900)
        air = band(random.standard_normal(breath), middle * 0.45, min(3700.0, middle * 2.2))
        swell = np.sin(np.pi * np.linspace(0, 1, breath) ** (0.8 if inwards else 0.5)) ** 1.5
        add(wave, air * swell * (0.7 if inwards else 1.0), at)
        at += breath + samples_of(random.uniform(0.05, 0.4) if inwards else random.uniform(0.2, 1))
        inwards = not inwards
    return wave


def cough(length: int, random: Generator) -> Wave:
    """Fits of one to three coughs."""
    wave = np.zeros(length)
    size = random.uniform(0.85, 1.25)  # of the mouth: children and women to the right
    at = samples_of(random.uniform(0, 0.03))
    while at < length:
        for _ in range(int(random.integers(1, 4))):
            piece = _one_cough(random, size) * random.uniform(0.6, 1.0)
            add(wave, piece, at)
            at += len(piece) + samples_of(random.uniform(0.08, 0.3))
        at += samples_of(random.uniform(0.6, 2.0))
    return wave


def throat_clearing(length: int, random: Generator) -> Wave:
    """Creaking voice and air, once or twice, then a pause."""
    wave = np.zeros(length)
    size = random.uniform(0.85, 1.2)
    at = samples_of(random.uniform(0, 0.03))
    while at < length:
        for _ in range(int(random.integers(1, 3))):
            piece = _one_rasp(random, size)
            add(wave, piece, at)
            at += len(piece) + samples_of(random.uniform(0.04, 0.15))
        at += samples_of(random.uniform(0.8, 2.5))
    return wave


def _one_cough(random: Generator, size: float) -> Wave:
    """150 to 350 ms in the three phases of a cough: burst, air, and often voice at its end.

    After Korpáš, Sadloňová and Vrabec, "Analysis of the cough sound: an overview" (1996).
    """
    length = samples_of(random.uniform(0.15, 0.35))
    time = np.linspace(0, 1, length)
    # The glottis bursts open: a pulse and 20 to 40 ms of loud noise.
    opening = samples_of(random.uniform(0.02, 0.04))
    burst = np.exp(-3 * np.arange(length) / opening) * random.standard_normal(length)
    burst[: samples_of(0.0005)] += 1
    air = random.uniform(0.25, 0.5) * (1 - time) ** 0.7 * random.standard_normal(length)
    mouth = _mouth(random, size, first=(550, 850), second=(1100, 1700))
    shaped = _with_peak_of_one(resonances(burst + air, mouth))
    if random.random() < 0.6:
        voice = resonances(_pulses(length, random.uniform(110, 300), 0.06, random), mouth)
        swell = np.clip((time - random.uniform(0.25, 0.5)) * 8, 0, 1) * (1 - time)
        shaped += random.uniform(0.4, 0.95) * _with_peak_of_one(voice * swell)
    return shaped * np.minimum(1, (1 - time) * 12)


def _one_rasp(random: Generator, size: float) -> Wave:
    length = samples_of(random.uniform(0.2, 0.45))
    time = np.linspace(0, 1, length)
    creak = _pulses(length, random.uniform(60, 110) * size, 0.2, random)
    rough = 1 + 0.7 * np.sin(2 * np.pi * random.uniform(18, 35) * time * length / samples_of(1))
    source = (creak + random.uniform(0.15, 0.4) * random.standard_normal(length)) * rough
    shaped = resonances(source, _mouth(random, size, first=(350, 600), second=(1000, 1500)))
    return _with_peak_of_one(shaped * np.sin(np.pi * time**0.6) ** 0.7)


def _mouth(
    random: Generator, size: float, *, first: tuple[float, float], second: tuple[float, float]
) -> list[tuple[float, float]]:
    return [
        (size * random.uniform(*first), random.uniform(120, 250)),
        (size * random.uniform(*second), random.uniform(150, 300)),
        (min(3500.0, size * random.uniform(2300, 2800)), random.uniform(250, 400)),
    ]


def _pulses(length: int, hertz: float, jitter: float, random: Generator) -> Wave:
    """The voice's source: one pulse a period, ``jitter`` the deviation of a period's length."""
    wave = np.zeros(length)
    at = 0.0
    while at < length:
        wave[int(at)] = random.uniform(0.5, 1.0)
        at += samples_of(1) / hertz * max(0.4, random.normal(1, jitter))
    # Two poles give the glottal pulse its fall of 12 dB an octave, radiation takes 6 dB back.
    smooth = lfilter([1.0, -1.0], np.poly((0.92, 0.92)), wave)
    return _with_peak_of_one(smooth)


def _with_peak_of_one(wave: Wave) -> Wave:
    return wave / float(np.abs(wave).max())
