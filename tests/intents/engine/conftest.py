"""A tiny corpus, learnt with one layer in one pass, so that tests train in seconds."""

import pytest

from intents.corpus import OUT_OF_SCOPE, EvaluationSentence, TrainingSentence
from intents.engine.engine import Engine
from intents.engine.training import Model, Training, train
from intents.engine.tuning import TuningPlan

_WORDS = {
    "fees": ("was kostet das", "Preis", "Gebühr", "teuer", "Euro"),
    "photo": ("ein Foto", "Passbild", "Lichtbild", "Fotograf", "Bild"),
    "opening_hours": ("wann geöffnet", "Uhrzeit", "Öffnungszeiten", "offen", "Feierabend"),
    OUT_OF_SCOPE: ("Pizza", "Wetter morgen", "Fußball", "Katze", "Lied"),
}
_FRAMES = ("{}", "bitte {}", "ich frage {}", "{} nochmal", "und {} dann")
_OTHER_FRAMES = ("also {}", "{} oder", "{} ja")


@pytest.fixture(scope="session")
def plan() -> TuningPlan:
    return TuningPlan(epochs=8, layers=1, rate=1e-3)


@pytest.fixture(scope="session")
def sentences() -> tuple[TrainingSentence, ...]:
    return tuple(
        TrainingSentence(frame.format(word), topic, "de")
        for topic, words in _WORDS.items()
        for word in words
        for frame in _FRAMES
    )


@pytest.fixture(scope="session")
def development() -> tuple[EvaluationSentence, ...]:
    return tuple(
        EvaluationSentence("de", topic, "short", frame.format(word))
        for topic, words in _WORDS.items()
        for word in words
        for frame in _OTHER_FRAMES
    )


@pytest.fixture(scope="session")
def training(
    sentences: tuple[TrainingSentence, ...],
    development: tuple[EvaluationSentence, ...],
    plan: TuningPlan,
) -> Training:
    return train(sentences, development, plan=plan)


@pytest.fixture(scope="session")
def model(training: Training) -> Model:
    return training.model


@pytest.fixture(scope="session")
def engine(training: Training) -> Engine:
    return Engine(training.model, training.encoder)
