"""Pages of a corpus folder, by `file://` URL."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from checkers.errors import FetchError, FetchFailed, FetchRefused
from checkers.fetching.content import check_body
from checkers.fetching.document import Document
from checkers.labels import Outcome

_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
}


def is_file_url(url: str) -> bool:
    """Whether the URL names a file."""
    return url.lower().startswith("file:")


class CorpusFolder:
    """Gives the pages of one folder, and nothing outside it.

    Args:
        folder: The corpus; None where there is none, so that every file is refused.
        most_bytes: How long a file may be.
    """

    def __init__(self, folder: Path | None, most_bytes: int) -> None:
        self._folder = folder.resolve() if folder else None
        self._most_bytes = most_bytes

    def get(self, url: str) -> Document:
        """The file at a `file://` URL.

        Raises:
            FetchRefused: It lies outside the folder, is too long or is no page.
            FetchFailed: It cannot be read.
        """
        path = self._path(url)
        content_type = _TYPES.get(path.suffix.lower())
        if content_type is None:
            message = f"files of the type {path.suffix or path.name!r} are not read"
            raise FetchRefused(message, url=url, outcome=Outcome.UNSUPPORTED_CONTENT)
        try:
            with path.open("rb") as file:
                body = file.read(self._most_bytes + 1)
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            raise FetchFailed(message, url=url, outcome=Outcome.UNREACHABLE) from error
        if len(body) > self._most_bytes:
            message = f"the file has more than {self._most_bytes} bytes"
            raise FetchRefused(message, url=url, outcome=Outcome.TOO_LARGE)
        check_body(body, url)
        return Document(
            url=url,
            final_url=url,
            status_code=None,
            headers=(),
            content_type=content_type,
            body=body,
            retrieved_at=datetime.now(UTC),
        )

    def _path(self, url: str) -> Path:
        """The file with its links resolved, so that a link cannot lead out of the folder."""
        try:
            path = _named(url).resolve()
        except (ValueError, OSError, RuntimeError) as error:
            raise _outside(url, f"it names no file: {error}") from error
        if self._folder is None or not path.is_relative_to(self._folder):
            raise _outside(url, "it lies outside the corpus folder")
        return path


def _named(url: str) -> Path:
    parts = urlsplit(url)
    if parts.netloc not in {"", "localhost"}:
        raise ValueError(f"it lies on the host {parts.netloc}")
    return Path(url2pathname(parts.path))


def _outside(url: str, reason: str) -> FetchError:
    message = f"the file is not read: {reason}"
    return FetchRefused(message, url=url, outcome=Outcome.REFUSED_ADDRESS)
