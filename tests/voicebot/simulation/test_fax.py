import numpy as np
import pytest

from voicebot.simulation.fax import calling_tone


def test_the_calling_tone_is_that_of_the_recommendation() -> None:
    tone = calling_tone()

    loud = np.abs(tone[: 8_000 // 2]).max() > 1_000, np.abs(tone[8_000 // 2 : 28_000]).max() == 0
    assert loud == (True, True)
    spectrum = np.abs(np.fft.rfft(tone[:4_000]))
    assert np.argmax(spectrum) * 8_000 / 4_000 == pytest.approx(1_100, abs=38)  # T.30: 38 Hz
    assert len(tone) / 8_000 == 4 * 3.5
