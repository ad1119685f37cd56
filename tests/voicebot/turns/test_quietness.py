import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from voicebot.turns.quietness import Quietness, level_dbfs

WINDOW = 256


def noise(dbfs: float, windows: int, seed: int = 1) -> list[NDArray[np.int16]]:
    amplitude = 32768 * 10 ** (dbfs / 20)
    samples = np.random.default_rng(seed).normal(0, amplitude, (windows, WINDOW))
    return list(np.clip(samples, -32768, 32767).astype(np.int16))


def quiet(quietness: Quietness, windows: list[NDArray[np.int16]]) -> list[bool]:
    return [quietness.is_quiet(window) for window in windows]


def test_silence_after_speech_is_quiet_at_once_on_a_clean_line() -> None:
    quietness = Quietness()
    quiet(quietness, noise(-70, 30))
    assert not any(quiet(quietness, noise(-20, 30)))
    assert all(quiet(quietness, noise(-70, 3)))


def test_on_a_noisy_line_nothing_is_quiet() -> None:
    quietness = Quietness()
    quiet(quietness, noise(-35, 30))
    quiet(quietness, noise(-20, 30))
    assert not any(quiet(quietness, noise(-35, 30)))


def test_a_soft_word_above_the_line_s_noise_is_not_quiet() -> None:
    quietness = Quietness()
    quiet(quietness, noise(-75, 30))
    quiet(quietness, noise(-20, 30))
    assert not any(quiet(quietness, noise(-55, 10)))


def test_noise_that_begins_later_is_learnt_as_silence() -> None:
    quietness = Quietness()
    quiet(quietness, noise(-80, 30))
    quiet(quietness, noise(-20, 30))
    minutes = 60 * 1000 // 32
    quiet(quietness, noise(-70, minutes))
    quiet(quietness, noise(-20, 30))
    assert all(quiet(quietness, noise(-70, 3)))


@given(arrays(np.int16, st.integers(1, WINDOW)))
def test_levels_of_any_window_lie_between_silence_and_full_scale(window: NDArray[np.int16]) -> None:
    assert -90.0 <= level_dbfs(window) <= 0.0
