"""Files that somebody has put into a folder: the way without any network."""

import shutil
from pathlib import Path

from voicebot.models.manifest import ModelFile
from voicebot.models.source import Report, SourceError


class LocalFolder:
    """Takes files from ``FOLDER/MODEL/FILE``.

    Args:
        folder: From the settings.
        model: Name of the model.
    """

    def __init__(self, folder: Path, model: str) -> None:
        self.name = f"folder {folder}"
        self._folder = folder / model

    def fetch(self, file: ModelFile, part: Path, report: Report) -> None:
        """Copy ``file``; see ``FileSource.fetch``."""
        path = self._folder / file.path
        if not path.is_file():
            raise SourceError(f"there is no {path}")
        shutil.copyfile(path, part)
        report(file, part.stat().st_size)
