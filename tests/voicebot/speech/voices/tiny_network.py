"""A network of the shape of Piper's, small enough to be written down by hand.

Frames are the numbers of the phonemes; the decoder adds up three neighbours of each.
"""

import numpy as np

from voicebot.speech.voices.onnx_parts import encode_field

_FLOAT, _INT64 = 1, 7
DECODER_NODES = ("/dec/conv_pre/Conv", "/dec/Tanh")


def _varint_field(number: int, value: int) -> bytes:
    return bytes((number << 3, value))


def _value(name: str, kind: int) -> bytes:
    return encode_field(1, name.encode()) + encode_field(2, encode_field(1, _varint_field(1, kind)))


def _tensor(name: str, dims: tuple[int, ...], kind: int, data: bytes) -> bytes:
    return (
        b"".join(_varint_field(1, dim) for dim in dims)
        + _varint_field(2, kind)
        + encode_field(8, name.encode())
        + encode_field(9, data)
    )


def _integers(name: str, *values: int) -> bytes:
    # AttributeProto: name, ints, type INTS.
    return (
        encode_field(1, name.encode())
        + b"".join(_varint_field(8, value) for value in values)
        + b"\xa0\x01\x07"
    )


def _node(name: str, kind: str, inputs: tuple[str, ...], output: str, *attributes: bytes) -> bytes:
    return (
        b"".join(encode_field(1, tensor.encode()) for tensor in inputs)
        + encode_field(2, output.encode())
        + encode_field(3, name.encode())
        + encode_field(4, kind.encode())
        + b"".join(encode_field(5, attribute) for attribute in attributes)
    )


def tiny_network(decoder_nodes: tuple[str, str] = DECODER_NODES) -> bytes:
    """An ONNX model: phonemes, as numbers, in; one sample for each of them out."""
    weights = np.array([0.001, 0.01, 0.002], "<f4").tobytes()
    to_float = encode_field(1, b"to") + b"\x18\x01" + b"\xa0\x01\x02"
    nodes = (
        _node("/Cast", "Cast", ("input",), "numbers", to_float),
        _node("/Unsqueeze", "Unsqueeze", ("numbers", "one"), "frames"),
        _node(decoder_nodes[0], "Conv", ("frames", "weights"), "sum", _integers("pads", 1, 1)),
        _node(decoder_nodes[1], "Tanh", ("sum",), "sound"),
        _node("/Identity", "Identity", ("sound",), "output"),
    )
    graph = b"".join(
        (
            *(encode_field(1, node) for node in nodes),
            encode_field(2, b"tiny"),
            encode_field(5, _tensor("weights", (1, 1, 3), _FLOAT, weights)),
            encode_field(5, _tensor("one", (1,), _INT64, (1).to_bytes(8, "little"))),
            encode_field(11, _value("input", _INT64)),
            encode_field(11, _value("input_lengths", _INT64)),
            encode_field(11, _value("scales", _FLOAT)),
            encode_field(12, _value("output", _FLOAT)),
        )
    )
    operators = encode_field(1, b"") + _varint_field(2, 15)
    return _varint_field(1, 8) + encode_field(7, graph) + encode_field(8, operators)
