"""Whether a file on disk is the one that the manifest describes."""

import hashlib
from pathlib import Path

from voicebot.models.manifest import ModelFile


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def difference(path: Path, file: ModelFile) -> str | None:
    """Say in what the file at ``path`` is not ``file``; None when it is, byte for byte."""
    size = path.stat().st_size
    if size != file.bytes:
        return f"expected {file.bytes} bytes, got {size}"
    digest = sha256_of(path)
    if digest != file.sha256:
        return f"expected SHA-256 {file.sha256}, got {digest}"
    return None
