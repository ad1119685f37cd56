import numpy as np
import py_nanotts
import pytest
import soxr
from numpy.typing import NDArray

from voicebot.settings import TurnSettings
from voicebot.turns.speech_presence import has_speech
from voicebot.turns.voice_activity import VoiceActivity


def spoken(rate: int) -> NDArray[np.int16]:
    data = py_nanotts.NanoTTS().speak("Guten Tag, ich habe eine Frage.", voice="de-DE")
    samples = np.frombuffer(data, dtype=np.int16)
    return np.asarray(soxr.resample(samples, 16_000, rate), dtype=np.int16)


def probabilities(activity: VoiceActivity, samples: NDArray[np.int16]) -> NDArray[np.float64]:
    return np.array([window.speech_probability for window in activity.process(samples)])


@pytest.mark.parametrize("rate", [8_000, 16_000])
def test_speech_is_voice_and_silence_is_not(rate: int) -> None:
    activity = VoiceActivity(rate)
    silence = np.zeros(rate, dtype=np.int16)
    assert probabilities(activity, silence).max() < 0.3
    assert np.mean(probabilities(activity, spoken(rate)) > 0.5) > 0.6


def test_the_pieces_in_which_a_stream_arrives_do_not_matter() -> None:
    samples = spoken(8_000)
    whole = VoiceActivity(8_000).process(samples)
    activity = VoiceActivity(8_000)
    pieces = [
        p for at in range(0, len(samples), 160) for p in activity.process(samples[at : at + 160])
    ]
    assert pieces == whole


def test_long_silence_does_not_make_it_deaf() -> None:
    activity = VoiceActivity(8_000)
    activity.process(np.zeros(8_000 * 60, dtype=np.int16))
    assert np.mean(probabilities(activity, spoken(8_000)) > 0.5) > 0.6


def test_other_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="44100"):
        VoiceActivity(44_100)


def test_a_recording_of_noise_has_no_speech() -> None:
    noise = np.random.default_rng(1).normal(0, 300, 16_000 * 3).astype(np.int16)
    assert not has_speech(noise, 16_000, TurnSettings())
    assert has_speech(spoken(16_000), 16_000, TurnSettings())
