import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.simulation.level import active_amplitude, amplitude


@given(pause=st.integers(0, 40), level=st.floats(10, 10_000))
def test_pauses_do_not_count_in_the_level(pause: int, level: float) -> None:
    tone = level * np.sign(np.sin(np.arange(1_600) * 0.7 + 0.1))

    mixed = np.concatenate([tone, np.zeros(160 * pause), tone])

    assert active_amplitude(mixed) == pytest.approx(level)


def test_soft_sounds_of_speech_count_and_faint_noise_does_not() -> None:
    loud, soft, faint = (np.full(1_600, value) for value in (1000.0, 300.0, 30.0))

    assert active_amplitude(np.concatenate([loud, soft])) == pytest.approx(738, abs=1)
    assert active_amplitude(np.concatenate([loud, faint])) == pytest.approx(1000)


def test_there_is_no_level_without_sound() -> None:
    assert active_amplitude(np.zeros(1_000)) == 0
    assert active_amplitude(np.zeros(0)) == 0


def test_full_scale_is_the_largest_amplitude_of_16_bits() -> None:
    assert amplitude(0) == 32_768
    assert amplitude(-20) == pytest.approx(3_276.8)
