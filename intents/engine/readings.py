"""How one training sentence may reach the engine: as said, as heard, as misheard.

A caller's sentence comes through a telephone and a recogniser, so each is taught in several
readings. In every pass over the sentences one reading of each is taken by lot.
"""

from collections.abc import Sequence

import numpy as np

from intents.corpus import TrainingSentence
from intents.engine.mishearing import is_recognisable, mishear

Readings = Sequence[str]
"""The first one is the sentence as it was said; the others are as recognisers write it."""

_SEED = 20260102


def readings(sentences: Sequence[TrainingSentence]) -> list[Readings]:
    """Return the readings of every sentence; the same for the same sentences in the same order.

    What was really heard takes the place of an imitation, unless nobody could recognise in it what
    was said.
    """
    chance = np.random.default_rng(_SEED)
    return [_readings(sentence, chance) for sentence in sentences]


def _readings(sentence: TrainingSentence, chance: np.random.Generator) -> Readings:
    text = sentence.text
    imitated = mishear(text, sentence.language, chance)
    if sentence.heard and is_recognisable(text, sentence.heard):
        return (text, sentence.heard)
    return (text, imitated)
