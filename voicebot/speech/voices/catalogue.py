"""Chooses the voice of a language: the operator's, the manifest's, or one that is always here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import yaml
from loguru import logger

from languages.registry import LANGUAGES
from voicebot.errors import InputError, ModelError, VoiceError
from voicebot.models.manifest import load_manifest
from voicebot.models.store import ModelState, installed
from voicebot.settings import Settings
from voicebot.speech.voices.base import Voice
from voicebot.speech.voices.piper_config import read_piper_config

# On the telephone medium sounds like high and takes a fraction of the time.
_QUALITIES = ("medium", "high", "low", "x_low")


@dataclass(frozen=True, slots=True)
class VoiceSource:
    """Where the voice of a language comes from; picklable, for worker processes.

    Attributes:
        language: ISO 639-1 code.
        engine: What speaks.
        name: Of the voice; equal to the ``name`` of the loaded ``Voice``.
        path: The ``.onnx`` file of a Piper voice.
        fallback: True when a better voice is in the manifest but not installed.
    """

    language: str
    engine: Literal["piper", "pico", "espeak"]
    name: str
    path: Path | None
    fallback: bool


def find_voice(language: str, settings: Settings) -> VoiceSource:
    """Choose the voice of a language.

    In order: the folder of the settings, an installed voice of the manifest, SVOX Pico, eSpeak NG.

    Raises:
        InputError: The folder of the settings does not exist.
        VoiceError: Nothing speaks this language.
    """
    path = _in_folder(language, settings) or _in_store(language, settings)
    if path is not None:
        return VoiceSource(language, "piper", path.stem, path, fallback=False)
    fallbacks = _fallbacks()
    if voice := fallbacks["pico"].get(language):
        return VoiceSource(language, "pico", f"pico-{voice}", None, fallback=True)
    if voice := fallbacks["espeak"].get(language):
        return VoiceSource(language, "espeak", f"espeak-{voice}", None, fallback=True)
    raise VoiceError(f"there is no voice for the language {language!r}")


def load_voice(source: VoiceSource) -> Voice:
    """Load what ``find_voice`` has chosen.

    Raises:
        ModelError: Its files are missing or damaged.
        VoiceError: Its engine cannot be started.
    """
    # Each engine loads native libraries; a process pays only for those that it speaks with.
    if source.path is not None:
        from voicebot.speech.voices.piper import PiperVoice  # noqa: PLC0415 - see above

        return PiperVoice(source.path)
    if source.engine == "pico":
        from voicebot.speech.voices.pico import PicoVoice  # noqa: PLC0415 - see above

        return PicoVoice(_fallbacks()["pico"][source.language])
    from voicebot.speech.voices.espeak import EspeakVoice  # noqa: PLC0415 - see above

    return EspeakVoice(_fallbacks()["espeak"][source.language])


def describe(source: VoiceSource) -> str:
    """Say in one sentence what speaks a language, and what would speak better."""
    language = (
        LANGUAGES[source.language].english if source.language in LANGUAGES else (source.language)
    )
    if not source.fallback:
        return f"{language} is spoken by the Piper voice {source.name}."
    engine = "SVOX Pico" if source.engine == "pico" else "eSpeak NG, which sounds like a robot"
    better = load_manifest().voices(source.language)
    if not better:
        return f"{language} is spoken by {engine}."
    return (
        f"{language} is spoken by {engine}, because the Piper voice {better[0].name} is not "
        f"installed; `voicebot models pull {better[0].name}` gets it."
    )


@cache
def _fallbacks() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("voicebot.speech.voices").joinpath("fallbacks.yaml").read_text("utf-8")
    loaded: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return loaded


def _in_folder(language: str, settings: Settings) -> Path | None:
    folder = settings.voice.folder
    if folder is None:
        return None
    if not folder.is_dir():
        raise InputError(f"setting voice.folder: {folder} is not a folder")
    found = []
    for model in sorted(folder.glob("*.onnx")):
        try:
            config, _ = read_piper_config(model)
        except ModelError as error:
            logger.warning("{} is left out: {}", model.name, error)
            continue
        if config.language_code == language:
            found.append((_rank(config.audio.quality), model))
    return min(found)[1] if found else None


def _rank(quality: str) -> int:
    return _QUALITIES.index(quality) if quality in _QUALITIES else len(_QUALITIES)


def _in_store(language: str, settings: Settings) -> Path | None:
    for entry in load_manifest().voices(language):
        status = installed(entry, settings)
        if status.state is ModelState.PRESENT:
            return status.folder / f"{entry.name}.onnx"
        if status.state is ModelState.DAMAGED:
            logger.warning(
                "the voice {0} is damaged ({1}); run `voicebot models pull {0}`",
                entry.name,
                status.problem,
            )
    return None
