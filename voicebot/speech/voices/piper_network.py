"""The neural network of a Piper voice, whole or in two parts, on one thread."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from voicebot.errors import ModelError
from voicebot.speech.voices.base import Outline
from voicebot.speech.voices.onnx_parts import SENTENCE_INPUTS, NetworkParts, cut_before_decoder

Arguments = Mapping[str, NDArray[Any]]

# Two seconds at 22.05 kHz: the context costs an eighth more, and memory does not grow with the
# sentence.
_WINDOW_FRAMES = 172

# The decoder of a medium voice hears 10 frames to each side, that of a high one 13. What is
# further apart than this makes no difference, or the network is of another kind.
_LARGEST_CONTEXT = 32
# Less than one step of 16-bit PCM.
_EQUAL = 2e-5


class _FarReachingError(Exception):
    """A sentence can only be computed at once, as far as one can tell."""


class WholeNetwork:
    """A network that computes a sentence at once.

    Args:
        model: ``NAME.onnx``.

    Raises:
        ModelError: The file is missing or damaged.
    """

    def __init__(self, model: Path) -> None:
        self._session = open_session(model)
        _check_inputs(model, self._session)

    def audio(self, arguments: Arguments) -> NDArray[np.float32]:
        """Compute the sound of a sentence, shape ``(samples,)``."""
        return _sound(self._session.run(None, dict(arguments))[0])


class PartedNetwork:
    """A network that computes a sentence frame by frame.

    Args:
        model: ``NAME.onnx``, for messages.
        parts: Its parts.
        probe: What to speak to learn how the decoder works; at least 96 phonemes.

    Raises:
        ModelError: The file is damaged.
        _FarReachingError: The sound of a frame depends on frames far away.
    """

    def __init__(self, model: Path, parts: NetworkParts, probe: Arguments) -> None:
        self._encoder = open_session(model, parts.encoder)
        self._decoder = open_session(model, parts.decoder)
        _check_inputs(model, self._encoder)
        self._frames, self._given = parts.frames, parts.given
        self._frame_samples, self._context_frames = 1, 0
        outline = self.outline(probe).between(0, 3 * _LARGEST_CONTEXT)
        self._frame_samples = len(self.render(outline)) // outline.frames.shape[1]
        self._context_frames = _context(outline, self.render)

    def outline(self, arguments: Arguments) -> Outline:
        """Compute the frames of a sentence."""
        frames = self._encoder.run([self._frames], dict(arguments))[0][0]
        given = {name: arguments[name] for name in self._given}
        return Outline(frames, given, self._frame_samples, self._context_frames)

    def render(self, outline: Outline) -> NDArray[np.float32]:
        """Compute the sound of frames, shape ``(frames * frame_samples,)``."""
        frames = {self._frames: outline.frames[np.newaxis]}
        return _sound(self._decoder.run(None, {**frames, **outline.conditions})[0])

    def audio(self, arguments: Arguments) -> NDArray[np.float32]:
        """Compute the sound of a sentence, shape ``(samples,)``, window by window."""
        outline = self.outline(arguments)
        count, context, hop = outline.frames.shape[1], self._context_frames, self._frame_samples
        pieces = []
        for first in range(0, count, _WINDOW_FRAMES):
            begin = max(0, first - context)
            end = min(count, first + _WINDOW_FRAMES)
            audio = self.render(outline.between(begin, end + context))
            pieces.append(audio[(first - begin) * hop : (end - begin) * hop])
        return np.concatenate(pieces)


def load_network(model: Path, probe: Arguments) -> WholeNetwork | PartedNetwork:
    """Load a network, in parts where it can be cut.

    Args:
        model: ``NAME.onnx``.
        probe: What to speak to learn how the decoder works; at least 96 phonemes.

    Raises:
        ModelError: The file is missing or damaged.
    """
    try:
        parts = cut_before_decoder(model.read_bytes())
    except OSError as error:
        raise ModelError(f"{model} is missing or damaged: {error.strerror or error}") from error
    if parts is not None:
        try:
            return PartedNetwork(model, parts, probe)
        except _FarReachingError:
            pass
        except ModelError:
            raise
        except Exception as error:
            # Whatever the native parts make of weights that are none.
            raise ModelError(f"{model} is damaged: {error}") from error
    return WholeNetwork(model)


def _context(outline: Outline, render: Callable[[Outline], NDArray[np.float32]]) -> int:
    """How many frames to each side make a difference to the sound of one.

    Args:
        outline: Three times the largest context.
        render: Computes its sound.

    Raises:
        _FarReachingError: More than any decoder of Piper's.
    """
    third = _LARGEST_CONTEXT
    if outline.frames.shape[1] < 3 * third:
        raise _FarReachingError
    whole = render(outline).reshape(3 * third, -1)
    without_begin = render(outline.between(third, 3 * third)).reshape(2 * third, -1)
    without_end = render(outline.between(0, 2 * third)).reshape(2 * third, -1)
    after = np.flatnonzero(np.abs(without_begin - whole[third:]).max(axis=1) > _EQUAL)
    before = np.flatnonzero(np.abs(without_end - whole[: 2 * third]).max(axis=1) > _EQUAL)
    context = max(
        int(after[-1]) + 1 if len(after) else 0,
        2 * third - int(before[0]) if len(before) else 0,
    )
    if context >= third:
        raise _FarReachingError
    # One more, because the probe is not every sentence.
    return context + 1


def open_session(model: Path, content: bytes | None = None) -> onnxruntime.InferenceSession:
    """Open a network on one thread that gives memory back after each run.

    Args:
        model: File, and what messages call it.
        content: Taken instead of the file.

    Raises:
        ModelError: The file is missing or damaged.
    """
    options = onnxruntime.SessionOptions()
    # The pools decide how many cores are at work; a session of its own threads would fight them.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # An arena keeps what the longest sentence needed, in each voice: 200 MB for a medium one.
    options.enable_cpu_mem_arena = False
    try:
        session = onnxruntime.InferenceSession(
            str(model) if content is None else content,
            sess_options=options,
            providers=["CPUExecutionProvider"],
        )
    except Exception as error:
        # onnxruntime has a type of its own for each kind of damage and no common one.
        raise ModelError(f"{model} is missing or damaged: {error}") from error
    if content is not None:
        # Kept to try other processors when one fails; here it is a second copy of the weights.
        session._model_bytes = None  # noqa: SLF001 - see above
    return session


def _sound(output: Any) -> NDArray[np.float32]:
    audio = np.asarray(output, np.float32).reshape(-1)
    if not np.isfinite(audio).all():
        raise ArithmeticError("the network computes no numbers; its file may be damaged")
    return audio


def _check_inputs(model: Path, session: onnxruntime.InferenceSession) -> None:
    missing = SENTENCE_INPUTS - {node.name for node in session.get_inputs()}
    if missing:
        raise ModelError(f"{model} is no Piper voice: it takes no {min(missing)}")
