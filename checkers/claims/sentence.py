"""A sentence of an article in its place."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 3_000
"""Characters of a sentence that is read as one."""


@dataclass(frozen=True, slots=True)
class ArticleSentence:
    """The sentence number `index` at `article.text[start:end]`.

    `previous` is the sentence before it in its block, "" for the first one.
    """

    index: int
    text: str
    start: int
    end: int
    previous: str
