"""Finds WAV files that were cut off: libsndfile reads what is left of one without a word.

Chunks after Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0"
(1991), "Waveform Audio File Format".
"""

import struct
from pathlib import Path

_RIFF_HEADER_BYTES = 12
_CHUNK_HEADER_BYTES = 8
# Programs that write to a pipe do not know the length yet and leave it at its greatest values;
# such a file ends where it ends.
_UNKNOWN_LENGTH = 0x7FFF_0000


def missing_share(path: Path) -> float:
    """How much of the sound that a WAV file's header promises is not in it.

    Args:
        path: Any file.

    Returns:
        Share between 0 and 1; 0 for what is no WAV file and when the length was left open.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as stream:
        size = path.stat().st_size
        header = stream.read(_RIFF_HEADER_BYTES)
        if header[:4] != b"RIFF" or header[8:] != b"WAVE":
            return 0.0
        at = _RIFF_HEADER_BYTES
        while len(chunk := stream.read(_CHUNK_HEADER_BYTES)) == _CHUNK_HEADER_BYTES:
            name, length = struct.unpack("<4sI", chunk)
            at += _CHUNK_HEADER_BYTES
            if name == b"data":
                present = size - at
                if length <= present or length >= _UNKNOWN_LENGTH:
                    return 0.0
                return float(1 - present / length)
            # Chunks begin at even positions.
            at += length + length % 2
            stream.seek(at)
    return 0.0
