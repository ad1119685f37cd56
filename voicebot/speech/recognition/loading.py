"""Makes sure of a model before native code reads it, and says in a sentence what is wrong.

CTranslate2 believes what it reads: from a file in which single bytes have changed it loads
nonsense, or crashes. So files are compared with their published digests first.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

import ctranslate2

from voicebot.errors import InputError, ModelError, RecogniserError
from voicebot.models.digests import difference
from voicebot.models.manifest import load_manifest
from voicebot.settings import RecogniserSettings
from voicebot.speech.interfaces import Transcript
from voicebot.speech.recognition.whisper import RecognitionJob, WhisperWorker

# Fastest of those whose errors are the same as those of full precision.
_ARITHMETIC = {"cpu": "int8", "cuda": "float16"}
# CTranslate2 chooses by itself: as the file was written, or what is fastest.
_CHOICES_OF_CTRANSLATE2 = {"default", "auto"}


def check_files(folder: Path, name: str) -> None:
    """Compare a model's files with the manifest, byte for byte; 0.2 s for Whisper base.

    Args:
        folder: Where they are.
        name: The model's name in the manifest.

    Raises:
        InputError: The manifest has no such model.
        ModelError: A file is missing, changed or cannot be read.
    """
    for file in load_manifest().find(name).files:
        try:
            problem = difference(folder / file.path, file)
        except FileNotFoundError:
            problem = "missing"
        except OSError as error:
            problem = f"cannot be read ({error.strerror})"
        if problem:
            raise ModelError(
                f"the model {name} is damaged ({file.path}: {problem}); "
                f"run `voicebot models pull {name}`"
            )


def arithmetic(settings: RecogniserSettings) -> str:
    """CTranslate2's compute type for the device that is set.

    Raises:
        InputError: This machine has no such device, or the device no such arithmetic.
    """
    if settings.device == "cuda" and not ctranslate2.get_cuda_device_count():
        raise InputError(
            "setting recogniser.device is cuda, but no NVIDIA GPU can be used on this machine; "
            "set it to cpu"
        )
    wanted = settings.compute_type or _ARITHMETIC[settings.device]
    possible = ctranslate2.get_supported_compute_types(settings.device) | _CHOICES_OF_CTRANSLATE2
    if wanted not in possible:
        raise InputError(
            f"setting recogniser.compute_type: {wanted!r} is not possible on {settings.device} "
            f"here; possible: {', '.join(sorted(possible))}"
        )
    return wanted


class LoadingWorker:
    """A ``WhisperWorker`` that says why when it cannot load its model, and tries again.

    An exception while a worker process starts would only end it: the reason would be lost in a
    traceback.

    Args:
        arguments: Those of ``WhisperWorker``.
    """

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments
        self._worker: WhisperWorker | None = None
        with suppress(RecogniserError):  # Jobs will tell.
            self._load()

    def __call__(self, job: RecognitionJob) -> Transcript:
        """Recognise one utterance.

        Raises:
            RecogniserError: The model cannot be loaded, or native code failed on the utterance.
        """
        worker = self._worker or self._load()
        try:
            return worker(job)
        # What CTranslate2 raises: the first when memory is short, the second for other models.
        except (RuntimeError, ValueError) as error:
            raise RecogniserError(f"the recogniser failed: {_sentence(error)}") from error

    def _load(self) -> WhisperWorker:
        try:
            worker = WhisperWorker(*self._arguments)
        except Exception as error:  # The tokenizers package raises just that.
            raise RecogniserError(
                f"the recogniser's model could not be loaded: {_sentence(error)}"
            ) from error
        self._worker = worker
        return worker


def _sentence(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__
