"""Which sources are one voice: one publisher, or one text that several publish."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from datasketch import MinHash, MinHashLSH
from scipy.cluster.hierarchy import DisjointSet

from checkers.nouns import Article, Source, identify

SHINGLE = 4
"""Words of a shingle."""
PERMUTATIONS = 128
SAME_TEXT = 0.5
"""Jaccard similarity of shingles from which two texts are copies of one (Broder 1997)."""
WORD = re.compile(r"\w+")


def voices_of(sources: Sequence[Source]) -> dict[str, str]:
    """For each source's identifier the identifier of its voice.

    The order of `sources` does not matter.
    """
    groups = DisjointSet(source.id for source in sources)
    by_publisher: dict[str, str] = {}
    index = MinHashLSH(threshold=SAME_TEXT, num_perm=PERMUTATIONS)
    for source in {source.id: source for source in sources}.values():
        groups.merge(source.id, by_publisher.setdefault(source.publisher, source.id))
        signature = _signature(source.text)
        for copy in index.query(signature):
            groups.merge(source.id, copy)
        index.insert(source.id, signature)
    return {member: identify("voice", min(group)) for group in groups.subsets() for member in group}


def copies_of(article: Article, sources: Sequence[Source]) -> frozenset[str]:
    """Identifiers of the sources that are the article itself or a copy of it."""
    own = _signature(article.text)
    return frozenset(
        source.id
        for source in sources
        if article.url in {source.url, source.final_url}
        or own.jaccard(_signature(source.text)) >= SAME_TEXT
    )


def _signature(text: str) -> MinHash:
    signature = MinHash(num_perm=PERMUTATIONS)
    signature.update_batch(_shingles(text))
    return signature


def _shingles(text: str) -> Iterator[bytes]:
    words = WORD.findall(text.casefold())
    for i in range(max(1, len(words) - SHINGLE + 1)):
        yield " ".join(words[i : i + SHINGLE]).encode()
