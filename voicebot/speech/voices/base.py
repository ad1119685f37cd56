"""What every voice promises."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Voice(Protocol):
    """Text to speech for one language; it blocks, so it belongs into a worker process."""

    @property
    def name(self) -> str:
        """Names engine and voice, for the log and as key of prepared audio."""
        ...

    @property
    def sample_rate(self) -> int:
        """Hertz of what ``synthesise`` yields."""
        ...

    def synthesise(self, text: str) -> Iterator[NDArray[np.int16]]:
        """Speak ``text``, one chunk a sentence; a text without words yields nothing.

        Yields:
            Mono PCM, shape ``(samples,)``.

        Raises:
            VoiceError: The engine cannot speak this text.
        """
        ...
