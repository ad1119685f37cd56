"""Does it sound finished? Smart Turn judges from the melody and the last words.

Source: Smart Turn v3.2 by the pipecat project; the ONNX model (8.7 MB) ships inside pipecat and
takes about 95 ms on one core, so it runs in a worker process.
"""

import numpy as np
from numpy.typing import NDArray
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3

from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE
from voicebot.workers import PoolBusyError, PoolDeadlineError, WorkerDiedError, WorkerPool

# The 23 languages of Smart Turn v3 have neither of these.
UNKNOWN_LANGUAGES = frozenset({"fa", "ro"})
"""Languages of ours that Smart Turn was not trained on; there a measured pause decides."""

_DEADLINE_SECONDS = 1.0
_QUEUE_LIMIT = 32
_NICENESS = 5


class SmartTurnWorker:
    """Judges utterances; built inside a worker process, one thread."""

    def __init__(self) -> None:
        self._analyzer = LocalSmartTurnAnalyzerV3(sample_rate=RECOGNITION_SAMPLE_RATE, cpu_count=1)

    def __call__(self, samples: NDArray[np.int16]) -> float:
        """Return the probability that the turn is complete; mono PCM at 16 kHz."""
        audio = samples.astype(np.float32) / 32768.0
        # The public interface wants the stream frame by frame with its own clock; here the
        # utterance is already cut, so the model is asked directly.
        result = self._analyzer._predict_endpoint(audio)  # noqa: SLF001 - see above
        return float(result["probability"])


class TurnCompletionPool:
    """Smart Turn in one worker process, shared by all calls."""

    def __init__(self) -> None:
        self._pool: WorkerPool[NDArray[np.int16], float] = WorkerPool(
            "turn completion",
            SmartTurnWorker,
            queue_limit=_QUEUE_LIMIT,
            deadline_seconds=_DEADLINE_SECONDS,
            # It is done long before the recogniser, which runs beside it and is waited for.
            niceness=_NICENESS,
        )

    async def start(self) -> None:
        """Load the model."""
        await self._pool.start()

    async def completion(self, samples: NDArray[np.int16]) -> float | None:
        """Probability that the utterance sounds finished; None when nobody could tell in time.

        Args:
            samples: Mono PCM at 16 kHz; the last 8 s count.
        """
        try:
            return await self._pool.run(samples[-8 * RECOGNITION_SAMPLE_RATE :])
        except (PoolBusyError, PoolDeadlineError, WorkerDiedError):
            return None

    async def close(self) -> None:
        """End the worker."""
        await self._pool.close()
