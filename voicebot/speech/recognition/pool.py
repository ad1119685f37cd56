"""The recogniser of one machine: Whisper workers behind a bounded queue."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicebot.errors import RecogniserError
from voicebot.settings import RecogniserSettings
from voicebot.speech.interfaces import NO_HINTS, RECOGNITION_SAMPLE_RATE, Transcript
from voicebot.speech.recognition.loading import LoadingWorker, arithmetic, check_files
from voicebot.speech.recognition.margins import WINDOW_SECONDS, margin_seconds
from voicebot.speech.recognition.whisper import RecognitionJob
from voicebot.workers import PoolBusyError, PoolDeadlineError, WorkerDiedError, WorkerPool

# The largest model from a slow disk. Native code that hangs must not hang the server with it.
_LOADING_SECONDS = 180.0
_SECOND_OF_SILENCE = np.zeros(RECOGNITION_SAMPLE_RATE, dtype=np.int16)


class RecogniserPool:
    """Implements ``Recogniser`` with worker processes.

    Args:
        folder: Folder of the model's files.
        settings: Model, device, workers, arithmetic, queue and deadline.

    Raises:
        InputError: This machine lacks the device or the arithmetic that is set.
    """

    def __init__(self, folder: Path, settings: RecogniserSettings) -> None:
        self._folder = folder
        self._settings = settings
        self._pool: WorkerPool[RecognitionJob, Transcript] = WorkerPool(
            "recogniser",
            LoadingWorker,
            (
                folder,
                settings.device,
                arithmetic(settings),
                _margin_seconds(settings),
                settings.beam_size,
            ),
            workers=settings.workers,
            queue_limit=settings.queue_limit,
            deadline_seconds=settings.deadline_seconds,
        )

    async def start(self) -> None:
        """Check the model's files, load it and recognise a second of silence with each worker.

        The first run of a model is its slowest; no caller should wait for it.

        Raises:
            ModelError: A file of the model is missing or damaged.
            RecogniserError: The model could not be loaded or does not run here.
        """
        await asyncio.to_thread(check_files, self._folder, self._settings.model)
        try:
            async with asyncio.timeout(_LOADING_SECONDS):
                await self._pool.start()
            # Each takes a worker of its own before the first one is done.
            await asyncio.gather(*(self._try_out() for _ in range(self._settings.workers)))
        except BaseException as error:
            await self._pool.close()
            if (reason := self._reason(error)) is None:
                raise
            raise RecogniserError(reason) from error

    def _reason(self, error: BaseException) -> str | None:
        """Why the pool could not be started, when the error does not say so itself."""
        if isinstance(error, TimeoutError):
            return f"the recogniser's model was not loaded within {_LOADING_SECONDS:.0f} s"
        if isinstance(error, PoolDeadlineError):
            return (
                f"{self._settings.model} needs more than recogniser.deadline_seconds for a second "
                "of sound on this machine; take a smaller model"
            )
        if isinstance(error, WorkerDiedError):
            return "the recogniser's process crashed over its model; run `voicebot check`"
        return None

    async def _try_out(self) -> None:
        await self._pool.run(RecognitionJob(_SECOND_OF_SILENCE, ("en",)))

    @property
    def idle(self) -> bool:
        """Whether a worker is free; see ``Recogniser.idle``."""
        return self._pool.idle

    async def transcribe(
        self,
        samples: NDArray[np.int16],
        languages: Sequence[str],
        *,
        expected: str | None = None,
        hints: Mapping[str, str] = NO_HINTS,
    ) -> Transcript:
        """Recognise one utterance; see ``Recogniser.transcribe``."""
        try:
            return await self._pool.run(
                RecognitionJob(samples, tuple(languages), expected, dict(hints))
            )
        except (PoolBusyError, PoolDeadlineError, WorkerDiedError) as error:
            raise RecogniserError(str(error)) from error

    async def close(self) -> None:
        """End the workers."""
        await self._pool.close()


def _margin_seconds(settings: RecogniserSettings) -> float:
    if settings.margin_seconds is not None:
        return settings.margin_seconds
    # A GPU encodes the full window in milliseconds; there is nothing to be saved.
    return margin_seconds(settings.model) if settings.device == "cpu" else WINDOW_SECONDS
