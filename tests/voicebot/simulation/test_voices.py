import numpy as np
import pytest

from voicebot.errors import InputError, VoiceError
from voicebot.simulation.voices import TELEPHONE_RATE, PicoVoice, caller_voice, speak_all


def test_a_voice_speaks_without_silence_around_it_at_telephone_level() -> None:
    speech = caller_voice("de", 0).speak("Guten Tag, ich habe eine Frage.")

    assert speech.dtype == np.int16
    assert 1 < len(speech) / TELEPHONE_RATE < 4
    assert np.abs(speech[:80]).max() > 100
    assert np.abs(speech[-80:]).max() > 100
    level = 20 * np.log10(np.sqrt(np.mean(np.square(speech.astype(float)))) / 32768)
    assert level == pytest.approx(-20, abs=0.5)


def test_the_same_call_has_the_same_voice_and_the_next_call_another() -> None:
    voices = [caller_voice("en", index) for index in range(35)]

    assert voices == [caller_voice("en", index) for index in range(35)]
    assert len(set(map(str, voices))) == 35


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it"])
def test_every_language_of_pico_can_be_spoken(language: str) -> None:
    assert all(len(speech) for speech in speak_all(caller_voice(language, 3), ["Hotel", "Radio"]))


def test_a_language_without_a_voice_is_refused() -> None:
    with pytest.raises(InputError, match="no simulated caller speaks 'ar'"):
        caller_voice("ar", 0)


def test_a_text_without_sound_is_an_error() -> None:
    with pytest.raises(VoiceError):
        PicoVoice("de-DE").speak("")
