"""What happens inside a synthesiser's process, without the process."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dialogs.actions import Pace
from voicebot.errors import ModelError
from voicebot.models.store import model_folder
from voicebot.settings import Settings
from voicebot.speech.synthesis import worker as module
from voicebot.speech.synthesis.worker import PieceJob, SentenceJob, Spoken, VoiceWorker, WarmJob
from voicebot.speech.voices.base import Voice
from voicebot.speech.voices.catalogue import VoiceSource, find_voice
from voicebot.speech.voices.loudness import active_level

RATE = 8_000
LONG = (
    "You can apply for an extension of your residence permit online, by post or in person, "
    "and you need your passport and a proof of your income."
)


class FakeVoice:
    """Says every word as half a second of tone, divided by the speed."""

    sample_rate = RATE

    def __init__(self, name: str) -> None:
        self.name = name

    def synthesise(self, text: str, *, speed: float = 1.0) -> Iterator[NDArray[np.int16]]:
        moments = np.arange(round(len(text.split()) * 0.5 * RATE / speed)) / RATE
        yield np.asarray(3_000 * np.sin(2_000 * moments), np.int16)


class FakeLoader:
    """Loads fake voices, remembers which, and fails or waits when told."""

    def __init__(self) -> None:
        self.loaded: list[str] = []
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, source: VoiceSource) -> Voice:
        self.gate.wait(5)
        if self.error:
            raise self.error
        self.loaded.append(source.language)
        return FakeVoice(source.name)


@pytest.fixture
def loader(monkeypatch: pytest.MonkeyPatch) -> FakeLoader:
    fake = FakeLoader()
    monkeypatch.setattr(module, "load_voice", fake)
    return fake


def worker(loaded_voices: int = 2) -> VoiceWorker:
    sources = {
        code: VoiceSource(code, "espeak", f"voice-{code}", None, fallback=True)
        for code in ("de", "en", "tr")
    }
    return VoiceWorker(sources, RATE, loaded_voices)


def say(worker: VoiceWorker, language: str, pace: Pace = Pace.NORMAL) -> Spoken:
    return worker(SentenceJob("one two three four", language, pace, whole=False))


def level_of(samples: NDArray[np.int16]) -> float:
    level = active_level(samples.astype(np.float32) / np.float32(32768), RATE)
    assert level is not None
    return level


def test_a_voice_is_loaded_once(loader: FakeLoader) -> None:
    speaker = worker()
    say(speaker, "de")
    say(speaker, "de")
    assert loader.loaded == ["de"]


def test_the_voice_used_longest_ago_makes_room(loader: FakeLoader) -> None:
    speaker = worker(loaded_voices=2)
    for language in ("de", "en", "de", "tr", "de", "en"):
        say(speaker, language)
    assert loader.loaded == ["de", "en", "tr", "en"]


def test_a_warmed_voice_is_loaded_while_others_speak(loader: FakeLoader) -> None:
    speaker = worker()
    say(speaker, "de")
    loader.gate.clear()
    speaker(WarmJob("en", wait=False))
    say(speaker, "de")
    assert loader.loaded == ["de"]
    loader.gate.set()
    speaker(WarmJob("en", wait=True))
    assert loader.loaded == ["de", "en"]


def test_a_voice_that_could_not_be_loaded_is_tried_again(loader: FakeLoader) -> None:
    speaker = worker()
    loader.error = ModelError("voice-de is damaged")
    with pytest.raises(ModelError, match="voice-de is damaged"):
        say(speaker, "de")
    loader.error = None
    assert len(say(speaker, "de").samples)


def test_slow_speech_is_slower_by_the_voices_own_means(loader: FakeLoader) -> None:
    speaker = worker()
    normal = say(speaker, "de").samples
    slow = say(speaker, "de", Pace.SLOW).samples
    assert len(normal) / len(slow) == pytest.approx(0.75, abs=0.01)


@pytest.fixture(scope="module")
def joe() -> VoiceWorker:
    name = "en_US-joe-medium"
    path = model_folder(name, Settings()) / f"{name}.onnx"
    return VoiceWorker({"en": VoiceSource("en", "piper", name, path, fallback=False)}, RATE, 1)


@pytest.mark.speech
def test_a_long_sentence_of_a_medium_voice_begins_with_half_a_second(joe: VoiceWorker) -> None:
    spoken = joe(SentenceJob(LONG, "en", Pace.NORMAL, whole=False))
    assert 0.3 < len(spoken.samples) / RATE <= 0.5
    pieces = [spoken.samples]
    for piece in spoken.rest:
        last = piece is spoken.rest[-1]
        pieces.append(joe(PieceJob(piece, "en", last)).samples)
    together = np.concatenate(pieces)
    whole = joe(SentenceJob(LONG, "en", Pace.NORMAL, whole=True))
    assert not whole.rest
    assert len(together) == pytest.approx(len(whole.samples), rel=0.15)
    assert level_of(whole.samples) == pytest.approx(-20, abs=0.3)
    # The gain is fixed with the first half second: 60 readings had -22.1 to -20.8 dB, and nobody
    # hears 2 dB between two sentences.
    assert level_of(together) == pytest.approx(-20, abs=2.5)


@pytest.mark.speech
def test_a_short_sentence_of_a_medium_voice_is_one_piece_of_the_exact_level(
    joe: VoiceWorker,
) -> None:
    # The voice speaks differently each time, and which frames of so short a sentence count as
    # speech scatters the level of one of them by 0.2 dB.
    spoken = [joe(SentenceJob("Yes, please.", "en", Pace.NORMAL, whole=False)) for _ in range(8)]
    assert not any(one.rest for one in spoken)
    assert np.mean([level_of(one.samples) for one in spoken]) == pytest.approx(-20, abs=0.3)


def test_a_sentence_without_words_is_no_sound(tmp_path: Path) -> None:
    source = find_voice("de", Settings(models_folder=tmp_path))
    speaker = VoiceWorker({"de": source}, RATE, 1)
    assert len(speaker(SentenceJob("...", "de", Pace.NORMAL, whole=False)).samples) == 0
