"""The text of an article cut where its statements begin and end."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checkers.articles import Article
from checkers.nouns import Claim

LONGEST_HEADING = 100


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text with the statement that it belongs to, the shortest where several do.

    `ending` are the statements that end with it, in order.
    """

    text: str
    claim: Claim | None
    ending: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading of the text: its spans, joined, are the line verbatim."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The line without marks."""
        return "".join(span.text for span in self.spans)

    @property
    def heading(self) -> bool:
        """Whether it reads as a heading: a short line that ends like no sentence."""
        text = self.text.strip()
        return len(text) <= LONGEST_HEADING and text[-1].isalnum()


def mark_statements(article: Article, claims: Sequence[Claim]) -> tuple[Block, ...]:
    """The lines of the article that hold anything, cut into spans; claims may overlap."""
    return tuple(
        Block(tuple(_spans(article.text, start, end, claims)))
        for start, end in _lines(article.text)
        if article.text[start:end].strip()
    )


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _spans(text: str, start: int, end: int, claims: Iterable[Claim]) -> Iterator[Span]:
    here = [claim for claim in claims if claim.start < end and claim.end > start]
    inner = {place for claim in here for place in (claim.start, claim.end) if start < place < end}
    places = [start, *sorted(inner), end]
    for left, right in itertools.pairwise(places):
        covering = [claim for claim in here if claim.start < right and claim.end > left]
        yield Span(
            text=text[left:right],
            claim=min(covering, key=lambda claim: claim.end - claim.start, default=None),
            ending=tuple(claim for claim in here if claim.end == right),
        )
