"""The provider `corpus`: BM25 over the pages of a folder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np

from checkers.errors import BadInput
from checkers.nouns import Query, SearchResult
from checkers.reading.encoding import decode_page
from checkers.reading.page import Page, extract_page, plain_page
from checkers.search.words import index_words

_NAME = "corpus"
_HTML = frozenset({".html", ".htm"})
_PLAIN = frozenset({".txt", ".md"})
_MOST_BYTES = 10_000_000
_SNIPPET = 300


@dataclass(frozen=True, slots=True)
class _Indexed:
    """The pages that hold text, with the index over them; row i of the index is page i."""

    urls: tuple[str, ...]
    pages: tuple[Page, ...]
    index: bm25s.BM25


class CorpusProvider:
    """Searches the .html, .htm, .txt and .md files below `folder`.

    One index holds every language: each text is there with its plain words and with the stems of
    its own language. It is built at the first search.

    Raises:
        BadInput: The folder is missing or holds no page.
    """

    name = _NAME

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._lock = threading.Lock()
        self._built: _Indexed | None = None
        if not self._folder.is_dir():
            raise BadInput(f"the corpus {folder} is no folder: give a folder of pages to --corpus")
        if next(self._paths(), None) is None:
            raise BadInput(f"the corpus {folder} holds no page: put .html, .txt or .md files in it")

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The pages that share a word with the query, best first, by their `file://` URLs.

        Raises:
            BadInput: No page of the folder holds text.
        """
        built = self._indexed()
        words = dict.fromkeys(index_words(query.text, query.language))
        known = [word for word in words if word in built.index.vocab_dict]
        if not known:
            return ()
        scores = built.index.get_scores(known)
        best = [int(i) for i in np.argsort(-scores, kind="stable")[:limit] if scores[i] > 0]
        return tuple(
            SearchResult(
                query_id=query.id,
                provider=_NAME,
                url=built.urls[i],
                title=built.pages[i].title,
                snippet=built.pages[i].text[:_SNIPPET],
                rank=rank,
                published_at=built.pages[i].published_at,
            )
            for rank, i in enumerate(best, start=1)
        )

    def _indexed(self) -> _Indexed:
        with self._lock:
            if self._built is None:
                self._built = self._build()
            return self._built

    def _build(self) -> _Indexed:
        read = [(path.as_uri(), _read(path)) for path in self._paths()]
        kept = [(url, page) for url, page in read if page is not None and page.text]
        if not kept:
            raise BadInput(f"no page of the corpus {self._folder} holds text that can be read")
        index = bm25s.BM25()
        words = [index_words(f"{page.title or ''}\n{page.text}", page.language) for _, page in kept]
        index.index(words, show_progress=False)
        urls, pages = zip(*kept, strict=True)
        return _Indexed(urls, pages, index)

    def _paths(self) -> Iterator[Path]:
        """The pages in the folder's order; links that lead out of it are left out."""
        for path in sorted(self._folder.rglob("*")):
            real = path.resolve()
            if (
                path.suffix.lower() in _HTML | _PLAIN
                and real.is_file()
                and real.is_relative_to(self._folder)
                and real.stat().st_size <= _MOST_BYTES
            ):
                yield path


def _read(path: Path) -> Page | None:
    """The page in a file; None where it cannot be opened."""
    try:
        body = path.read_bytes()
    except OSError:
        return None
    if path.suffix.lower() in _PLAIN:
        return plain_page(decode_page(body))
    return extract_page(body, url=None)
