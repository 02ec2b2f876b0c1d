"""Pages that are on this machine: files of the corpus and entries of ZIM files."""

from __future__ import annotations

from datetime import UTC, datetime

from checkers.errors import FetchRefused
from checkers.fetching.content import check_body
from checkers.fetching.document import Document
from checkers.fetching.folder import CorpusFolder, is_file_url
from checkers.labels import Outcome
from checkers.reading.zim import ZimLibrary, is_zim_url


def is_local_url(url: str) -> bool:
    """Whether the URL leads to this machine and not to the web."""
    return is_file_url(url) or is_zim_url(url)


class LocalPages:
    """Gives the pages of a folder and of ZIM files, and nothing else of this machine.

    Args:
        folder: The corpus.
        zim: The ZIM files; None where there are none, so that every entry is refused.
        most_bytes: How long an entry may be.
    """

    def __init__(self, folder: CorpusFolder, zim: ZimLibrary | None, most_bytes: int) -> None:
        self._folder = folder
        self._zim = zim
        self._most_bytes = most_bytes

    def get(self, url: str) -> Document:
        """The page at a `file://` or `zim://` URL.

        Raises:
            FetchRefused: It is outside of what is given, is not there, is too long or is no page.
            FetchFailed: It cannot be read.
        """
        return self._entry(url) if is_zim_url(url) else self._folder.get(url)

    def _entry(self, url: str) -> Document:
        if self._zim is None:
            message = "no ZIM file is given: set VEREDICTO_ZIM"
            raise FetchRefused(message, url=url, outcome=Outcome.REFUSED_ADDRESS)
        try:
            entry = self._zim.get(url)
        except KeyError as error:
            message = "the ZIM files hold no such entry"
            raise FetchRefused(message, url=url, outcome=Outcome.HTTP_ERROR) from error
        if len(entry.body) > self._most_bytes:
            message = f"the entry has more than {self._most_bytes} bytes"
            raise FetchRefused(message, url=url, outcome=Outcome.TOO_LARGE)
        check_body(entry.body, url)
        return Document(
            url=url,
            final_url=url,
            status_code=None,
            headers=(),
            content_type=entry.content_type,
            body=entry.body,
            retrieved_at=datetime.now(UTC),
        )
