import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.call import Samples
from voicebot.simulation.activity import Segment, is_speech, speech_segments

_RATE = 8_000


def _tone(samples: int, amplitude: int = 6_000) -> Samples:
    # A square wave: every sample is loud, so the edges are known to the sample.
    return np.where(np.arange(samples) % 20 < 10, amplitude, -amplitude).astype(np.int16)


def _silence(samples: int) -> Samples:
    return np.zeros(samples, np.int16)


def test_silence_has_no_speech() -> None:
    assert speech_segments(_silence(_RATE)) == []
    assert speech_segments(_silence(0)) == []


@given(lead=st.integers(0, 4_000), length=st.integers(400, 8_000), trail=st.integers(0, 4_000))
def test_the_edges_of_speech_are_found_to_the_sample(lead: int, length: int, trail: int) -> None:
    samples = np.concatenate([_silence(lead), _tone(length), _silence(trail)])

    (segment,) = speech_segments(samples)

    # A frame that holds a few samples of speech only may stay below the threshold.
    assert lead <= segment.first <= lead + 8
    assert lead + length - 8 <= segment.end <= lead + length


@given(
    st.lists(st.tuples(st.integers(800, 4_000), st.integers(1_760, 6_000)), min_size=1, max_size=6)
)
def test_speech_with_pauses_of_more_than_200_ms_has_as_many_segments(
    parts: list[tuple[int, int]],
) -> None:
    samples = np.concatenate(
        [part for speech, pause in parts for part in (_tone(speech), _silence(pause))]
    )

    assert len(speech_segments(samples)) == len(parts)


def test_a_short_pause_belongs_to_the_speech() -> None:
    samples = np.concatenate([_tone(2_400), _silence(1_200), _tone(2_400)])

    assert speech_segments(samples) == [Segment(0, 6_000)]
    assert len(speech_segments(samples, bridged_pause=800)) == 2


def test_a_click_is_not_speech() -> None:
    assert speech_segments(np.concatenate([_silence(4_000), _tone(160), _silence(4_000)])) == []


def test_companding_noise_is_not_speech() -> None:
    noise = np.random.default_rng(1).integers(-8, 9, _RATE).astype(np.int16)

    assert speech_segments(noise) == []
    assert not is_speech(noise[:160])


@pytest.mark.parametrize(("amplitude", "expected"), [(150, False), (250, True)])
def test_the_threshold_is_45_db_below_full_scale(amplitude: int, expected: bool) -> None:
    assert is_speech(_tone(160, amplitude)) is expected
