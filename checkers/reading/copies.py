"""Finds the article that another is a copy of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasketch import MinHash

from checkers.reading.signatures import NEAR_DUPLICATE, signature_of


@dataclass(frozen=True, slots=True)
class _Known:
    article_id: str
    address: str
    signature: MinHash


class Copies:
    """The articles that were read lately, by the signatures of their texts."""

    def __init__(self) -> None:
        self._known: list[_Known] = []

    def add(self, article_id: str, address: str, values: Sequence[int]) -> None:
        """Adds an article at an address."""
        self._known.append(_Known(article_id, address, signature_of(values)))

    def original_of(self, address: str, signature: MinHash) -> str | None:
        """The article elsewhere that the text is most like, if it is like enough to be a copy."""
        likeness = [
            (one.signature.jaccard(signature), one.article_id)
            for one in self._known
            if one.address != address
        ]
        best, article_id = max(likeness, default=(0.0, ""))
        return article_id if best >= NEAR_DUPLICATE else None
