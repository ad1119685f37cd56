"""Voice activity by Silero VAD, one model session shared by all calls.

Source: Silero Team, "Silero VAD: pre-trained enterprise-grade Voice Activity Detector" (2021);
the ONNX model ships inside pipecat.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from voicebot.turns.quietness import Quietness

WINDOW_SECONDS = 0.032
"""The model judges windows of 32 ms: 256 samples at 8 kHz, 512 at 16 kHz."""

_CONTEXT_SAMPLES = {8_000: 32, 16_000: 64}
# Long silence and music leave the recurrent state unable to notice the speech that follows
# (measured by the pipecat project at 8 kHz); it is cleared in clear silence about this often.
_RESET_SECONDS = 2.0
_QUIET_PROBABILITY = 0.1
_QUIET_WINDOWS = 5


@cache
def _shared_session() -> onnxruntime.InferenceSession:
    """One session a process: its own for every call would cost 10 MB and up to 90 ms each."""
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    path = resources.files("pipecat.audio.vad.data").joinpath("silero_vad.onnx")
    return onnxruntime.InferenceSession(
        path.read_bytes(), sess_options=options, providers=["CPUExecutionProvider"]
    )


@dataclass(frozen=True, slots=True)
class Window:
    """32 ms of sound.

    Attributes:
        speech_probability: By Silero, which notices the end of speech late.
        quiet: Whether it is silence by loudness, next to the speech before it.
    """

    speech_probability: float
    quiet: bool = False


class VoiceActivity:
    """Voice and silence in one audio stream; about 0.3 ms of arithmetic a window.

    Args:
        sample_rate: 8000 or 16000 Hz.

    Raises:
        ValueError: Another sample rate.
    """

    def __init__(self, sample_rate: int) -> None:
        if sample_rate not in _CONTEXT_SAMPLES:
            raise ValueError(f"voice activity needs 8000 or 16000 Hz, not {sample_rate}")
        self._session = _shared_session()
        self._rate = np.array(sample_rate, dtype=np.int64)
        self._context_samples = _CONTEXT_SAMPLES[sample_rate]
        self._pending = np.zeros(0, dtype=np.int16)
        self.window_samples = round(sample_rate * WINDOW_SECONDS)
        self._reset_windows = round(_RESET_SECONDS / WINDOW_SECONDS)
        self._quietness = Quietness()
        self._reset()

    def _reset(self) -> None:
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._context = np.zeros((1, self._context_samples), dtype=np.float32)
        self._windows_since_reset = 0
        self._quiet_windows = 0

    @property
    def pending_seconds(self) -> float:
        """Sound that is not yet a whole window."""
        return len(self._pending) / float(self._rate)

    def process(self, samples: NDArray[np.int16]) -> list[Window]:
        """Judge the next piece of the stream.

        Args:
            samples: Mono PCM of any length, shape ``(samples,)``.

        Returns:
            Each window of 32 ms that was completed.
        """
        self._pending = np.concatenate((self._pending, samples))
        windows = []
        while len(self._pending) >= self.window_samples:
            window = self._pending[: self.window_samples]
            self._pending = self._pending[self.window_samples :]
            windows.append(Window(self._judge(window), self._quietness.is_quiet(window)))
        return windows

    def _judge(self, window: NDArray[np.int16]) -> float:
        audio = np.concatenate(
            (self._context, window[np.newaxis].astype(np.float32) / 32768.0), axis=1
        )
        output, self._state = self._session.run(
            None, {"input": audio, "state": self._state, "sr": self._rate}
        )
        self._context = audio[:, -self._context_samples :]
        probability = float(output[0, 0])
        self._windows_since_reset += 1
        self._quiet_windows = self._quiet_windows + 1 if probability < _QUIET_PROBABILITY else 0
        if self._windows_since_reset >= self._reset_windows and (
            self._quiet_windows >= _QUIET_WINDOWS
        ):
            self._reset()
        return probability
