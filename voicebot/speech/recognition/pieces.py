"""Cuts long recordings where nobody speaks, and puts what was heard in the pieces together."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE, Transcript

_PAUSE_SAMPLES = RECOGNITION_SAMPLE_RATE // 5


def pieces(blocks: Iterable[NDArray[np.int16]], window: int) -> Iterator[NDArray[np.int16]]:
    """Cut a recording at the quietest 0.2 s of each window's last third.

    Args:
        blocks: The recording in blocks of any length, mono PCM at 16 kHz.
        window: Most samples of a piece.

    Yields:
        Pieces which together are the recording; at most one window and one block are held.
    """
    rest = np.zeros(0, dtype=np.int16)
    for block in blocks:
        rest = np.concatenate((rest, block))
        while len(rest) > window:
            cut = _quietest(rest, window)
            yield rest[:cut]
            rest = rest[cut:]
    if len(rest):
        yield rest


def joined(transcripts: Sequence[Transcript]) -> Transcript:
    """What was heard in the pieces of one recording; silent ones do not count.

    Args:
        transcripts: At least one.
    """
    spoken = [transcript for transcript in transcripts if not transcript.no_speech]
    if not spoken:
        return transcripts[0]
    return Transcript(
        text=" ".join(transcript.text for transcript in spoken),
        language=spoken[0].language,
        language_scores=spoken[0].language_scores,
        confidence=round(sum(transcript.confidence for transcript in spoken) / len(spoken), 4),
        no_speech=False,
    )


def _quietest(samples: NDArray[np.int16], window: int) -> int:
    candidates = range(window * 2 // 3, window - _PAUSE_SAMPLES, _PAUSE_SAMPLES // 2)
    quietest = min(
        candidates,
        key=lambda at: float(np.abs(samples[at : at + _PAUSE_SAMPLES].astype(np.int32)).mean()),
    )
    return quietest + _PAUSE_SAMPLES // 2
