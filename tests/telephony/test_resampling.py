"""The resampler loses nothing, keeps the level and holds back as little as its docstring says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from telephony.call import Samples
from telephony.resampling import StreamResampler

DITHER = 2  # soxr adds random noise of one step when it rounds to 16 bits


def tone(frequency: float, rate: int, seconds: float = 1.0) -> Samples:
    times = np.arange(int(rate * seconds)) / rate
    return (8000 * np.sin(2 * np.pi * frequency * times)).astype(np.int16)


def convert(samples: Samples, source: int, target: int) -> Samples:
    resampler = StreamResampler(source, target)
    block = source // 50
    parts = [resampler.process(samples[i : i + block]) for i in range(0, samples.size, block)]
    return np.concatenate([*parts, resampler.flush()])


def level_db(samples: Samples) -> float:
    """Level in decibels below the test tone, measured away from the ends."""
    middle: NDArray[np.float64] = samples[samples.size // 4 : -samples.size // 4].astype(float)
    return float(20 * np.log10(np.sqrt(np.mean(middle**2)) / (8000 / np.sqrt(2)) + 1e-9))


@pytest.mark.parametrize(("source", "target"), [(8000, 16000), (16000, 8000), (22050, 8000)])
def test_no_audio_is_lost_or_added(source: int, target: int) -> None:
    converted = convert(tone(1000, source), source, target)
    assert abs(converted.size - target) <= 1


@pytest.mark.parametrize(("source", "target"), [(8000, 16000), (16000, 8000), (22050, 8000)])
def test_a_tone_keeps_its_level_and_its_place_in_time(source: int, target: int) -> None:
    converted = convert(tone(1000, source), source, target)[:target]
    assert level_db(converted) == pytest.approx(0, abs=0.1)
    expected = tone(1000, target)[: converted.size]
    assert level_db((converted - expected).astype(np.int16)) < -40


def test_upwards_less_than_a_millisecond_is_held_back() -> None:
    resampler = StreamResampler(8000, 16000)
    given_out = 0
    for blocks in range(1, 51):
        given_out += resampler.process(np.zeros(160, np.int16)).size
        assert blocks * 320 - given_out < 16


@pytest.mark.parametrize("source", [16000, 22050])
def test_downwards_nothing_folds_into_the_telephone_band(source: int) -> None:
    assert level_db(convert(tone(5000, source), source, 8000)) < -60


@pytest.mark.parametrize("source", [16000, 22050])
def test_downwards_the_telephone_band_is_kept(source: int) -> None:
    assert level_db(convert(tone(3400, source), source, 8000)) == pytest.approx(0, abs=0.1)


def test_the_same_rate_passes_through() -> None:
    samples = tone(1000, 8000)
    resampler = StreamResampler(8000, 8000)
    assert resampler.process(samples) is samples
    assert resampler.flush().size == 0


def test_after_a_flush_the_next_stream_starts_afresh() -> None:
    resampler = StreamResampler(22050, 8000)
    first = np.concatenate([resampler.process(tone(1000, 22050)), resampler.flush()])
    second = np.concatenate([resampler.process(tone(1000, 22050)), resampler.flush()])
    assert first.tolist() == pytest.approx(second.tolist(), abs=DITHER)


def test_flushing_an_unused_stream_gives_nothing() -> None:
    assert StreamResampler(22050, 8000).flush().size == 0


@given(
    sizes=st.lists(st.integers(0, 700), max_size=12),
    rates=st.sampled_from([(8000, 16000), (22050, 8000)]),
)
def test_how_a_stream_is_cut_does_not_change_it(sizes: list[int], rates: tuple[int, int]) -> None:
    samples = tone(440, rates[0])[: sum(sizes)]
    whole, pieces = StreamResampler(*rates), StreamResampler(*rates)
    expected = np.concatenate([whole.process(samples), whole.flush()])
    cuts = np.split(samples, np.cumsum(sizes)[:-1]) if sizes else [samples]
    actual = np.concatenate([*[pieces.process(cut) for cut in cuts], pieces.flush()])
    assert actual.tolist() == pytest.approx(expected.tolist(), abs=DITHER)


@pytest.mark.parametrize("rates", [(0, 8000), (8000, -1)])
def test_a_rate_that_is_none_is_refused(rates: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        StreamResampler(*rates)
