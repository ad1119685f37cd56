"""What every voice promises."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from dialogs.actions import Pace

SPEEDS: Mapping[Pace, float] = MappingProxyType({Pace.NORMAL: 1.0, Pace.SLOW: 0.75})
"""Factor of the speaking rate. Slow is how people dictate; slower, vowels begin to drag."""


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

    def synthesise(self, text: str, *, speed: float = 1.0) -> Iterator[NDArray[np.int16]]:
        """Speak ``text``, one chunk a sentence; a text without words yields nothing.

        Args:
            text: Anything; what cannot be spoken is left out.
            speed: Factor of the speaking rate; the pitch stays as it is.

        Yields:
            Mono PCM as loud as the engine makes it, shape ``(samples,)``.

        Raises:
            VoiceError: The engine cannot speak this text.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outline:
    """A sentence whose melody and timing are settled and whose sound is still to be computed.

    Attributes:
        frames: Latent frames in order of time, shape ``(channels, frames)``.
        conditions: What else the sound depends on, the same at all times.
        frame_samples: Samples of sound that one frame becomes.
        context_frames: Neighbours on each side that a frame's sound depends on.
    """

    frames: NDArray[np.float32]
    conditions: Mapping[str, NDArray[Any]]
    frame_samples: int
    context_frames: int

    @property
    def samples(self) -> int:
        """Samples of the whole sentence."""
        return int(self.frames.shape[1]) * self.frame_samples

    def between(self, first_frame: int, end_frame: int) -> "Outline":
        """The frames from the first up to, without, the end."""
        frames = np.ascontiguousarray(self.frames[:, first_frame:end_frame])
        return Outline(frames, self.conditions, self.frame_samples, self.context_frames)


@runtime_checkable
class PiecewiseVoice(Voice, Protocol):
    """A voice that can be heard before the end of a sentence is computed."""

    def outline(self, text: str, *, speed: float = 1.0) -> Outline | None:
        """Settle how ``text`` will be spoken; None when only ``synthesise`` can speak it.

        Raises:
            VoiceError: The engine cannot speak this text.
        """
        ...

    def render(self, outline: Outline) -> NDArray[np.float32]:
        """Compute the sound of an outline or a part of one.

        Returns:
            Mono with full scale at 1, shape ``(frames * frame_samples,)``. Near the edges of a
            part, as far as its context reaches, it is not what it is within the whole.

        Raises:
            VoiceError: The engine cannot.
        """
        ...
