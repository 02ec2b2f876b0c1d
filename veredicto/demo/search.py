"""The search engine of the demo's web."""

from __future__ import annotations

from collections.abc import Iterable

import bm25s
import numpy as np
import Stemmer

from veredicto.demo.pages import DemoPage

STEMMERS = {"es": Stemmer.Stemmer("spanish"), "en": Stemmer.Stemmer("english")}


class SearchEngine:
    """BM25 over the visible text of the pages, in the words of each page's own language."""

    def __init__(self, pages: Iterable[DemoPage]) -> None:
        self._pages = tuple(pages)
        self._index = bm25s.BM25()
        words = [_words(page.text, page.language) for page in self._pages]
        self._index.index(words, show_progress=False)

    def search(self, query: str) -> tuple[tuple[DemoPage, float], ...]:
        """Every page that shares a word with the query, best first, with its score."""
        words = sorted({word for language in STEMMERS for word in _words(query, language)})
        known = [word for word in words if word in self._index.vocab_dict]
        if not known:
            return ()
        scores = self._index.get_scores(known)
        order = np.argsort(-scores, kind="stable")
        return tuple((self._pages[i], float(scores[i])) for i in order if scores[i] > 0)


def _words(text: str, language: str) -> list[str]:
    """The stems of the text's words, without those that every text has."""
    known = language if language in STEMMERS else "es"
    (words,) = bm25s.tokenize(
        [text],
        stopwords=known,
        stemmer=STEMMERS[known],
        return_ids=False,
        show_progress=False,
    )
    return [str(word) for word in words]
