import numpy as np
import onnxruntime
from hypothesis import given
from hypothesis import strategies as st

from tests.voicebot.speech.voices.tiny_network import tiny_network
from voicebot.speech.voices.onnx_parts import cut_before_decoder


def test_both_parts_together_compute_what_the_whole_computes() -> None:
    model = tiny_network()
    parts = cut_before_decoder(model)
    assert parts is not None
    assert parts.between == ("frames",)
    phonemes = np.array([[3, 1, 4, 1, 5]], np.int64)
    arguments = {
        "input": phonemes,
        "input_lengths": np.array([5], np.int64),
        "scales": np.ones(3, np.float32),
    }
    whole = onnxruntime.InferenceSession(model).run(None, arguments)[0]
    frames = onnxruntime.InferenceSession(parts.encoder).run(None, arguments)[0]
    sound = onnxruntime.InferenceSession(parts.decoder).run(None, {"frames": frames})[0]
    assert frames.shape == (1, 1, 5)
    assert np.array_equal(sound, whole)
    assert whole.any()


def test_weights_go_where_they_are_used() -> None:
    parts = cut_before_decoder(tiny_network())
    assert parts is not None
    assert b"weights" in parts.decoder
    assert b"weights" not in parts.encoder


def test_a_network_with_other_names_is_left_whole() -> None:
    assert cut_before_decoder(tiny_network(("/vocoder/Conv", "/vocoder/Tanh"))) is None


def test_a_network_whose_decoder_gives_nothing_is_left_whole() -> None:
    assert cut_before_decoder(tiny_network(("/dec/conv_pre/Conv", "/other/Tanh"))) is not None
    assert cut_before_decoder(tiny_network(("/other/Conv", "/dec/Tanh"))) is None


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
