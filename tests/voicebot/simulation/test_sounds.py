import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicebot.errors import InputError
from voicebot.simulation.activity import speech_segments
from voicebot.simulation.level import active_amplitude, amplitude
from voicebot.simulation.sounds import SOUND_KINDS, sound
from voicebot.simulation.voices import TELEPHONE_RATE

_KINDS = st.sampled_from(SOUND_KINDS)
_SEEDS = st.integers(0, 2**32)


def _strongest_hertz(samples: NDArray[np.int16], count: int) -> list[int]:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    found: list[int] = []
    while len(found) < count:
        hertz = round(int(np.argmax(spectrum)) * TELEPHONE_RATE / len(samples))
        found.append(hertz)
        near = np.abs(np.fft.rfftfreq(len(samples), 1 / TELEPHONE_RATE) - hertz) < 60
        spectrum[near] = 0
    return sorted(found)


@given(kind=_KINDS, seconds=st.floats(0.001, 3), seed=_SEEDS)
@settings(deadline=None)
def test_a_sound_has_its_length_and_the_same_seed_makes_it_again(
    kind: str, seconds: float, seed: int
) -> None:
    samples = sound(kind, seconds, seed)

    assert samples.dtype == np.int16
    assert abs(len(samples) - seconds * TELEPHONE_RATE) <= 1
    assert np.array_equal(samples, sound(kind, seconds, seed))


@given(kind=_KINDS.filter(lambda kind: kind != "silence"), seed=_SEEDS)
@settings(deadline=None)
def test_every_sound_but_silence_is_at_a_level_that_telephones_carry(kind: str, seed: int) -> None:
    level = active_amplitude(sound(kind, 2, seed))

    # Clicks are so short that their peaks are held back before their level is reached.
    assert amplitude(-60 if kind == "click" else -51) < level < amplitude(-19)


@pytest.mark.parametrize("kind", [kind for kind in SOUND_KINDS if kind != "silence"])
def test_another_seed_makes_another_sound(kind: str) -> None:
    assert not np.array_equal(sound(kind, 1, 1), sound(kind, 1, 2))


def test_silence_is_silent() -> None:
    assert not sound("silence", 2, 1).any()


def test_tones_of_the_exchange_have_their_frequency_and_cadence() -> None:
    assert _strongest_hertz(sound("dial_tone", 1, 3), 1) == [425]
    busy = speech_segments(sound("busy_tone", 3, 3))
    assert [round((one.end - one.first) / 80) for one in busy[:3]] == [48, 48, 48]
    rings = speech_segments(sound("ringback", 7, 3))
    assert [round(one.first / TELEPHONE_RATE, 1) for one in rings] == [0.0, 5.0]


@pytest.mark.parametrize("seed", range(5))
def test_a_key_has_a_tone_of_either_group(seed: int) -> None:
    low, high = _strongest_hertz(sound("dtmf", 0.06, seed), 2)

    assert min(abs(low - one) for one in (697, 770, 852, 941)) < 20
    assert min(abs(high - one) for one in (1209, 1336, 1477)) < 20


@pytest.mark.parametrize("seed", range(5))
def test_a_cough_begins_at_once_with_a_burst_and_is_short(seed: int) -> None:
    coughs = sound("cough", 6, seed)
    # What is louder than 3 % of the peak; the pauses between two coughs are longer than 60 ms.
    loud = np.flatnonzero(np.abs(coughs) > np.abs(coughs).max() * 0.03)
    borders = np.flatnonzero(np.diff(loud) > 480)
    first = coughs[loud[0] : loud[borders[0]] if borders.size else loud[-1]]

    assert loud[0] < 0.05 * TELEPHONE_RATE
    assert 0.08 < len(first) / TELEPHONE_RATE < 0.36
    onset = first[: 40 * TELEPHONE_RATE // 1000].astype(float)
    rest = first[len(first) // 2 :].astype(float)
    assert np.abs(onset).max() > np.abs(rest).max()


def test_pink_noise_falls_by_three_decibels_an_octave() -> None:
    power = np.abs(np.fft.rfft(sound("pink_noise", 30, 1).astype(float))) ** 2
    hertz = np.fft.rfftfreq(30 * TELEPHONE_RATE, 1 / TELEPHONE_RATE)
    octaves = [power[(hertz >= low) & (hertz < 2 * low)].mean() for low in (200, 400, 800, 1600)]

    falls = 10 * np.log10(np.array(octaves[:-1]) / octaves[1:])
    assert falls == pytest.approx([3, 3, 3], abs=0.6)


@pytest.mark.parametrize(
    ("kind", "seconds", "complaint"),
    [("barking", 1.0, "there is no sound 'barking'"), ("hum", 0.0, "no sound in it")],
)
def test_what_cannot_be_made_is_refused(kind: str, seconds: float, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        sound(kind, seconds, 1)
