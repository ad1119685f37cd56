"""Music on hold, composed by chance: chords and broken chords over a bass."""

import numpy as np
from numpy.random import Generator

from voicebot.simulation.sounds.filters import Wave, add, samples_of
from voicebot.simulation.voices import TELEPHONE_RATE

# Steps of the scale on which the chords of four bars stand.
_PROGRESSIONS = ((0, 4, 5, 3), (0, 5, 3, 4), (0, 3, 4, 0), (5, 3, 0, 4), (0, 2, 3, 4))
_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_MINOR = (0, 2, 3, 5, 7, 8, 10)
_BEATS_PER_MINUTE = (56.0, 150.0)
_HIGHEST_HERTZ = 3400.0


def music(length: int, random: Generator) -> Wave:
    """Four-bar progressions in a random key, tempo and instrument."""
    wave = np.zeros(length)
    beat = samples_of(60 / random.uniform(*_BEATS_PER_MINUTE))
    scale = _MAJOR if random.random() < 0.6 else _MINOR
    tonic = int(random.integers(43, 55))  # MIDI note numbers: G2 to F#3
    progression = _PROGRESSIONS[int(random.integers(len(_PROGRESSIONS)))]
    broken, plucked = bool(random.random() < 0.5), bool(random.random() < 0.6)
    brightness = random.uniform(1.0, 2.2)
    drums = bool(random.random() < 0.4)
    for bar, start in enumerate(range(0, length, 4 * beat)):
        root = progression[bar % len(progression)]
        degrees = [root, root + 2, root + 4, root + 7]
        notes = [tonic + 12 + _pitch(scale, degree) for degree in degrees]
        add(wave, _note(notes[0] - 12, 4 * beat, brightness, random, plucked=plucked), start)
        for step in range(8) if broken else (0, 4):
            at = start + step * beat // 2
            chosen = [notes[step % len(notes)]] if broken else notes
            for note in chosen:
                add(wave, _note(note, 2 * beat, brightness, random, plucked=plucked), at)
        for step in range(4) if drums else ():
            hit = random.standard_normal(beat // 4) * np.exp(-np.linspace(0, 8, beat // 4))
            add(wave, 0.25 * hit, start + step * beat)
    return wave


def _pitch(scale: tuple[int, ...], degree: int) -> int:
    octave, step = divmod(degree, len(scale))
    return 12 * octave + scale[step]


def _note(number: int, length: int, brightness: float, random: Generator, *, plucked: bool) -> Wave:
    """One note: harmonics that fall with ``brightness``, struck and dying away, or held."""
    hertz = 440 * 2 ** ((number - 69) / 12)
    time = np.arange(length) / TELEPHONE_RATE
    wave = np.zeros(length)
    for harmonic in range(1, min(9, int(_HIGHEST_HERTZ / hertz) + 1)):
        # Higher harmonics die sooner, as on a string.
        fading = np.exp(-time * (1.5 + harmonic)) if plucked else 1.0
        phase = hertz * harmonic * time + random.random()
        wave += fading * np.sin(2 * np.pi * phase) / harmonic**brightness
    attack = np.minimum(1, time / (0.005 if plucked else 0.08))
    release = np.minimum(1, (time[-1] - time) / 0.05)
    return np.asarray(wave * attack * release * random.uniform(0.7, 1.0))
