"""Pieces of a sentence, with a voice whose frames are its samples."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import soxr
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicebot.speech.synthesis.pieces import compute, cut, finish
from voicebot.speech.voices.base import Outline
from voicebot.speech.voices.loudness import limited

HOP = 256


class FakeVoice:
    """Sounds like its frames; where a frame lacks its neighbours, it is noise."""

    name = "fake"

    def __init__(self, sample_rate: int) -> None:
        self.sample_rate = sample_rate

    def synthesise(self, text: str, *, speed: float = 1.0) -> Iterator[NDArray[np.int16]]:
        raise NotImplementedError

    def outline(self, text: str, *, speed: float = 1.0) -> Outline | None:
        raise NotImplementedError

    def render(self, outline: Outline) -> NDArray[np.float32]:
        frames = outline.frames.copy()
        numbers = outline.frames[-1]
        if numbers[0] > 0:
            frames[:, : outline.context_frames] = 0.9
        if numbers[-1] < outline.conditions["last"]:
            frames[:, -outline.context_frames :] = 0.9
        return frames[:-1].T.reshape(-1)


def outline_of(samples: NDArray[np.float32], context: int = 3) -> Outline:
    count = len(samples) // HOP
    frames = samples[: count * HOP].reshape(count, HOP).T
    # The last channel numbers the frames, so that the voice notices a missing neighbour.
    numbers = np.arange(count, dtype=np.float32)[np.newaxis]
    conditions = {"last": np.array(count - 1)}
    return Outline(np.concatenate((frames, numbers)), conditions, HOP, context)


def speech(seconds: float, rate: int) -> NDArray[np.float32]:
    generator = np.random.default_rng(7)
    noise = generator.normal(0, 0.1, round(seconds * rate))
    # Without what the narrower rate cannot carry, where the resamplers' edges would differ.
    return np.asarray(np.convolve(noise, np.hanning(41) / 20, "same"), np.float32)


@given(
    st.floats(0.03, 9),
    st.sampled_from((16_000, 22_050, 24_000)),
    st.sampled_from((8_000, 16_000, 22_050)),
    st.floats(0, 5),
)
def test_the_pieces_together_are_the_sentence(
    seconds: float, rate: int, call_rate: int, first_seconds: float
) -> None:
    whole = outline_of(speech(seconds, rate))
    voice = FakeVoice(rate)
    together = np.concatenate(
        [
            finish(replace(piece, gain=0.7), compute(piece, voice, call_rate), call_rate)
            for piece in cut(whole, rate, call_rate, first_seconds)
        ]
    )
    at_once = voice.render(whole) * np.float32(0.7)
    resampled = soxr.resample(at_once, rate, call_rate, "HQ")
    expected = limited(np.asarray(resampled, np.float32), call_rate)
    assert len(together) == len(expected)
    assert np.abs(together.astype(int) - expected).max(initial=0) <= 3


def test_the_first_piece_is_short_and_no_piece_is_a_scrap() -> None:
    whole = outline_of(speech(8.2, 22_050))
    lengths = [piece.take / 22_050 for piece in cut(whole, 22_050, 8_000)]
    assert lengths[0] < 0.6
    assert all(0.6 <= length <= 2.7 for length in lengths[1:])


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.0])
def test_a_short_sentence_is_one_piece(seconds: float) -> None:
    whole = outline_of(speech(seconds, 22_050))
    assert len(list(cut(whole, 22_050, 8_000))) == 1


def test_a_piece_carries_no_more_than_it_needs() -> None:
    whole = outline_of(speech(8.2, 22_050))
    frames = sum(piece.outline.frames.shape[1] for piece in cut(whole, 22_050, 8_000))
    assert frames < 1.1 * whole.frames.shape[1]
