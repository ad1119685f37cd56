"""What is heard behind a caller: a street, or people talking.

Both are computed, the same ones on every machine that has the same version of SVOX Pico; nothing
is recorded. The people are callers' voices that talk at once, the street is shaped noise.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from voicebot.simulation.sounds.filters import Wave, add, band, samples_of
from voicebot.simulation.voices import caller_voice

Background = Literal["babble", "street"]

LOOP_SECONDS = 30.0
"""After this time a background begins anew."""

_TALKERS = 8
_VEHICLES = 9
_SEED = 1


def background(kind: Background, talk: Mapping[str, Sequence[str]]) -> NDArray[np.float64]:
    """Make ``LOOP_SECONDS`` of background, to be repeated.

    Args:
        kind: What is heard.
        talk: What is talked about, by language; only for ``babble``.

    Returns:
        Mono at 8 kHz of any amplitude, shape ``(samples,)``.
    """
    if kind == "street":
        return _street()
    return _babble(tuple((language, tuple(texts)) for language, texts in talk.items()))


@cache
def _babble(talk: tuple[tuple[str, tuple[str, ...]], ...]) -> Wave:
    random = np.random.default_rng(_SEED)
    wave = np.zeros(samples_of(LOOP_SECONDS))
    for number in range(_TALKERS):
        language, texts = talk[number % len(talk)]
        voice = caller_voice(language, number)
        spoken = [voice.speak(text).astype(np.float64) for text in texts]
        loudness = 10 ** (random.uniform(-3, 3) / 20)
        at = -int(random.integers(samples_of(3)))
        turn = number
        while at < len(wave):
            piece = spoken[turn % len(spoken)] * loudness
            add(wave, piece[max(0, -at) :], max(0, at))
            at += len(piece) + samples_of(random.uniform(0.2, 0.8))
            turn += 1
    return wave


@cache
def _street() -> Wave:
    """The rumble of a town, and vehicles that come and go."""
    random = np.random.default_rng(_SEED)
    length = samples_of(LOOP_SECONDS)
    wave = band(random.standard_normal(length), 60, 500)
    for _ in range(_VEHICLES):
        wave += _vehicle(length, random)
    return wave


def _vehicle(length: int, random: Generator) -> Wave:
    """The hiss of tyres and the hum of an engine, swelling and fading as it passes."""
    time = np.arange(length) / samples_of(1)
    # The distance grows from the moment of passing on, and comes round with the loop.
    passing = np.abs(time - random.uniform(0, LOOP_SECONDS))
    away = np.minimum(passing, LOOP_SECONDS - passing) / random.uniform(0.5, 2.0)
    middle = random.uniform(500, 1100)
    tyres = band(random.standard_normal(length), middle / 2, middle * 2)
    hertz = random.uniform(45, 110)
    engine = sum(
        np.sin(2 * np.pi * (hertz * harmonic * time + random.random())) / harmonic
        for harmonic in range(1, 9)
    )
    vehicle: Wave = (2 * tyres + 0.4 * engine) * random.uniform(0.4, 1.5) / (1 + away**2)
    return vehicle
