"""The understanding engine of this installation."""

from pathlib import Path

from intents.engine.engine import Engine
from intents.engine.model_file import load_or_train
from intents.errors import KnowledgeError
from languages.identification import text_scores
from voicebot.errors import InputError
from voicebot.settings import Settings


def models_of_understanding(settings: Settings) -> Path:
    """Where trained models are kept; shared by all data folders of this machine."""
    return settings.models_folder / "understanding"


def load_engine(settings: Settings) -> Engine:
    """Load the trained model, or train it when the training sentences have changed; blocks.

    Raises:
        InputError: The training sentences are broken.
    """
    try:
        engine = load_or_train(models_of_understanding(settings), settings.languages)
    except KnowledgeError as error:
        raise InputError(str(error)) from error
    for language in settings.languages:
        # Tables of numbers and language profiles are read at first use, which takes 0.2 s.
        engine.understand("1", language)
        text_scores("1", settings.languages)
    return engine
