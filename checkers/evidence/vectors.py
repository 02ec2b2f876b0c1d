"""The passages of pages with their vectors, begun as the pages come in.

While some pages are still on their way the processors embed the others. Evidence is named by its
scores, so that it must not matter which page came first: each page is embedded for itself, and
where a vector depends on its text alone, what several pages say in the same words is embedded once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from checkers.evidence.passages import cut_passages
from checkers.models.embedder import Embedder
from checkers.models.network import Floats
from checkers.nouns import Passage, Source

AT_ONCE = 2
"""Pages: one alone leaves a core idle while its last batch is computed."""


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Passages with a unit vector each, float32 of shape (passages, dimensions)."""

    passages: tuple[Passage, ...]
    vectors: Floats


class Pages:
    """Reads pages in threads of its own.

    Args:
        embedder: gives the model; may wait for it to load.
    """

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        self._embedder = embedder
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pages")
        self._begun: dict[str, Future[PassageVectors]] = {}
        self._known: dict[str, Floats] = {}
        self._lock = threading.Lock()

    def begin(self, source: Source) -> None:
        """Have the passages of a page embedded; nothing for one that was not retrieved."""
        if source.retrieved:
            with self._lock:
                self._begin(source)

    def of(self, sources: Sequence[Source]) -> PassageVectors:
        """The passages of all pages in their order, of those too that were not begun.

        Raises:
            ModelError: the embedder returned something that is no number.
        """
        distinct = {source.id: source for source in sources if source.retrieved}
        with self._lock:
            for source in distinct.values():
                self._begin(source)
            begun = [self._begun.pop(name) for name in distinct]
        read = [future.result() for future in begun]
        if not read:
            return PassageVectors((), np.empty((0, 0), np.float32))
        passages = tuple(passage for one in read for passage in one.passages)
        return PassageVectors(passages, np.concatenate([one.vectors for one in read]))

    def drop(self) -> None:
        """Leave pages unread that wait, and forget what was read: nobody will ask for them."""
        with self._lock:
            for future in self._begun.values():
                future.cancel()
            self._begun.clear()
            self._known = {}

    def _begin(self, source: Source) -> None:
        if source.id not in self._begun:
            self._begun[source.id] = self._threads.submit(self._read, source)

    def _read(self, source: Source) -> PassageVectors:
        passages = cut_passages(source)
        texts = [passage.text for passage in passages]
        embedder = self._embedder()
        if not texts or not embedder.steady:
            return PassageVectors(passages, embedder.embed_passages(texts))
        # One article's; another one may be begun with at any time.
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, embedder.embed_passages(new), strict=True))
        return PassageVectors(passages, np.stack([known[text] for text in texts]))
