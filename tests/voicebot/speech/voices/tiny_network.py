"""A network of the shape of Piper's, small enough to be written down by hand.

Frames are the numbers of the phonemes; the decoder adds up three neighbours of each and makes two
samples of them.
"""

import numpy as np

from voicebot.speech.voices.onnx_parts import encode_field

_FLOAT, _INT64 = 1, 7
WEIGHTS = np.array([0.001, 0.01, 0.002], "<f4").tobytes()


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


def _node(kind: str, inputs: tuple[str, ...], output: str, *attributes: bytes) -> bytes:
    return (
        b"".join(encode_field(1, tensor.encode()) for tensor in inputs)
        + encode_field(2, output.encode())
        + encode_field(4, kind.encode())
        + b"".join(encode_field(5, attribute) for attribute in attributes)
    )


def tiny_network(
    *, longer: bool = True, last: str = "Tanh", speakers: bool = False, speaker_input: str = "sid"
) -> bytes:
    """An ONNX model: phonemes, as numbers, in; sound out.

    Args:
        longer: Whether the decoder makes two samples of a frame; otherwise it is no decoder.
        last: The last operator; ``Softmax`` lets every sample depend on all frames.
        speakers: Whether the number of a speaker is added to what the decoder hears.
        speaker_input: Where the decoder finds that number.
    """
    to_float = encode_field(1, b"to") + b"\x18\x01" + b"\xa0\x01\x02"
    twice = np.array([1, 0.5], "<f4").tobytes()
    nodes = [
        _node("Cast", ("input",), "numbers", to_float),
        _node("Unsqueeze", ("numbers", "one"), "frames"),
        _node("Conv", ("frames", "weights"), "sum", _integers("pads", 1, 1)),
        _node("Cast", (speaker_input,), "speaker", to_float),
        _node("Add", ("sum", "speaker"), "speech"),
        _node("LeakyRelu", ("speech" if speakers else "sum",), "bent"),
        _node("ConvTranspose", ("bent", "twice"), "long", _integers("strides", 2)),
        _node(last, ("long" if longer else "bent",), "output"),
    ]
    inputs = [("input", _INT64), ("input_lengths", _INT64), ("scales", _FLOAT)]
    if not speakers:
        del nodes[3:5]
    elif speaker_input == "sid":
        inputs.append(("sid", _INT64))
    if not longer:
        del nodes[-2]
    graph = b"".join(
        (
            *(encode_field(1, node) for node in nodes),
            encode_field(2, b"tiny"),
            encode_field(5, _tensor("weights", (1, 1, 3), _FLOAT, WEIGHTS)),
            encode_field(5, _tensor("twice", (1, 1, 2), _FLOAT, twice)),
            encode_field(5, _tensor("one", (1,), _INT64, (1).to_bytes(8, "little"))),
            *(encode_field(11, _value(name, kind)) for name, kind in inputs),
            encode_field(12, _value("output", _FLOAT)),
        )
    )
    operators = encode_field(1, b"") + _varint_field(2, 15)
    return _varint_field(1, 8) + encode_field(7, graph) + encode_field(8, operators)
