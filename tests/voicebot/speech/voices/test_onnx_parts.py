from typing import Any

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.voicebot.speech.voices.tiny_network import tiny_network
from voicebot.speech.voices.onnx_parts import cut_before_decoder


def run(model: bytes, arguments: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
    return np.asarray(onnxruntime.InferenceSession(model).run(None, arguments)[0], np.float32)


@pytest.mark.parametrize("speakers", [False, True])
def test_both_parts_together_compute_what_the_whole_computes(speakers: bool) -> None:
    model = tiny_network(speakers=speakers)
    parts = cut_before_decoder(model)
    assert parts is not None
    assert parts.given == (("sid",) if speakers else ())
    arguments: dict[str, NDArray[Any]] = {
        "input": np.array([[3, 1, 4, 1, 5]], np.int64),
        "input_lengths": np.array([5], np.int64),
        "scales": np.ones(3, np.float32),
    }
    if speakers:
        arguments["sid"] = np.array([2], np.int64)
    frames = run(parts.encoder, arguments)
    given = {name: arguments[name] for name in parts.given}
    sound = run(parts.decoder, {parts.frames: frames, **given})
    assert frames.shape == (1, 1, 5)
    assert sound.shape == (1, 1, 10)
    assert np.array_equal(sound, run(model, arguments))
    assert sound.any()


def test_weights_go_where_they_are_used() -> None:
    parts = cut_before_decoder(tiny_network())
    assert parts is not None
    assert b"weights" in parts.decoder
    assert b"weights" not in parts.encoder


def test_a_network_without_a_decoder_is_left_whole() -> None:
    assert cut_before_decoder(tiny_network(longer=False)) is None


def test_a_network_whose_decoder_begins_in_another_way_is_left_whole() -> None:
    model = tiny_network()
    assert cut_before_decoder(model.replace(b"LeakyRelu", b"Sigmoidal")) is None


def test_a_network_whose_decoder_reads_phonemes_is_left_whole() -> None:
    assert cut_before_decoder(tiny_network(speakers=True, speaker_input="scales")) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_cut_or_left_whole(content: bytes) -> None:
    assert cut_before_decoder(content) is None


@given(st.data())
def test_a_damaged_network_is_cut_or_left_whole(data: st.DataObject) -> None:
    model = bytearray(tiny_network())
    for position in data.draw(st.lists(st.integers(0, len(model) - 1), min_size=1, max_size=9)):
        model[position] ^= 1 << data.draw(st.integers(0, 7))
    length = data.draw(st.integers(0, len(model)))
    cut_before_decoder(bytes(model[:length]))
