import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voicebot.speech.interfaces import Transcript
from voicebot.speech.recognition.pieces import joined, pieces


@given(
    lengths=st.lists(st.integers(0, 100_000), min_size=1, max_size=5),
    window=st.integers(10_000, 60_000),
)
def test_pieces_fit_the_window_and_nothing_is_lost(lengths: list[int], window: int) -> None:
    samples = np.arange(sum(lengths), dtype=np.int64).astype(np.int16)
    blocks = np.split(samples, np.cumsum(lengths)[:-1])
    found = list(pieces(blocks, window))
    assert all(0 < len(piece) <= window for piece in found)
    assert np.array_equal(np.concatenate([samples[:0], *found]), samples)


def test_a_recording_is_cut_in_its_pause() -> None:
    samples = np.full(40_000, 5_000, dtype=np.int16)
    samples[24_000:28_000] = 0
    first, *_ = pieces([samples], 32_000)
    assert 24_000 < len(first) < 28_000


def transcript(text: str, confidence: float = 0.9, language: str = "de") -> Transcript:
    return Transcript(text, language, {language: 1.0}, confidence, no_speech=not text)


def test_silent_pieces_leave_no_trace() -> None:
    whole = joined([transcript("", 0.1, "en"), transcript("Guten Tag.", 0.8), transcript("Ja.", 1)])
    assert whole.text == "Guten Tag. Ja."
    assert whole.language == "de"
    assert whole.confidence == 0.9
    assert not whole.no_speech


def test_silence_throughout_is_no_speech() -> None:
    assert joined([transcript(""), transcript("")]).no_speech
