import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.turns_audio import own_pause, speak_with_pause
from benchmarks.utterances import PausedUtterance, PauseKind

RATE = 8_000


def tone(seconds: float) -> NDArray[np.int16]:
    t = np.arange(round(seconds * RATE)) / RATE
    return (8000 * np.sin(2 * np.pi * 440 * t)).astype(np.int16)


def silence(seconds: float) -> NDArray[np.int16]:
    return np.zeros(round(seconds * RATE), np.int16)


class FakeVoice:
    """Speaks a tone of 0.1 s a letter, and pauses at commas if it does."""

    def __init__(self, pause_seconds: float) -> None:
        self.pause_seconds = pause_seconds

    def speak(self, text: str) -> NDArray[np.int16]:
        first, *others = (part.strip() for part in text.split(",") if part.strip())
        parts = [tone(0.1 * len(first))]
        for part in others:
            parts += [silence(self.pause_seconds), tone(0.1 * len(part))]
        return np.concatenate(parts)


def spoken_levels(samples: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Whether each 10 ms has speech in it."""
    frames = samples[: len(samples) // 80 * 80].reshape(-1, 80).astype(np.float64)
    return np.asarray(np.sqrt(np.mean(frames**2, axis=1)) > 1000, dtype=np.bool_)


@pytest.mark.parametrize("kind", list(PauseKind))
@pytest.mark.parametrize("own_pause_seconds", [0.0, 0.3])
@pytest.mark.parametrize("pause_seconds", [0.2, 1.2])
def test_the_pause_has_the_wanted_length_whatever_pause_the_voice_makes(
    kind: PauseKind, own_pause_seconds: float, pause_seconds: float
) -> None:
    utterance = PausedUtterance("abcde", "fghij", kind)
    spoken = speak_with_pause(
        utterance, FakeVoice(own_pause_seconds), pause_seconds, np.random.default_rng(1)
    )
    assert spoken.pause_ended - spoken.pause_began == pytest.approx(pause_seconds, abs=1e-3)
    assert len(spoken.samples) / RATE == pytest.approx(spoken.ended + 3.0, abs=1e-3)
    speech = spoken_levels(spoken.samples)
    began, ended = round(100 * spoken.pause_began), round(100 * spoken.pause_ended)
    assert not speech[began + 1 : ended - 1].any()
    assert speech[began - 10 : began - 2].all()
    assert speech[ended + 2 : ended + 10].all()


def test_the_line_is_never_digitally_silent() -> None:
    utterance = PausedUtterance("abcde", "fghij", PauseKind.WITHIN_PHRASE)
    spoken = speak_with_pause(utterance, FakeVoice(0.3), 0.5, np.random.default_rng(1))
    assert np.std(spoken.samples[-RATE:]) > 5


def test_of_two_pauses_the_nearer_is_taken() -> None:
    speech = np.concatenate((tone(1), silence(0.3), tone(1), silence(0.3), tone(1)))
    assert own_pause(speech, round(2.2 * RATE)) == (round(2.3 * RATE), round(2.6 * RATE))


def test_the_closure_of_a_plosive_is_no_pause() -> None:
    assert own_pause(np.concatenate((tone(1), silence(0.1), tone(1))), RATE) is None


def test_a_pause_elsewhere_is_not_the_one() -> None:
    speech = np.concatenate((tone(1), silence(0.3), tone(2)))
    assert own_pause(speech, round(2.5 * RATE)) is None
