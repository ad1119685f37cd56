from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.voicebot.speech.voices.tiny_network import WEIGHTS, tiny_network
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


def phonemes(count: int) -> dict[str, NDArray[Any]]:
    return {
        "input": np.arange(count, dtype=np.int64)[np.newaxis] % 50,
        "input_lengths": np.array([count], np.int64),
        "scales": np.ones(3, np.float32),
    }


@pytest.mark.parametrize("count", [1, 10, 172, 173, 500])
def test_sound_computed_window_by_window_is_that_of_the_whole(tmp_path: Path, count: int) -> None:
    model = write(tmp_path, tiny_network())
    parted = load_network(model, phonemes(128))
    assert isinstance(parted, PartedNetwork)
    whole = WholeNetwork(model)
    assert parted.audio(phonemes(count)) == pytest.approx(whole.audio(phonemes(count)), abs=1e-6)


def test_a_network_tells_what_a_frame_becomes_and_what_it_depends_on(tmp_path: Path) -> None:
    network = load_network(write(tmp_path, tiny_network()), phonemes(128))
    assert isinstance(network, PartedNetwork)
    outline = network.outline(phonemes(20))
    assert outline.frames.shape == (1, 20)
    # One neighbour makes a difference; one more is taken to be safe.
    assert (outline.frame_samples, outline.context_frames) == (2, 2)


def test_a_speaker_is_passed_on_to_the_decoder(tmp_path: Path) -> None:
    network = load_network(
        write(tmp_path, tiny_network(speakers=True)),
        {**phonemes(128), "sid": np.array([0], np.int64)},
    )
    first, second = (
        network.audio({**phonemes(9), "sid": np.array([number], np.int64)}) for number in (0, 1)
    )
    assert np.all(second > first)


@pytest.mark.parametrize(
    "content",
    [tiny_network(longer=False), tiny_network(last="Softmax")],
    ids=["no decoder", "a decoder that hears everything"],
)
def test_a_network_that_cannot_be_cut_is_loaded_whole(tmp_path: Path, content: bytes) -> None:
    network = load_network(write(tmp_path, content), phonemes(128))
    assert isinstance(network, WholeNetwork)
    assert network.audio(phonemes(7)).any()


def test_a_network_of_which_too_little_is_known_is_loaded_whole(tmp_path: Path) -> None:
    assert isinstance(load_network(write(tmp_path, tiny_network()), phonemes(20)), WholeNetwork)


@pytest.mark.parametrize("count", [5, 128])
def test_a_network_that_computes_no_numbers_is_damaged(tmp_path: Path, count: int) -> None:
    nothing = np.array([np.nan] * 3, "<f4").tobytes()
    model = write(tmp_path, tiny_network().replace(WEIGHTS, nothing))
    with pytest.raises(ModelError, match="computes no numbers"):
        load_network(model, phonemes(count))
    with pytest.raises(ArithmeticError, match="computes no numbers"):
        WholeNetwork(model).audio(phonemes(3))


def test_a_network_of_another_kind_is_no_voice(tmp_path: Path) -> None:
    model = tiny_network().replace(b"scales", b"colour")
    with pytest.raises(ModelError, match="no Piper voice: it takes no scales"):
        load_network(write(tmp_path, model), phonemes(128))


def test_a_missing_network_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"voice\.onnx is missing or damaged"):
        load_network(tmp_path / "voice.onnx", phonemes(128))


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
