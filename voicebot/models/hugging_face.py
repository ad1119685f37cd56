"""Download from Hugging Face or a mirror of it, resumed where it was interrupted."""

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests

from voicebot.models.manifest import HuggingFaceSource, ModelFile
from voicebot.models.source import Report, SourceError, SourceUnreachableError
from voicebot.settings import DownloadSettings

_BLOCK_BYTES = 1 << 18


class HuggingFace:
    """Takes files of one repository.

    Proxies are those of the environment (``HTTPS_PROXY``, ``NO_PROXY``).

    Args:
        source: Repository, revision and folder.
        settings: Base URL and patience.
    """

    def __init__(self, source: HuggingFaceSource, settings: DownloadSettings) -> None:
        self.name = urlsplit(settings.hugging_face_url).netloc or settings.hugging_face_url
        folder = f"{source.folder}/" if source.folder else ""
        self._base = (
            f"{settings.hugging_face_url.rstrip('/')}/{source.repository}"
            f"/resolve/{source.revision}/{folder}"
        )
        self._timeout = settings.timeout_seconds

    def fetch(self, file: ModelFile, part: Path, report: Report) -> None:
        """Download ``file``; see ``FileSource.fetch``.

        A broken connection is taken up again as long as each attempt brings something.
        """
        while (before := _size(part)) != file.bytes:
            try:
                self._download(file, part, report)
            except requests.RequestException as error:
                if _size(part) > before:
                    continue
                reason = _reason(error)
                if isinstance(error, requests.ConnectionError | requests.Timeout):
                    raise SourceUnreachableError(f"cannot be reached ({reason})") from error
                raise SourceError(reason) from error
            if _size(part) <= before:
                raise SourceError(f"the download ended after {before} of {file.bytes} bytes")

    def _download(self, file: ModelFile, part: Path, report: Report) -> None:
        done = _size(part)
        # A compressed transfer has other offsets than the file.
        headers = {"Accept-Encoding": "identity"}
        if done:
            headers["Range"] = f"bytes={done}-"
        with requests.get(
            self._base + quote(file.path), headers=headers, stream=True, timeout=self._timeout
        ) as response:
            if response.status_code == requests.codes.requested_range_not_satisfiable:
                raise SourceError("the server holds a shorter file")
            response.raise_for_status()
            resumed = response.status_code == requests.codes.partial_content
            if resumed and _first_byte(response) != done:
                raise SourceError("the server sent another range than was asked for")
            done = done if resumed else 0
            with part.open("ab" if resumed else "wb") as stream:
                for block in response.iter_content(_BLOCK_BYTES):
                    done += len(block)
                    if done > file.bytes:
                        # Never fill the disk with what is not the file.
                        part.unlink()
                        raise SourceError(f"sent more than the expected {file.bytes} bytes")
                    stream.write(block)
                    report(file, done)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _first_byte(response: requests.Response) -> int | None:
    """First position of a partial answer (RFC 9110, section 14.4)."""
    match = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(match[1]) if match else None


def _reason(error: requests.RequestException) -> str:
    if error.response is not None:
        return f"HTTP status {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    return "no connection" if isinstance(error, requests.ConnectionError) else str(error)
