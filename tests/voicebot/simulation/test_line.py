from collections.abc import Callable, Iterator
from itertools import chain, islice, pairwise, repeat

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.random import Generator
from numpy.typing import NDArray

from telephony.g711 import decode_alaw, decode_mulaw, encode_alaw, encode_mulaw
from voicebot.errors import InputError
from voicebot.simulation.level import active_amplitude, amplitude
from voicebot.simulation.line import (
    LINES,
    PACKET_SAMPLES,
    GilbertElliott,
    Line,
    Transmission,
    degrade,
    line,
)
from voicebot.simulation.voices import caller_voice

_ALL_LOST = GilbertElliott(to_bad=1.0, to_good=0.0)


class FakeLoss(GilbertElliott):
    """Loses all packets but the first."""

    def losses(self, random: Generator) -> Iterator[bool]:
        return chain([False], repeat(True))


@pytest.fixture(scope="module")
def speech() -> NDArray[np.int16]:
    return caller_voice("en", 0).speak("I would like to know what it costs. Is it much?")


def _decibels(ratio: float) -> float:
    return float(20 * np.log10(ratio))


def _root_mean_square(wave: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(np.square(wave))))


@given(
    name=st.sampled_from(list(LINES)),
    length=st.integers(0, 5 * PACKET_SAMPLES),
    seed=st.integers(0, 2**32),
)
@settings(deadline=None)
def test_length_is_kept_and_the_same_seed_gives_the_same_sound(
    name: str, length: int, seed: int
) -> None:
    samples = np.random.default_rng(length).integers(-9_000, 9_000, length).astype(np.int16)

    degraded = degrade(samples, line(name), seed)

    assert degraded.dtype == np.int16
    assert degraded.shape == samples.shape
    assert np.array_equal(degraded, degrade(samples, line(name), seed))


def test_a_clean_line_changes_nothing(speech: NDArray[np.int16]) -> None:
    assert np.array_equal(degrade(speech, line("clean"), 1), speech)


@pytest.mark.parametrize(
    ("codec", "expected"),
    [
        ("mulaw", lambda samples: decode_mulaw(encode_mulaw(samples))),
        ("alaw", lambda samples: decode_alaw(encode_alaw(samples))),
    ],
)
def test_the_codec_is_the_one_of_g711(
    speech: NDArray[np.int16], codec: str, expected: Callable[..., NDArray[np.int16]]
) -> None:
    heard = degrade(speech, Line("coded", codec=codec), 1)  # type: ignore[arg-type]  # parametrised

    assert np.array_equal(heard, expected(speech))


@given(snr=st.floats(0, 30), seed=st.integers(0, 1_000))
@settings(deadline=None, max_examples=20)
@pytest.mark.parametrize("noise", ["babble", "street"])
def test_noise_lies_under_the_speech_by_the_ratio_that_is_asked_for(
    speech: NDArray[np.int16], noise: str, snr: float, seed: int
) -> None:
    noisy = Line("noisy", noise=noise, snr_db=snr)  # type: ignore[arg-type]  # parametrised
    calm = (speech // 4).astype(np.int16)  # room for the noise above it

    added = degrade(calm, noisy, seed) - calm.astype(float)

    ratio = _decibels(active_amplitude(calm) / _root_mean_square(added))
    assert ratio == pytest.approx(snr, abs=0.5)


def test_another_seed_hears_another_moment_of_the_noise(speech: NDArray[np.int16]) -> None:
    street = line("street_15db")

    assert not np.array_equal(degrade(speech, street, 1), degrade(speech, street, 2))


def test_behind_a_silent_caller_there_is_noise_as_behind_a_speaking_one() -> None:
    heard = degrade(np.zeros(40_000, np.int16), Line("noisy", noise="street", snr_db=20), 1)

    assert _root_mean_square(heard.astype(float)) == pytest.approx(amplitude(-40), rel=0.05)


def test_a_quiet_line_brings_speech_to_its_level(speech: NDArray[np.int16]) -> None:
    heard = degrade(speech, Line("quiet", level_dbfs=-42), 1)

    assert _decibels(active_amplitude(heard) / amplitude(-42)) == pytest.approx(0, abs=0.2)


def test_a_clipping_microphone_lets_nothing_over_its_limit(speech: NDArray[np.int16]) -> None:
    heard = degrade(speech, Line("clipped", level_dbfs=-14, clip_dbfs=-10), 1)

    limit = round(amplitude(-10))
    assert np.abs(heard).max() == limit
    assert np.mean(np.abs(heard) == limit) > 0.005


@given(
    to_bad=st.floats(0.02, 1),
    to_good=st.floats(0.05, 1),
    loss_in_good=st.floats(0, 0.1),
    loss_in_bad=st.floats(0.3, 1),
    seed=st.integers(0, 2**32),
)
@settings(deadline=None, max_examples=30)
def test_as_many_packets_are_lost_as_the_model_says(
    to_bad: float, to_good: float, loss_in_good: float, loss_in_bad: float, seed: int
) -> None:
    model = GilbertElliott(to_bad, to_good, loss_in_good, loss_in_bad)
    # Longer stays in a state need longer runs to average out.
    assume(to_bad + to_good < 1.9)

    lost = list(islice(model.losses(np.random.default_rng(seed)), 20_000))

    assert np.mean(lost) == pytest.approx(model.loss_rate, abs=0.04)


@pytest.mark.parametrize(("name", "rate"), [("mobile", 0.03), ("bad_mobile", 0.08)])
def test_mobile_lines_lose_packets_in_bursts(name: str, rate: float) -> None:
    model = line(name).loss
    assert model is not None

    lost = list(islice(model.losses(np.random.default_rng(1)), 100_000))

    assert np.mean(lost) == pytest.approx(rate, abs=0.005)
    again = np.mean([after for before, after in pairwise(lost) if before])
    assert again > 5 * rate


def test_a_line_that_loses_everything_is_silent() -> None:
    tone = np.full(PACKET_SAMPLES * 5, 4_000, np.int16)

    assert not degrade(tone, Line("dead", loss=_ALL_LOST), 1).any()


def test_the_last_packet_is_repeated_and_fades_within_60_ms() -> None:
    heard = _with_four_packets_lost("repeat")

    # As it was for 10 ms, then in a straight line to nothing.
    assert np.abs(heard[:80]).min() == 4_000
    assert heard[240] == pytest.approx(4_000 * (480 - 240) / 400, abs=1)
    assert not heard[480:].any()


def test_lost_packets_can_be_heard_as_silence() -> None:
    assert not _with_four_packets_lost("zeros").any()


def _with_four_packets_lost(concealment: str) -> NDArray[np.int16]:
    """What is heard after the first of five packets, of which only it arrives."""
    lossy = Line("lossy", loss=FakeLoss(0, 1), concealment=concealment)  # type: ignore[arg-type]  # parametrised
    packets = np.full(PACKET_SAMPLES * 5, 4_000, np.int16)

    return degrade(packets, lossy, 1)[PACKET_SAMPLES:]


def test_in_a_call_the_noise_goes_on_while_nobody_speaks(speech: NDArray[np.int16]) -> None:
    transmission = Transmission(Line("noisy", noise="street", snr_db=15), 3)
    pause = np.zeros(PACKET_SAMPLES, np.int16)

    before = [transmission.carry(pause) for _ in range(100)]
    transmission.carry(speech[:PACKET_SAMPLES])
    after = [transmission.carry(pause) for _ in range(100)]

    assert all(packet.any() for packet in before + after)
    assert not np.array_equal(before[0], after[0])


def test_an_unknown_line_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="no line 'tin can'; there are clean, g711, mobile"):
        line("tin can")
