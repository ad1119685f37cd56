"""Training sentences in batches of one shape, as far as the layers that do not learn take them."""

from collections.abc import Iterator, Sequence

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from intents.engine.pretrained import EncoderWeights, Layer
from intents.engine.transformer import apply_layer, embed, pool

_LENGTHS = (8, 12, 16, 20, 24, 32, 48, 128)
"""Lengths that batches are padded to; each other shape would be compiled by itself."""

_BATCH_TOKENS = 1152

Batch = dict[str, Array]
"""``states`` (rows, length, dimensions), ``present`` (rows, length): whether there is a token,
``labels`` (rows,): number of the topic or -1, ``counted`` (rows,): False for rows that fill up."""


class Lessons:
    """Sentences in one or several readings, each computed once up to the first layer that learns.

    A row is one reading of one sentence.

    Args:
        weights: Of the encoder.
        tokens: Pieces of every reading of every sentence; as it was said comes first.
        labels: Number of the topic of every sentence, -1 for those out of scope.
        frozen: How many of the lower layers do not learn.
    """

    def __init__(
        self,
        weights: EncoderWeights,
        tokens: Sequence[Sequence[Sequence[int]]],
        labels: NDArray[np.intp],
        frozen: int,
    ) -> None:
        self._weights, self._frozen = weights, frozen
        self._readings = np.array([len(readings) for readings in tokens])
        self._labels = np.repeat(labels, self._readings)
        rows = [pieces for readings in tokens for pieces in readings]
        self._lengths = np.array([min(n for n in _LENGTHS if n >= len(row)) for row in rows])
        self._states = self._below(rows)

    def batches(self, chance: np.random.Generator, misheard: float) -> list[NDArray[np.intp]]:
        """Deal one reading of each sentence to batches of about equal length.

        Args:
            chance: Draws the readings and the batches.
            misheard: Share of the sentences that are not taken as they were said.

        Returns:
            The rows of each batch.
        """
        others = self._readings - 1
        other = 1 + (chance.random(len(others)) * others).astype(np.intp)
        reading = np.where((chance.random(len(others)) < misheard) & (others > 0), other, 0)
        first = np.cumsum(self._readings) - self._readings
        dealt = list(self._dealt(first + reading, chance))
        return [dealt[place] for place in chance.permutation(len(dealt))]

    def fill(self, rows: NDArray[np.intp]) -> Batch:
        """Return the readings in ``rows`` as a batch."""
        shape = self._shape(rows)
        states = np.zeros((*shape, self._states[0].shape[1]), np.float32)
        present = np.zeros(shape, np.bool_)
        for place, row in enumerate(rows):
            size = len(self._states[row])
            states[place, :size], present[place, :size] = self._states[row], True
        present[len(rows) :, 0] = True  # the mean of nothing is no number
        labels = np.zeros(shape[0], np.int32)
        labels[: len(rows)] = self._labels[rows]
        counted = np.arange(shape[0]) < len(rows)
        return {
            "states": jnp.asarray(states),
            "present": jnp.asarray(present),
            "labels": jnp.asarray(labels),
            "counted": jnp.asarray(counted),
        }

    def mean_embedding(self) -> NDArray[np.float32]:
        """Mean of the embeddings of all rows before anything is learnt, shape (dimensions,)."""
        total = np.zeros(self._weights.segment.shape, np.float64)
        for rows in self._dealt(np.arange(len(self._states))):
            batch = self.fill(rows)
            states = self._run(self._weights.layers[self._frozen :], batch)
            total += np.asarray(pool(states, batch["present"]))[: len(rows)].sum(axis=0)
        return np.asarray(total / len(self._states), np.float32)

    def _below(self, tokens: Sequence[Sequence[int]]) -> list[NDArray[np.float16]]:
        """What the frozen layers make of every row, shape (tokens, dimensions) each."""
        # Half precision halves the memory: 25,000 sentences in two readings are 540 MB.
        self._states = [
            np.asarray(embed(self._weights, np.array(pieces)), np.float16) for pieces in tokens
        ]
        states = list(self._states)
        for rows in self._dealt(np.arange(len(states))):
            computed = np.asarray(self._run(self._weights.layers[: self._frozen], self.fill(rows)))
            for place, row in enumerate(rows):
                states[row] = computed[place, : len(tokens[row])].astype(np.float16)
        return states

    def _dealt(
        self, all_rows: NDArray[np.intp], chance: np.random.Generator | None = None
    ) -> Iterator[NDArray[np.intp]]:
        lengths = self._lengths[all_rows]
        for length in np.unique(lengths):
            rows = all_rows[lengths == length]
            if chance is not None:
                chance.shuffle(rows)
            size = _BATCH_TOKENS // int(length)
            yield from (rows[start : start + size] for start in range(0, len(rows), size))

    def _shape(self, rows: NDArray[np.intp]) -> tuple[int, int]:
        length = int(self._lengths[rows[0]])
        return _BATCH_TOKENS // length, length

    def _run(self, layers: Sequence[Layer], batch: Batch) -> Array:
        states = batch["states"]
        for layer in layers:
            states = _apply_layer(
                layer,
                states,
                batch["present"],
                heads=self._weights.heads,
                epsilon=self._weights.epsilon,
            )
        return states


_apply_layer = jax.jit(apply_layer, static_argnames=("heads", "epsilon"))
