"""Tiny corpora and an encoder that counts words, so that tests train in milliseconds."""

import zlib
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from intents.corpus import OUT_OF_SCOPE, TrainingSentence
from intents.engine.normalisation import spoken_form
from intents.engine.training import Model, train


class FakeEncoder:
    """Counts words in 64 drawers: sentences are similar when they share words."""

    name = "fake"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.full((len(texts), 64), 0.01, np.float32)
        for row, text in enumerate(texts):
            for word in spoken_form(text).casefold().split():
                vectors[row, zlib.crc32(word.encode()) % 64] += 1.0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / lengths, np.float32)


_WORDS = {
    "fees": ("was kostet das", "Preis", "Gebühr", "teuer", "Euro"),
    "photo": ("ein Foto", "Passbild", "Lichtbild", "Fotograf", "Bild"),
    "opening_hours": ("wann geöffnet", "Uhrzeit", "Öffnungszeiten", "offen", "Feierabend"),
    OUT_OF_SCOPE: ("Pizza", "Wetter morgen", "Fußball", "Katze", "Lied"),
}
_FRAMES = ("{}", "bitte {}", "ich frage {}", "{} nochmal", "und {} dann")


@pytest.fixture(scope="session")
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def sentences() -> tuple[TrainingSentence, ...]:
    return tuple(
        TrainingSentence(frame.format(word), topic, "de")
        for topic, words in _WORDS.items()
        for word in words
        for frame in _FRAMES
    )


@pytest.fixture(scope="session")
def model(sentences: tuple[TrainingSentence, ...], encoder: FakeEncoder) -> Model:
    return train(sentences, encoder)
