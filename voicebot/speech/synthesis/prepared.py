"""Audio of approved sentences, kept on disk so that nobody waits for what is said every day.

Only sentences that were approved are stored: a sentence with a caller's name or number in it
never touches the disk. A recording is good for one sentence, voice, pace and sample rate; when any
of them changes, it is not found any more and sooner or later dropped.
"""

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dialogs.actions import Pace

# Part of every key; raised when synthesis changes in a way that makes old audio wrong.
_FORMAT = "2"

# When the folder is too large, so much of the limit is kept: dropping reads the whole folder.
_KEPT_SHARE = 0.9

_Key = tuple[str, str, Pace]


class PreparedSpeech:
    """A bounded folder of raw 16-bit PCM files; its methods block and may be called in threads.

    Args:
        folder: Where the files lie; created when needed.
        limit_bytes: Size of all files together.
        sample_rate: Hertz of the audio kept.
    """

    def __init__(self, folder: Path, limit_bytes: int, sample_rate: int) -> None:
        self.folder = folder
        self._limit_bytes = limit_bytes
        self._sample_rate = sample_rate
        self._paths: dict[_Key, Path] = {}
        self._dropping = threading.Lock()
        self._bytes: int | None = None

    def approve(self, sentences: Iterable[tuple[str, str]], voices: Mapping[str, str]) -> None:
        """Say what may be stored from now on; what was approved before no longer is.

        Args:
            sentences: Pairs of sentence and language, the most important first.
            voices: The voice of each language with its version; other languages are left out.
        """
        listed = list(sentences)
        self._paths = {
            (sentence, language, pace): self._path(sentence, language, pace, voices[language])
            for pace in Pace
            for sentence, language in listed
            if language in voices
        }

    def get(self, sentence: str, language: str, pace: Pace) -> NDArray[np.int16] | None:
        """The audio, shape ``(samples,)``, or None when it is not prepared."""
        path = self._paths.get((sentence, language, pace))
        if path is None:
            return None
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return np.frombuffer(data, dtype=np.int16) if len(data) % 2 == 0 else None

    def missing(self, pace: Pace) -> list[tuple[str, str]]:
        """Approved sentences with their languages that are not stored at this pace, in order."""
        return [
            (sentence, language)
            for (sentence, language, at), path in self._paths.items()
            if at is pace and not path.is_file()
        ]

    def put(self, sentence: str, language: str, pace: Pace, samples: NDArray[np.int16]) -> None:
        """Keep the audio if the sentence is approved; a full disk is no reason to fail."""
        path = self._paths.get((sentence, language, pace))
        if path is None:
            return
        # Two threads may store the same sentence at once.
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(samples.tobytes())
            part.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()
        else:
            self._make_room(samples.nbytes)

    def room_bytes(self) -> int:
        """How much more can be stored before approved recordings drive each other out."""
        approved = set(self._paths.values())
        used = sum(size for size, _, path in self._files() if path in approved)
        return round(self._limit_bytes * _KEPT_SHARE) - used

    def _make_room(self, added: int) -> None:
        """Drop files when all together are too large: stale ones first, then unused ones."""
        with self._dropping:
            if self._bytes is not None and self._bytes + added <= self._limit_bytes:
                self._bytes += added
                return
            approved = set(self._paths.values())
            files = sorted(
                self._files(), key=lambda file: (file[2] in approved, file[1]), reverse=True
            )
            total = sum(size for size, _, _ in files)
            kept = self._limit_bytes * (_KEPT_SHARE if total > self._limit_bytes else 1)
            while total > kept:
                size, _, path = files.pop()
                path.unlink(missing_ok=True)
                total -= size
            self._bytes = total

    def _files(self) -> list[tuple[int, int, Path]]:
        """Size, time of last use and path of all recordings."""
        found = []
        for path in self.folder.glob("*.pcm"):
            with contextlib.suppress(OSError):  # Another process may have dropped it.
                status = path.stat()
                found.append((status.st_size, status.st_mtime_ns, path))
        return found

    def _path(self, sentence: str, language: str, pace: Pace, voice: str) -> Path:
        key = "\n".join((_FORMAT, voice, language, pace, str(self._sample_rate), sentence))
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()}.pcm"
