"""Offline encyclopedias: the entries of ZIM files (https://wiki.openzim.org/wiki/ZIM_file_format).

libzim is GPL-3.0, so it is no dependency: who wants it installs `veredicto[zim]`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from checkers.errors import BadInput, BadSetting

if TYPE_CHECKING:
    from libzim.reader import Archive

SCHEME = "zim"


@dataclass(frozen=True, slots=True)
class ZimEntry:
    """A page of a ZIM file; `content_type` is what the file says it is."""

    url: str
    title: str
    content_type: str
    body: bytes


class ZimLibrary:
    """The ZIM file at `path`, or all of those in the folder there.

    An entry's URL is `zim://NAME/PATH`, with the name of its file without the suffix.

    Raises:
        BadInput: There is none, or one cannot be read.
        BadSetting: libzim is not installed.
    """

    def __init__(self, path: Path) -> None:
        files = sorted(path.glob("*.zim")) if path.is_dir() else [path]
        if not files or not files[0].is_file():
            message = f"there is no ZIM file at {path}: give one, or a folder that holds some"
            raise BadInput(message)
        self._archives = {file.stem: _open(file) for file in files}
        # libzim's searches and readers share caches that are not made for several threads.
        self._lock = threading.Lock()

    def search(self, text: str, *, limit: int) -> tuple[str, ...]:
        """The URLs of the entries that hold all words of the text, best first, file by file."""
        with self._lock:
            return tuple(
                _url(name, path)
                for name, archive in self._archives.items()
                for path in _full_text(archive, text, limit)
            )

    def suggest(self, name: str, *, limit: int) -> tuple[str, ...]:
        """The URLs of the entries whose title begins like `name`, file by file."""
        with self._lock:
            return tuple(
                _url(file, path)
                for file, archive in self._archives.items()
                for path in _by_title(archive, name, limit)
            )

    def get(self, url: str) -> ZimEntry:
        """The entry at a `zim://` URL, after its redirects.

        Raises:
            KeyError: There is none.
        """
        parts = urlsplit(url)
        with self._lock:
            entry = self._archives[unquote(parts.netloc)].get_entry_by_path(
                unquote(parts.path.removeprefix("/"))
            )
            item = entry.get_item()
            return ZimEntry(url, entry.title, item.mimetype, bytes(item.content))


def is_zim_url(url: str) -> bool:
    """Whether the URL names an entry of a ZIM file."""
    return url.lower().startswith(f"{SCHEME}:")


def _open(file: Path) -> Archive:
    try:
        from libzim.reader import Archive
    except ImportError as error:
        message = "ZIM files are read with libzim: pip install 'veredicto[zim]'"
        raise BadSetting(message) from error
    try:
        return Archive(file)
    except RuntimeError as error:
        message = f"{file} is no ZIM file that can be read ({error}): download it again"
        raise BadInput(message) from error


def _full_text(archive: Archive, text: str, limit: int) -> Iterator[str]:
    from libzim.search import Query, Searcher

    if archive.has_fulltext_index:
        yield from Searcher(archive).search(Query().set_query(text)).getResults(0, limit)


def _by_title(archive: Archive, name: str, limit: int) -> Iterator[str]:
    from libzim.suggestion import SuggestionSearcher

    yield from SuggestionSearcher(archive).suggest(name).getResults(0, limit)


def _url(name: str, path: str) -> str:
    return f"{SCHEME}://{quote(name)}/{quote(path)}"
