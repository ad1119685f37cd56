"""Tuning the pretrained encoder to our subjects.

The upper layers learn, together with a linear head, to tell the topics from each other and what
is in scope from what is not; the lower layers, which spell and know the languages, stay as they
are. ``python -m benchmarks.understanding`` prints what that gains over the encoder as published.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from numpy.typing import NDArray

from intents.engine.features import FeatureSpace
from intents.engine.lessons import Batch, Lessons
from intents.engine.pretrained import EncoderWeights, Layer
from intents.engine.transformer import Parameters, apply_layer, pool

_SEED = 20260101
_WARM_UP = 0.1  # share of the steps in which the rate rises
_HEAD_RATE = 20.0  # how much faster the head learns, which begins with nothing
_CLIP = 1.0
_DECAY = 0.01
_SCALE = 20.0
"""Length of a sentence's vector before the head: with unit length its weights would be huge."""

_SMOOTHING = 0.1
_SCOPE_SHARE = 0.5
_IN_SCOPE_WEIGHT = 0.5  # there are about ten times as many sentences in scope as out of it


@dataclass(frozen=True, slots=True)
class TuningPlan:
    """How much is learnt.

    Attributes:
        epochs: How often every sentence is seen.
        layers: How many of the upper layers learn.
        rate: Highest learning rate of the layers.
        dropout: Share of what layers add that is left away at random.
        lost_words: Share of the pieces of words that are left away at random.
        misheard: Share of the sentences taught as a recogniser writes them, not as they were said.
    """

    epochs: int = 4
    layers: int = 8
    rate: float = 3e-4
    dropout: float = 0.1
    lost_words: float = 0.1
    misheard: float = 0.5


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was learnt.

    Attributes:
        weights: The encoder, tuned.
        features: How its embeddings become features.
        topics: Head of the topics: weights of shape (dimensions, topics), bias of shape (topics,).
        scope: Head of what is in scope: weights of shape (dimensions,), bias.
    """

    weights: EncoderWeights
    features: FeatureSpace
    topics: tuple[NDArray[np.float32], NDArray[np.float32]]
    scope: tuple[NDArray[np.float32], float]


def tune(
    weights: EncoderWeights,
    tokens: Sequence[Sequence[Sequence[int]]],
    labels: NDArray[np.intp],
    *,
    plan: TuningPlan,
    on_share: Callable[[float], None] = lambda _share: None,
) -> Tuned:
    """Learn topics and scope; the same sentences in the same order give the same result.

    Args:
        weights: Of the pretrained encoder.
        tokens: Pieces of every reading of every sentence; as it was said comes first.
        labels: Number of the topic of every sentence, -1 for those out of scope.
        plan: How much is learnt.
        on_share: Called with the share that is done.
    """
    frozen = max(0, len(weights.layers) - plan.layers)
    lessons = Lessons(weights, tokens, labels, frozen)
    mean = lessons.mean_embedding()
    parameters = _beginning(weights, frozen, int(labels.max()) + 1)
    chance = np.random.default_rng(_SEED)
    batches = [rows for _ in range(plan.epochs) for rows in lessons.batches(chance, plan.misheard)]
    optimiser = _optimiser(plan.rate, len(batches))
    apply = partial(apply_layer, heads=weights.heads, epsilon=weights.epsilon)
    loss = partial(_loss, plan, apply, jnp.asarray(mean))

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(parameters: Any, state: Any, batch: Batch, key: Array) -> tuple[Any, Any]:
        gradients = jax.grad(loss)(parameters, batch=batch, key=key)
        changes, state = optimiser.update(gradients, state, parameters)
        return optax.apply_updates(parameters, changes), state

    state = optimiser.init(parameters)
    keys = jax.random.split(jax.random.key(_SEED), len(batches))
    for done, (rows, key) in enumerate(zip(batches, keys, strict=True), start=1):
        parameters, state = step(parameters, state, lessons.fill(rows), key)
        on_share(done / len(batches))
    return _result(weights, frozen, mean, jax.tree.map(np.asarray, parameters))


def _beginning(weights: EncoderWeights, frozen: int, topics: int) -> dict[str, Any]:
    learning = weights.layers[frozen:]
    width = len(weights.segment)
    return {
        # On top of each other, so that one layer is compiled and run as often as needed.
        "layers": {name: jnp.stack([one[name] for one in learning]) for name in learning[0]},
        "head": {"weights": jnp.zeros((width, topics + 1)), "bias": jnp.zeros(topics + 1)},
    }


def _loss(
    plan: TuningPlan,
    apply_one: Callable[..., Array],
    mean: Array,
    parameters: Any,
    *,
    batch: Batch,
    key: Array,
) -> Array:
    """What is to become small: the surprise at the topics and at what is in scope."""
    lost, dropped = jax.random.split(key)
    first = jnp.arange(batch["present"].shape[1]) == 0  # a text never loses everything
    heard = jax.random.bernoulli(lost, 1 - plan.lost_words, batch["present"].shape) | first
    present = batch["present"] & heard

    def apply(states: Array, layer: tuple[Parameters, Array]) -> tuple[Array, None]:
        dropout = (layer[1], plan.dropout)
        return apply_one(layer[0], states, present, dropout=dropout), None

    keys = jax.random.split(dropped, len(parameters["layers"]["query"]))
    states, _ = jax.lax.scan(apply, batch["states"], (parameters["layers"], keys))
    vectors = _SCALE * _features(pool(states, present), mean)
    scores = vectors @ parameters["head"]["weights"] + parameters["head"]["bias"]
    counted = batch["counted"].astype(scores.dtype)
    inside = (batch["labels"] >= 0) * counted
    wanted = optax.smooth_labels(jax.nn.one_hot(batch["labels"], scores.shape[1] - 1), _SMOOTHING)
    topics = inside * optax.softmax_cross_entropy(scores[:, :-1], wanted)
    weight = counted * jnp.where(inside > 0, _IN_SCOPE_WEIGHT, 1.0)
    # Smoothed like the topics: without it one near miss outweighs ten plain questions.
    opinion = _SMOOTHING / 2 + (1 - _SMOOTHING) * inside
    scope = weight * optax.sigmoid_binary_cross_entropy(scores[:, -1], opinion)
    total: Array = (topics.sum() + _SCOPE_SHARE * scope.sum()) / counted.sum()
    return total


def _features(vectors: Array, mean: Array) -> Array:
    """The same as ``FeatureSpace.transform``, differentiable."""
    difference = vectors - mean
    return difference * jax.lax.rsqrt((difference**2).sum(axis=1, keepdims=True) + 1e-12)


def _optimiser(rate: float, steps: int) -> optax.GradientTransformation:
    """AdamW whose rate rises and falls in straight lines (Loshchilov and Hutter, 2019)."""
    rising = max(1, int(_WARM_UP * steps))

    def schedule(highest: float) -> optax.Schedule:
        rise = optax.linear_schedule(0.0, highest, rising)
        fall = optax.linear_schedule(highest, 0.0, max(1, steps - rising))
        return optax.join_schedules([rise, fall], [rising])

    parts = {
        "layers": optax.adamw(schedule(rate), weight_decay=_DECAY),
        "head": optax.adamw(schedule(_HEAD_RATE * rate), weight_decay=_DECAY),
    }
    return optax.chain(
        optax.clip_by_global_norm(_CLIP), optax.partition(parts, {name: name for name in parts})
    )


def _result(
    weights: EncoderWeights, frozen: int, mean: NDArray[np.float32], learnt: dict[str, Any]
) -> Tuned:
    stacked, head = learnt["layers"], learnt["head"]
    upper: list[Layer] = [
        {name: array[number] for name, array in stacked.items()}
        for number in range(len(stacked["query"]))
    ]
    directions = _SCALE * head["weights"]
    return Tuned(
        weights=replace(weights, layers=(*weights.layers[:frozen], *upper)),
        features=FeatureSpace(mean),
        topics=(directions[:, :-1], head["bias"][:-1]),
        scope=(directions[:, -1], float(head["bias"][-1])),
    )
