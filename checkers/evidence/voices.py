"""Which sources are one voice: one publisher, or one text that several publish."""

from __future__ import annotations

from collections.abc import Sequence

from datasketch import MinHashLSH
from scipy.cluster.hierarchy import DisjointSet

from checkers.articles import Article
from checkers.identifiers import identify
from checkers.nouns import Source
from checkers.reading.signatures import PERMUTATIONS, sign

SAME_TEXT = 0.5
"""Jaccard similarity of shingles from which two texts are copies of one (Broder 1997)."""


def voices_of(sources: Sequence[Source]) -> dict[str, str]:
    """For each source's identifier the identifier of its voice.

    The order of `sources` does not matter.
    """
    groups = DisjointSet(source.id for source in sources)
    by_publisher: dict[str, str] = {}
    index = MinHashLSH(threshold=SAME_TEXT, num_perm=PERMUTATIONS)
    for source in {source.id: source for source in sources}.values():
        groups.merge(source.id, by_publisher.setdefault(source.publisher, source.id))
        signature = sign(source.text)
        for copy in index.query(signature):
            groups.merge(source.id, copy)
        index.insert(source.id, signature)
    return {member: identify("voice", min(group)) for group in groups.subsets() for member in group}


def copies_of(article: Article, sources: Sequence[Source]) -> frozenset[str]:
    """Identifiers of the sources that are the article itself or a copy of it."""
    own = sign(article.text)
    return frozenset(
        source.id
        for source in sources
        if article.url in {source.url, source.final_url}
        or own.jaccard(sign(source.text)) >= SAME_TEXT
    )
