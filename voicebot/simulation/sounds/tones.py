"""Tones of exchanges and keys.

Frequencies and cadences are the German ones of ITU-T E.180 supplement 2; keys follow ITU-T Q.23.
"""

import numpy as np
from numpy.random import Generator

from voicebot.simulation.sounds.filters import Wave, add, samples_of
from voicebot.simulation.voices import TELEPHONE_RATE

_CALL_PROGRESS_HERTZ = 425.0
_LOW_GROUP = (697.0, 770.0, 852.0, 941.0)
_HIGH_GROUP = (1209.0, 1336.0, 1477.0)
_EDGE_SECONDS = 0.003


def dial_tone(length: int, random: Generator) -> Wave:
    """Without end."""
    return _sine(_CALL_PROGRESS_HERTZ, length, random)


def ringback(length: int, random: Generator) -> Wave:
    """The called telephone rings: 1 s of tone, 4 s of nothing."""
    return _repeated(length, random, on=1.0, off=4.0)


def busy_tone(length: int, random: Generator) -> Wave:
    """0.48 s of tone, 0.48 s of nothing."""
    return _repeated(length, random, on=0.48, off=0.48)


def dtmf(length: int, random: Generator) -> Wave:
    """Keys pressed one after the other, for 60 to 250 ms each."""
    wave = np.zeros(length)
    at = 0
    while at < length:
        tone = samples_of(random.uniform(0.06, 0.25))
        key = _sine(float(random.choice(_LOW_GROUP)), tone, random)
        key += 1.2 * _sine(float(random.choice(_HIGH_GROUP)), tone, random)
        add(wave, _soft_edges(key), at)
        at += tone + samples_of(random.uniform(0.06, 0.4))
    return wave


def _repeated(length: int, random: Generator, *, on: float, off: float) -> Wave:
    wave = np.zeros(length)
    for at in range(0, length, samples_of(on + off)):
        add(wave, _soft_edges(_sine(_CALL_PROGRESS_HERTZ, samples_of(on), random)), at)
    return wave


def _sine(hertz: float, length: int, random: Generator) -> Wave:
    time = np.arange(length) / TELEPHONE_RATE
    return np.asarray(np.sin(2 * np.pi * (hertz * time + random.random())))


def _soft_edges(tone: Wave) -> Wave:
    ramp = np.minimum(1, (np.arange(len(tone)) + 1) / samples_of(_EDGE_SECONDS))
    return tone * ramp * ramp[::-1]
