"""The passages of pages with their vectors, begun as the pages come in.

While some pages are still on their way the processors embed the others. Evidence is named by its
scores, so that it must not matter which page came first: each page is embedded for itself, and
where a vector depends on its text alone, what several pages say in the same words is embedded once.
Where there are many passages, those that a cheap ranking of all of them does not keep are left out,
and once all pages are there no longer embedded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from checkers.evidence.passages import WINDOWS, cut_passages
from checkers.evidence.shortlist import shortlist
from checkers.models.embedder import Embedder
from checkers.models.network import Floats
from checkers.models.token_vectors import TokenVectors
from checkers.nouns import Passage, Source

AT_ONCE = 2
"""Pages: one alone leaves a core idle while its last batch is computed."""
WHOLE = 300
"""Distinct passages up to which all are embedded."""


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Passages with a unit vector each, float32 of shape (passages, dimensions)."""

    passages: tuple[Passage, ...]
    vectors: Floats


@dataclass(frozen=True, slots=True)
class Asked:
    """The claims that passages are looked for, in their language.

    `named` are identifiers of sources whose every passage is embedded, whatever it says.
    """

    claims: tuple[str, ...]
    language: str
    named: AbstractSet[str] = frozenset()


class Pages:
    """Reads pages in threads of its own.

    Args:
        embedder: gives the model; may wait for it to load.
        tokens: gives what chooses among many passages; None where all are embedded.
        windows: version of the cut into passages.
    """

    def __init__(
        self,
        embedder: Callable[[], Embedder],
        tokens: Callable[[], TokenVectors | None] = lambda: None,
        windows: int = WINDOWS,
    ) -> None:
        self._embedder = embedder
        self._tokens = tokens
        self._windows = windows
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pages")
        self._begun: dict[str, Future[_Page]] = {}
        self._known: dict[str, Floats] = {}
        self._all_there = False
        self._lock = threading.Lock()

    def begin(self, source: Source) -> None:
        """Have the passages of a page read; nothing for one that was not retrieved."""
        if source.retrieved:
            with self._lock:
                self._begin(source)

    def of(self, sources: Sequence[Source], asked: Asked) -> PassageVectors:
        """The passages of all pages in their order, of those too that were not begun.

        Of many passages they are those that some claim keeps.

        Raises:
            ModelError: the embedder returned something that is no number.
        """
        distinct = {source.id: source for source in sources if source.retrieved}
        with self._lock:
            self._all_there = True
            for source in distinct.values():
                self._begin(source)
            begun = [self._begun.pop(name) for name in distinct]
        read = [future.result() for future in begun]
        passages = tuple(passage for one in read for passage in one.passages)
        if not passages:
            return PassageVectors((), np.empty((0, 0), np.float32))
        tokens = self._tokens()
        if tokens is None:
            vectors = [one.vectors for one in read if one.vectors is not None]
            return PassageVectors(passages, np.concatenate(vectors))
        kept = _kept(passages, distinct, asked, tokens)
        return PassageVectors(kept, self._embed([passage.text for passage in kept]))

    def drop(self) -> None:
        """Leave pages unread that wait, and forget what was read: nobody will ask for them."""
        with self._lock:
            for future in self._begun.values():
                future.cancel()
            self._begun.clear()
            self._known, self._all_there = {}, False

    def _begin(self, source: Source) -> None:
        if source.id not in self._begun:
            self._begun[source.id] = self._threads.submit(self._read, source)

    def _read(self, source: Source) -> _Page:
        passages = cut_passages(source, self._windows)
        texts = [passage.text for passage in passages]
        if self._tokens() is None:
            return _Page(passages, self._embed(texts))
        # The processors would be idle; once all pages are there, what is kept is known.
        if not self._all_there:
            self._embed(texts)
        return _Page(passages)

    def _embed(self, texts: Sequence[str]) -> Floats:
        embedder = self._embedder()
        if not texts or not embedder.steady:
            return embedder.embed_passages(texts)
        # One article's; another one may be begun with at any time.
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, embedder.embed_passages(new), strict=True))
        return np.stack([known[text] for text in texts])


@dataclass(frozen=True, slots=True)
class _Page:
    """The passages of a page, with their vectors where each page is embedded for itself."""

    passages: tuple[Passage, ...]
    vectors: Floats | None = None


def _kept(
    passages: Sequence[Passage], sources: Mapping[str, Source], asked: Asked, tokens: TokenVectors
) -> tuple[Passage, ...]:
    """The passages that some claim keeps, and all of the sources that somebody named.

    What several pages say in the same words is one text, and in the claims' language if one of
    those pages is.
    """
    languages: dict[str, str] = {}
    for passage in passages:
        language = sources[passage.source_id].language or asked.language
        if languages.get(passage.text) != asked.language:
            languages[passage.text] = language
    texts = list(languages)
    if len(texts) <= WHOLE:
        return tuple(passages)
    flags = shortlist(asked.claims, asked.language, texts, list(languages.values()), tokens)
    kept = {texts[place] for place in np.flatnonzero(flags.any(axis=0))}
    return tuple(p for p in passages if p.text in kept or p.source_id in asked.named)
