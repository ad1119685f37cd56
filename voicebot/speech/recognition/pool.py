"""The recogniser of one machine: Whisper workers behind a bounded queue."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicebot.errors import RecogniserError
from voicebot.settings import RecogniserSettings
from voicebot.speech.interfaces import NO_HINTS, Transcript
from voicebot.speech.recognition.whisper import RecognitionJob, WhisperWorker
from voicebot.workers import PoolBusyError, PoolDeadlineError, WorkerDiedError, WorkerPool


class RecogniserPool:
    """Implements ``Recogniser`` with worker processes.

    Args:
        folder: Folder of the model's files.
        settings: Workers, arithmetic, queue and deadline.
    """

    def __init__(self, folder: Path, settings: RecogniserSettings) -> None:
        self._pool: WorkerPool[RecognitionJob, Transcript] = WorkerPool(
            "recogniser",
            WhisperWorker,
            (
                folder,
                settings.device,
                settings.compute_type,
                settings.margin_seconds,
                settings.doubtful_below,
            ),
            workers=settings.workers,
            queue_limit=settings.queue_limit,
            deadline_seconds=settings.deadline_seconds,
        )

    async def start(self) -> None:
        """Load the models.

        Raises:
            RecogniserError: A model could not be loaded.
        """
        try:
            await self._pool.start()
        except WorkerDiedError as error:
            raise RecogniserError(
                "the recogniser's model could not be loaded; run `voicebot check`"
            ) from error

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
