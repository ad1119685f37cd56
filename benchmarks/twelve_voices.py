"""A server's process that speaks every language, so that its memory can be read.

The real server speaks only the languages of the settings, because there are no phrases and no
answers in the others yet. This one loads the same parts and no call reaches it.
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

import numpy as np
import soxr
import yaml
from numpy.typing import NDArray

import voicebot.server.app  # noqa: F401 - the libraries that a server has in memory
from languages.registry import LANGUAGES
from voicebot.assistant import CALL_SAMPLE_RATE, TextAssistant
from voicebot.errors import VoicebotError
from voicebot.models.store import model_folder
from voicebot.settings import Settings, load_settings
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE
from voicebot.speech.recognition.pool import RecogniserPool
from voicebot.speech.synthesis.pool import SynthesiserPool
from voicebot.speech.synthesis.prepared import PreparedSpeech
from voicebot.speech.voices.catalogue import VoiceSource, find_voice
from voicebot.turns.completion import TurnCompletionPool

LOADED = "loaded"
"""Said when everything is loaded, and no voice yet."""

SPOKEN = "spoken"
"""Said when all has been spoken; the process then waits until it is told to end."""


def sentences() -> Mapping[str, str]:
    """One sentence in each language, by ISO 639-1 code, in the order of the registry."""
    text = resources.files("benchmarks").joinpath("endurance.yaml").read_text("utf-8")
    by_language: Mapping[str, str] = yaml.safe_load(text)
    return {code: by_language[code] for code in LANGUAGES}


def voices_of_all_languages(settings: Settings) -> dict[str, VoiceSource]:
    """The voice of every language of the registry.

    Raises:
        VoicebotError: A language has none.
    """
    return {code: find_voice(code, settings) for code in LANGUAGES}


def main() -> None:
    """Load, speak, and wait for the end of standard input.

    ``LOADED``, then each language as it is spoken, then ``SPOKEN`` are lines of standard output.
    """
    try:
        asyncio.run(_run(load_settings()))
    except VoicebotError as error:
        sys.exit(f"{error}")


async def _run(settings: Settings) -> None:
    sources = voices_of_all_languages(settings)
    text = await asyncio.to_thread(TextAssistant.open, settings)
    with tempfile.TemporaryDirectory() as folder:
        # An empty store, so that everything is spoken and nothing is read from the disk.
        prepared = PreparedSpeech(Path(folder), 1, CALL_SAMPLE_RATE)
        synthesiser = SynthesiserPool(sources, settings.voice, prepared, CALL_SAMPLE_RATE)
        recogniser = RecogniserPool(
            model_folder(settings.recogniser.model, settings), settings.recogniser
        )
        judge = TurnCompletionPool()
        try:
            await asyncio.gather(recogniser.start(), synthesiser.start(), judge.start())
            _tell(LOADED)
            for language, sentence in sentences().items():
                speech = await _spoken(synthesiser, sentence, language)
                await recogniser.transcribe(speech, tuple(sources))
                await judge.completion(speech)
                if language in settings.languages:
                    await asyncio.to_thread(text.engine.understand, sentence, language)
                _tell(language)
            _tell(SPOKEN)
            await asyncio.to_thread(sys.stdin.read)
        finally:
            await asyncio.gather(recogniser.close(), synthesiser.close(), judge.close())
            await text.records.close()


def _tell(word: str) -> None:
    print(word, flush=True)


async def _spoken(synthesiser: SynthesiserPool, sentence: str, language: str) -> NDArray[np.int16]:
    """A sentence at 16 kHz, as the recogniser takes it."""
    pieces: Sequence[NDArray[np.int16]] = [
        chunk.samples async for chunk in synthesiser.speak(sentence, language)
    ]
    resampled = soxr.resample(
        np.concatenate(pieces), CALL_SAMPLE_RATE, RECOGNITION_SAMPLE_RATE, "HQ"
    )
    return np.asarray(resampled, np.int16)
