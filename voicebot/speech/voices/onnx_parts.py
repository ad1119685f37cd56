"""Cuts a Piper network in two, so that its speech can be heard while the rest is computed.

Piper's networks are VITS (Kim, Kong and Son, 2021): everything up to the latent frames takes the
whole sentence at once and a fifth of the time; the decoder (HiFi-GAN) that turns frames into sound
takes the rest, and hears only a few frames around each moment. Cut before the decoder, a network
speaks the first half second of any sentence early and needs memory for a piece instead of a
sentence.

The file is a message of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/) as
``onnx.proto`` describes it. Records of the graph are told apart and copied as they are; of a
record only names are read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

# Numbers of fields in onnx.proto: ModelProto, GraphProto, NodeProto, TensorProto, ValueInfoProto.
_GRAPH = 7
_NODE, _GRAPH_NAME, _WEIGHTS, _INPUT, _OUTPUT = 1, 2, 5, 11, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_OPERATOR = 1, 2, 4
_TENSOR_NAME = 8
_VALUE_NAME = 1
# ValueInfoProto.type, TypeProto.tensor_type, its element type float and shape of three dimensions.
_FLOAT_OF_THREE_DIMENSIONS = b"\x12\x0c\x0a\x0a\x08\x01\x12\x06\x0a\x00\x0a\x00\x0a\x00"

# Nothing before the decoder makes anything longer; it begins with a convolution, to which that of
# the speaker may be added.
_LONGER = "ConvTranspose"
_FIRST_OF_DECODER = "Conv"
_BETWEEN_BOTH = ("LeakyRelu", "Add")

SENTENCE_INPUTS = frozenset({"input", "input_lengths", "scales"})
"""What every Piper network takes: phonemes, their number, and how much noise and time."""


@dataclass(frozen=True, slots=True)
class NetworkParts:
    """A network in two models.

    Attributes:
        encoder: Takes what the network takes, returns the latent frames.
        decoder: Takes the latent frames and what is ``given``, returns the sound.
        frames: Name of the latent frames, ``(1, channels, frames)``.
        given: Names of those inputs of the network that the decoder takes, too: the speaker.
    """

    encoder: bytes
    decoder: bytes
    frames: str
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    record: memoryview


@dataclass(frozen=True, slots=True)
class _Graph:
    """A graph taken apart.

    Attributes:
        head: The records of the model around the graph.
        nodes: In the order of computation.
        weights: Records of constant tensors by name.
        inputs: Records by name.
        outputs: Records by name.
    """

    head: list[memoryview]
    nodes: list[_Node]
    weights: dict[str, memoryview]
    inputs: dict[str, memoryview]
    outputs: dict[str, memoryview]


def cut_before_decoder(model: bytes) -> NetworkParts | None:
    """Cut a network of Piper's architecture; None for any other.

    Args:
        model: Contents of the ``.onnx`` file.
    """
    try:
        return _cut(memoryview(model))
    except (IndexError, UnicodeDecodeError, ValueError):
        # Damaged, or not ONNX at all; who loads it as a whole is told in what way.
        return None


def _cut(model: memoryview) -> NetworkParts | None:
    graph = _take_apart(model)
    first = _first_of_decoder(graph.nodes)
    if first is None:
        return None
    frames = first.inputs[0]
    encoder = _needed(graph.nodes, (frames,))
    decoder = _needed(graph.nodes, tuple(graph.outputs), given=frames)
    read = {name for node in decoder for name in node.inputs}
    given = tuple(name for name in graph.inputs if name in read)
    if first not in decoder or not SENTENCE_INPUTS.isdisjoint(given):
        return None
    between = memoryview(encode_field(_VALUE_NAME, frames.encode()) + _FLOAT_OF_THREE_DIMENSIONS)
    return NetworkParts(
        encoder=_assemble(graph, encoder, list(graph.inputs.values()), [between]),
        decoder=_assemble(
            graph,
            decoder,
            [between, *(graph.inputs[name] for name in given)],
            list(graph.outputs.values()),
        ),
        frames=frames,
        given=given,
    )


def _first_of_decoder(nodes: Sequence[_Node]) -> _Node | None:
    makers = {output: node for node in nodes for output in node.outputs}
    longer = next((node for node in nodes if node.operator == _LONGER), None)
    node = makers.get(longer.inputs[0]) if longer else None
    while node is not None and node.operator in _BETWEEN_BOTH:
        node = makers.get(node.inputs[0])
    return node if node is not None and node.operator == _FIRST_OF_DECODER else None


def _take_apart(model: memoryview) -> _Graph:
    graph = _Graph([], [], {}, {}, {})
    body = model[:0]
    for number, value, record in _fields(model):
        if number == _GRAPH:
            body = value
        else:
            graph.head.append(record)
    for number, value, record in _fields(body):
        if number == _NODE:
            graph.nodes.append(_read_node(value, record))
        elif number == _WEIGHTS:
            graph.weights[_name(value, _TENSOR_NAME)] = record
        elif number == _INPUT:
            graph.inputs[_name(value, _VALUE_NAME)] = value
        elif number == _OUTPUT:
            graph.outputs[_name(value, _VALUE_NAME)] = value
    return graph


def _assemble(
    graph: _Graph,
    nodes: Sequence[_Node],
    inputs: Sequence[memoryview],
    outputs: Sequence[memoryview],
) -> bytes:
    used = {name for node in nodes for name in node.inputs}
    body = b"".join(
        (
            encode_field(_GRAPH_NAME, b"voice"),
            *(node.record for node in nodes),
            *(record for name, record in graph.weights.items() if name in used),
            *(encode_field(_INPUT, value) for value in inputs),
            *(encode_field(_OUTPUT, value) for value in outputs),
        )
    )
    return b"".join((*graph.head, encode_field(_GRAPH, body)))


def _needed(nodes: Sequence[_Node], wanted: Sequence[str], given: str = "") -> list[_Node]:
    """The nodes that lead from inputs, or from what is ``given``, to what is ``wanted``."""
    missing = set(wanted)
    kept = []
    # Nodes are sorted by dependency (onnx.proto), so that one pass from the end suffices.
    for node in reversed(nodes):
        if not missing.isdisjoint(node.outputs):
            kept.append(node)
            missing.update(node.inputs)
            missing.discard(given)
    return kept[::-1]


def _read_node(message: memoryview, record: memoryview) -> _Node:
    inputs, outputs, operator = [], [], ""
    for number, value, _ in _fields(message):
        if number == _NODE_INPUT:
            inputs.append(str(value, "utf-8"))
        elif number == _NODE_OUTPUT:
            outputs.append(str(value, "utf-8"))
        elif number == _NODE_OPERATOR:
            operator = str(value, "utf-8")
    return _Node(operator, tuple(inputs), tuple(outputs), record)


def _name(message: memoryview, field: int) -> str:
    for number, value, _ in _fields(message):
        if number == field:
            return str(value, "utf-8")
    return ""


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview, memoryview]]:
    """Yield number, value and whole record of each field; numbers as values are left empty.

    Raises:
        IndexError, ValueError: This is no message.
    """
    position = 0
    while position < len(message):
        begin = position
        key, position = _varint(message, position)
        kind = key & 7
        value = message[:0]
        if kind == _BYTES:
            length, position = _varint(message, position)
            if length > len(message) - position:
                raise ValueError("a field ends after its message")
            value = message[position : position + length]
            position += length
        elif kind == _VARINT:
            _, position = _varint(message, position)
        elif kind in (_FIXED32, _FIXED64):
            position += 4 if kind == _FIXED32 else 8
        else:
            raise ValueError(f"unknown wire type {kind}")
        yield key >> 3, value, message[begin:position]


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    number = message[position]
    position += 1
    if number < 0x80:
        return number, position
    number &= 0x7F
    shift = 7
    while True:
        byte = message[position]
        position += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, position
        shift += 7
        if shift > 63:
            raise ValueError("a number is longer than 64 bits")


def encode_field(number: int, value: bytes | memoryview) -> bytes:
    """A field of bytes in the wire format."""
    return b"".join((_encode(number << 3 | _BYTES), _encode(len(value)), value))


def _encode(number: int) -> bytes:
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)
