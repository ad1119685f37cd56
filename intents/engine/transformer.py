"""The encoder as a function of its weights, for training; ``encoder`` runs the finished one.

The architecture is that of BERT (Devlin et al., 2019, arXiv:1810.04805): attention over all
tokens, then two dense layers, each added to its input and normalised.
"""

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from intents.engine.pretrained import EncoderWeights

Operand = Array | NDArray[np.float32]

Parameters = Mapping[str, Operand]
"""Weights of one layer, named as in ``pretrained``."""

_HIDDEN = -1e9
"""Added to the attention to places without a token."""


def embed(weights: EncoderWeights, tokens: NDArray[np.int_]) -> NDArray[np.float32]:
    """Look up the tokens of a text.

    Args:
        weights: Of the encoder.
        tokens: Numbers of pieces, shape (length,).

    Returns:
        States below the first layer, shape (length, dimensions).
    """
    states = weights.words[tokens] + weights.positions[: len(tokens)] + weights.segment
    states -= states.mean(axis=-1, keepdims=True)
    deviation = np.sqrt((states**2).mean(axis=-1, keepdims=True) + weights.epsilon)
    return np.asarray(states / deviation * weights.scale + weights.shift, np.float32)


def apply_layer(
    layer: Parameters,
    states: Array,
    present: Array,
    *,
    heads: int,
    epsilon: float,
    dropout: tuple[Array, float] | None = None,
) -> Array:
    """Apply one layer.

    Args:
        layer: Its weights.
        states: Shape (n, length, dimensions).
        present: Whether there is a token, shape (n, length).
        heads: Attention heads.
        epsilon: Added to variances.
        dropout: Random key, and share of what both halves add that is left away; None: nothing.

    Returns:
        States of the same shape.
    """
    attended = _dense(layer, "attention_output", _attention(layer, states, present, heads))
    keys = jax.random.split(dropout[0]) if dropout else (None, None)
    share = dropout[1] if dropout else 0.0
    middle = _normalised(
        states + _dropped(attended, keys[0], share),
        layer["attention_scale"],
        layer["attention_shift"],
        epsilon,
    )
    expanded = jax.nn.gelu(_dense(layer, "expansion", middle), approximate=False)
    contracted = _dense(layer, "contraction", expanded)
    return _normalised(
        middle + _dropped(contracted, keys[1], share),
        layer["output_scale"],
        layer["output_shift"],
        epsilon,
    )


def pool(states: Array, present: Array) -> Array:
    """Return the mean state of each text, shape (n, dimensions)."""
    counted = present[:, :, None].astype(states.dtype)
    return (states * counted).sum(axis=1) / counted.sum(axis=1)


def _attention(layer: Parameters, states: Array, present: Array, heads: int) -> Array:
    count, length, width = states.shape
    size = width // heads

    def by_head(name: str) -> Array:
        return _dense(layer, name, states).reshape(count, length, heads, size).transpose(0, 2, 1, 3)

    scores = jnp.einsum("nhqd,nhkd->nhqk", by_head("query"), by_head("key")) * size**-0.5
    scores += jnp.where(present, 0.0, _HIDDEN)[:, None, None, :]
    mixed = jnp.einsum("nhqk,nhkd->nhqd", jax.nn.softmax(scores, axis=-1), by_head("value"))
    return mixed.transpose(0, 2, 1, 3).reshape(count, length, width)


def _dense(layer: Parameters, name: str, states: Array) -> Array:
    return states @ layer[name].T + layer[f"{name}_bias"]


def _dropped(states: Array, key: Array | None, share: float) -> Array:
    if key is None or not share:
        return states
    kept = jax.random.bernoulli(key, 1 - share, states.shape)
    return jnp.where(kept, states / (1 - share), 0.0)


def _normalised(states: Array, scale: Operand, shift: Operand, epsilon: float) -> Array:
    centred = states - states.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    return centred * jax.lax.rsqrt(variance + epsilon) * scale + shift
