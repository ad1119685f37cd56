"""Audio of approved sentences, kept on disk so that nobody waits for what is said every day.

Only sentences that were approved are stored: a sentence with a caller's name or number in it
never touches the disk.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Part of every key; raised when synthesis changes in a way that makes old audio wrong.
_FORMAT = "1"


class PreparedSpeech:
    """A bounded folder of raw 16-bit PCM files, least recently used ones dropped first.

    Args:
        folder: Where the files lie; created when needed.
        limit_bytes: Size of all files together.
        sample_rate: Hertz of the audio kept.
    """

    def __init__(self, folder: Path, limit_bytes: int, sample_rate: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._sample_rate = sample_rate
        self._approved: set[tuple[str, str]] = set()

    def approve(self, sentences: Iterable[tuple[str, str]]) -> None:
        """Allow these pairs of sentence and language to be stored."""
        self._approved.update(sentences)

    def get(self, sentence: str, language: str, voice: str) -> NDArray[np.int16] | None:
        """The audio, shape ``(samples,)``, or None when it is not prepared."""
        if (sentence, language) not in self._approved:
            return None
        path = self._path(sentence, language, voice)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return np.frombuffer(data, dtype=np.int16) if len(data) % 2 == 0 else None

    def put(self, sentence: str, language: str, voice: str, samples: NDArray[np.int16]) -> None:
        """Keep the audio if the sentence is approved; a full disk is no reason to fail."""
        if (sentence, language) not in self._approved:
            return
        path = self._path(sentence, language, voice)
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(samples.tobytes())
            part.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()

    def drop_excess(self) -> int:
        """Delete the files used longest ago until the rest fits; return how many were deleted."""
        files = sorted(
            ((entry.stat(), entry) for entry in self._folder.glob("*.pcm")),
            key=lambda pair: pair[0].st_mtime,
            reverse=True,
        )
        total = 0
        dropped = 0
        for status, path in files:
            total += status.st_size
            if total > self._limit_bytes:
                path.unlink(missing_ok=True)
                dropped += 1
        return dropped

    def _path(self, sentence: str, language: str, voice: str) -> Path:
        key = "\n".join((_FORMAT, voice, language, str(self._sample_rate), sentence))
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}.pcm"
