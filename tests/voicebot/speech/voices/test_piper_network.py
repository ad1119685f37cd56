from pathlib import Path

import numpy as np
import pytest

from tests.voicebot.speech.voices.tiny_network import tiny_network
from voicebot.errors import ModelError
from voicebot.models.store import model_folder
from voicebot.settings import Settings
from voicebot.speech.voices.piper import PiperVoice
from voicebot.speech.voices.piper_network import PartedNetwork, WholeNetwork, load_network

SENTENCE = "You need your passport, a photograph and a proof of your income."


def write(folder: Path, content: bytes) -> Path:
    path = folder / "voice.onnx"
    path.write_bytes(content)
    return path


def phonemes(count: int) -> dict[str, np.ndarray]:
    return {
        "input": np.arange(count, dtype=np.int64)[np.newaxis] % 50,
        "input_lengths": np.array([count], np.int64),
        "scales": np.ones(3, np.float32),
    }


@pytest.mark.parametrize("count", [1, 10, 172, 173, 500])
def test_sound_computed_window_by_window_is_that_of_the_whole(tmp_path: Path, count: int) -> None:
    model = write(tmp_path, tiny_network())
    parted = load_network(model, 1)
    assert isinstance(parted, PartedNetwork)
    whole = WholeNetwork(model)
    assert parted.audio(phonemes(count)) == pytest.approx(whole.audio(phonemes(count)), abs=1e-6)


def test_a_network_that_cannot_be_cut_is_loaded_whole(tmp_path: Path) -> None:
    model = write(tmp_path, tiny_network(("/a/Conv", "/a/Tanh")))
    network = load_network(model, 1)
    assert isinstance(network, WholeNetwork)
    assert network.audio(phonemes(7)).shape == (7,)


def test_a_network_that_computes_no_numbers_is_an_error(tmp_path: Path) -> None:
    weights = np.array([0.001, 0.01, 0.002], "<f4").tobytes()
    model = tiny_network().replace(weights, np.array([np.nan] * 3, "<f4").tobytes())
    network = load_network(write(tmp_path, model), 1)
    with pytest.raises(ArithmeticError, match="may be damaged"):
        network.audio(phonemes(3))


def test_a_network_of_another_kind_is_no_voice(tmp_path: Path) -> None:
    model = tiny_network().replace(b"scales", b"colour")
    with pytest.raises(ModelError, match="no Piper voice: it takes no scales"):
        load_network(write(tmp_path, model), 1)


@pytest.mark.speech
def test_a_medium_voice_has_the_same_sound_in_windows_as_at_once() -> None:
    folder = model_folder("en_US-joe-medium", Settings())
    voice = PiperVoice(folder / "en_US-joe-medium.onnx")
    outline = voice.outline(SENTENCE)
    assert outline is not None
    whole = voice.render(outline)
    first, end = 100, 140
    part = voice.render(
        outline.between(first - outline.context_frames, end + outline.context_frames)
    )
    hop = outline.frame_samples
    inner = part[outline.context_frames * hop : -outline.context_frames * hop]
    assert np.abs(inner - whole[first * hop : end * hop]).max() < 1 / 32_768


@pytest.mark.speech
def test_two_sentences_have_no_outline() -> None:
    folder = model_folder("en_US-joe-medium", Settings())
    assert PiperVoice(folder / "en_US-joe-medium.onnx").outline("One moment. I am here.") is None
