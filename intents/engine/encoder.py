"""Sentence encoders: text in, one vector of meaning out."""

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Protocol

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray

from intents.engine.pretrained import EncoderWeights
from intents.engine.tokens import tokenize

_BATCH = 32


class SentenceEncoder(Protocol):
    """Anything that turns sentences of any language into vectors of one space."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector a text, shape (n, dimensions); never raises on odd text."""
        ...


class CompiledEncoder:
    """An encoder written by ``compile_encoder``, run by CTranslate2 with 8-bit weights.

    A sentence takes about 4 ms on one core. It may be used from several threads; each call uses
    one core, since calls share the machine.

    Args:
        folder: Where it was written.

    Raises:
        RuntimeError: It is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._encoder = ctranslate2.Encoder(
            str(folder), device="cpu", compute_type="int8", intra_threads=1
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed each text: the mean of its tokens, shape (n, 384), in CTranslate2's precision."""
        vectors = [
            self._means([tokenize(text) for text in texts[start : start + _BATCH]])
            for start in range(0, len(texts), _BATCH)
        ]
        return np.concatenate(vectors) if vectors else np.zeros((0, 0), np.float32)

    def _means(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        output = self._encoder.forward_batch(tokens, token_type_ids=[[0] * len(t) for t in tokens])
        states = np.asarray(output.last_hidden_state)
        return np.stack(
            [states[row, : len(pieces)].mean(axis=0) for row, pieces in enumerate(tokens)]
        )


def compile_encoder(weights: EncoderWeights, folder: Path) -> None:
    """Write ``weights`` as CTranslate2 runs them, 120 MB.

    Args:
        weights: Of the encoder; rounded to 8 bits.
        folder: Made when missing.

    Raises:
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _specification(weights).save(str(folder))


def _specification(given: EncoderWeights) -> transformer_spec.TransformerEncoderModelSpec:
    weights = deepcopy(given)  # rounding happens in place
    encoder = transformer_spec.TransformerEncoderSpec(
        len(weights.layers),
        weights.heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights.words
    encoder.embeddings[1].weight = weights.segment[None]
    encoder.position_encodings.encodings = weights.positions
    encoder.layernorm_embedding.gamma = weights.scale
    encoder.layernorm_embedding.beta = weights.shift
    for layer, place in zip(weights.layers, encoder.layer, strict=True):
        projections = ("query", "key", "value")
        attention, dense = place.self_attention, place.ffn
        attention.linear[0].weight = np.concatenate([layer[name] for name in projections])
        attention.linear[0].bias = np.concatenate([layer[f"{name}_bias"] for name in projections])
        attention.linear[1].weight = layer["attention_output"]
        attention.linear[1].bias = layer["attention_output_bias"]
        attention.layer_norm.gamma = layer["attention_scale"]
        attention.layer_norm.beta = layer["attention_shift"]
        dense.linear_0.weight, dense.linear_0.bias = layer["expansion"], layer["expansion_bias"]
        dense.linear_1.weight, dense.linear_1.bias = layer["contraction"], layer["contraction_bias"]
        dense.layer_norm.gamma = layer["output_scale"]
        dense.layer_norm.beta = layer["output_shift"]
    model = transformer_spec.TransformerEncoderModelSpec(encoder)
    # Texts come as numbers of pieces; the names only have to be as many.
    model.register_vocabulary([str(number) for number in range(len(weights.words))])
    model.config.unk_token = "0"  # noqa: S105 - the name of a piece, not a secret
    model.config.layer_norm_epsilon = float(weights.epsilon)
    model.validate()
    model.optimize(quantization="int8")
    return model
