import numpy as np
import pytest

from voicebot.speech.voices.edges import trim, trim_begin, trim_end

RATE = 16_000


def sentence(before: float, after: float) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    tone = 8_000 * np.sin(2 * np.pi * 300 * np.arange(RATE) / RATE) + 100
    return np.concatenate(
        (np.zeros(round(before * RATE)), tone, np.zeros(round(after * RATE)))
    ).astype(np.int16)


@pytest.mark.parametrize(("before", "after"), [(0.0, 0.0), (0.5, 0.8), (0.01, 0.1), (0.0, 0.2)])
def test_a_sentence_begins_at_once_and_ends_with_one_pause(before: float, after: float) -> None:
    samples = trim(sentence(before, after), RATE)
    heard = np.flatnonzero(np.abs(samples) > 50)
    assert heard[0] <= 0.006 * RATE
    assert (len(samples) - 1 - heard[-1]) / RATE == pytest.approx(0.2, abs=0.002)
    assert heard[-1] - heard[0] == pytest.approx(RATE, abs=20)


def test_the_lowest_sample_counts_as_loud() -> None:
    samples = np.array([0, -32768, 0], np.int16)
    assert trim(samples, 100).tolist() == [-32768, *[0] * 20]


def test_each_edge_is_trimmed_on_its_own() -> None:
    whole = sentence(0.5, 0.8)
    assert len(whole) - len(trim_begin(whole, RATE)) == pytest.approx(0.495 * RATE, abs=20)
    assert len(whole) - len(trim_end(whole, RATE)) == pytest.approx(0.6 * RATE, abs=20)


def test_silence_stays_as_it_is() -> None:
    silence = np.zeros(100, np.int16)
    assert len(trim(silence, RATE)) == 100
    assert len(trim(silence[:0], RATE)) == 0
