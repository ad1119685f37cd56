"""The understanding engine of this installation."""

from pathlib import Path

from intents.corpus import load_training
from intents.engine.engine import Engine
from intents.engine.model_file import load_or_train
from intents.engine.training import Progress
from intents.errors import KnowledgeError
from intents.rasa.circuit import CircuitBreaker
from intents.rasa.client import RasaClient
from intents.rasa.engine import RasaEngine
from intents.rasa.project import Project
from intents.understanding import UnderstandingEngine
from languages.identification import text_scores
from voicebot.errors import InputError
from voicebot.settings import Settings


def models_of_understanding(settings: Settings) -> Path:
    """Where trained models are kept; shared by all data folders of this machine."""
    return settings.models_folder / "understanding"


def load_engine(settings: Settings) -> UnderstandingEngine:
    """Load the trained model, or train it when the training sentences have changed; blocks.

    Raises:
        InputError: The training sentences are broken.
    """
    try:
        own = load_own(settings)
    except KnowledgeError as error:
        raise InputError(str(error)) from error
    for language in settings.languages:
        # Tables of numbers and language profiles are read at first use, which takes 0.2 s.
        own.understand("1", language)
        text_scores("1", settings.languages)
    return chosen_engine(own, settings)


def load_own(settings: Settings, on_progress: Progress = lambda _stage, _share: None) -> Engine:
    """Load or train the in-process engine, which every installation has.

    Raises:
        KnowledgeError: The training sentences are broken.
    """
    folder = models_of_understanding(settings)
    return load_or_train(folder, settings.languages, on_progress=on_progress)


def chosen_engine(own: Engine, settings: Settings) -> UnderstandingEngine:
    """Put Rasa before the in-process engine where the settings say so."""
    if settings.understanding.engine == "own":
        return own
    circuit = CircuitBreaker(settings.rasa.failures, settings.rasa.pause_seconds)
    return RasaEngine(own, rasa_client(settings), circuit, own.model.classifier.topics)


def rasa_client(settings: Settings) -> RasaClient:
    """The client of the configured Rasa server."""
    token = settings.rasa.token
    return RasaClient(
        settings.rasa.address,
        token.get_secret_value() if token else None,
        settings.rasa.timeout_seconds,
    )


def rasa_folder(settings: Settings) -> Path:
    """Where the Rasa project of the configured pipeline and its models are kept."""
    return settings.data_folder / "rasa" / settings.rasa.pipeline


def rasa_project(settings: Settings) -> Project:
    """What Rasa has to learn: the training sentences of today.

    Raises:
        InputError: The training sentences are broken.
    """
    try:
        sentences = load_training(settings.languages)
    except KnowledgeError as error:
        raise InputError(str(error)) from error
    return Project.of(sentences, settings.rasa.pipeline)
