"""Both sides of a simulated call."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from telephony.call import Samples
from voicebot.simulation.voices import TELEPHONE_RATE


@dataclass(frozen=True, slots=True)
class Recording:
    """What was said and heard at the caller's end, aligned sample by sample, 8 kHz.

    Attributes:
        caller: What the caller said, shape ``(samples,)``.
        assistant: What the caller heard, shape ``(samples,)``.
    """

    caller: Samples
    assistant: Samples

    def write(self, path: Path) -> None:
        """Write a WAV file of 16 bits: the caller on the left, the assistant on the right."""
        stereo = np.stack([self.caller, self.assistant], axis=1)
        soundfile.write(path, stereo, TELEPHONE_RATE, subtype="PCM_16")


class Recorder:
    """Collects a recording tick by tick."""

    def __init__(self) -> None:
        self._caller: list[Samples] = []
        self._assistant: list[Samples] = []

    def add(self, caller: Samples, assistant: Samples) -> None:
        """Append the same stretch of time of both sides."""
        if len(caller) != len(assistant):
            raise ValueError("both sides of a tick have the same length")
        self._caller.append(caller)
        self._assistant.append(assistant)

    def finish(self) -> Recording:
        """Everything added so far."""
        nothing = np.zeros(0, np.int16)
        return Recording(
            np.concatenate([nothing, *self._caller]), np.concatenate([nothing, *self._assistant])
        )
