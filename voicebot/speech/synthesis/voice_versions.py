"""What a voice is made of, in a line: prepared audio is good as long as this stays the same."""

import contextlib
import json
import os
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from loguru import logger
from pydantic import BaseModel, RootModel, ValidationError

from voicebot.models.digests import sha256_of
from voicebot.speech.voices.catalogue import VoiceSource

_PACKAGES = {"piper": "piper-tts", "pico": "py-nanotts", "espeak": "espeakng-loader"}
_MEMORY = "voice-digests.json"
# What we make of a voice's sound: edges, loudness, readings. To be raised when that changes, so
# that nobody goes on hearing what was prepared before.
_TREATMENT = "treatment 2"


class _Digest(BaseModel):
    """The digest of a file as long as size and time of change are these."""

    bytes: int
    modified_ns: int
    sha256: str


class _Memory(RootModel[dict[str, _Digest]]):
    """Digests by path."""


def voice_versions(sources: Mapping[str, VoiceSource], folder: Path) -> dict[str, str]:
    """Name the voice of each language with all that its sound depends on; blocks.

    Files of voices are read once: their digests are kept in ``folder``, because a server with
    twelve voices would read 760 MB at each start. A language whose files cannot be read is left
    out.

    Args:
        sources: By language.
        folder: Created when needed.
    """
    memory = _recall(folder / _MEMORY)
    digests: dict[str, _Digest] = {}
    versions = {}
    for language, source in sources.items():
        package = _PACKAGES[source.engine]
        parts = [source.name, f"{package} {version(package)}", _TREATMENT]
        try:
            parts += [_digest(path, memory, digests) for path in _files(source)]
        except OSError as error:
            logger.warning("the voice {} cannot be read: {}", source.name, error)
            continue
        versions[language] = " ".join(parts)
    if digests != {path: memory[path] for path in digests if path in memory}:
        _remember(folder / _MEMORY, digests)
    return versions


def _files(source: VoiceSource) -> list[Path]:
    if source.path is None:
        return []
    return [source.path, source.path.with_name(f"{source.path.name}.json")]


def _digest(path: Path, memory: Mapping[str, _Digest], digests: dict[str, _Digest]) -> str:
    status = path.stat()
    known = memory.get(str(path))
    if known is None or (known.bytes, known.modified_ns) != (status.st_size, status.st_mtime_ns):
        known = _Digest(
            bytes=status.st_size, modified_ns=status.st_mtime_ns, sha256=sha256_of(path)
        )
    digests[str(path)] = known
    return known.sha256


def _recall(path: Path) -> dict[str, _Digest]:
    try:
        return _Memory.model_validate_json(path.read_bytes()).root
    except (OSError, ValidationError):
        return {}


def _remember(path: Path, digests: Mapping[str, _Digest]) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    # A full disk is no reason to fail: the digests are computed again the next time.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({name: digest.model_dump() for name, digest in digests.items()}, indent=1)
        part.write_text(text, "utf-8")
        part.replace(path)
