"""Pieces of an article read as one text, with the way back to where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checkers.readings import Stretch

_GLUE = " "


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The stretches of `article`, in order; `text` is them with a space between each two."""

    article: str
    stretches: tuple[Stretch, ...]

    @classmethod
    def of(cls, article: str, start: int, end: int) -> Excerpt:
        """One stretch."""
        return cls(article, (Stretch(start, end),))

    @property
    def text(self) -> str:
        """What the excerpt reads."""
        return _GLUE.join(self.article[one.start : one.end] for one in self.stretches)

    @property
    def start(self) -> int:
        """Where its first character stands in the article."""
        return min(one.start for one in self.stretches)

    @property
    def end(self) -> int:
        """Where its last character ends in the article."""
        return max(one.end for one in self.stretches)

    def take(self, pieces: Sequence[tuple[int, int]]) -> Excerpt:
        """The excerpt of the pieces, each from and to an offset of `text`."""
        found = [stretch for piece in pieces for stretch in self._where(*piece)]
        return Excerpt(self.article, tuple(found))

    def _where(self, start: int, end: int) -> Iterator[Stretch]:
        offset = 0
        for one in self.stretches:
            length = one.end - one.start
            first, last = max(start - offset, 0), min(end - offset, length)
            if first < last:
                yield from self._trimmed(one.start + first, one.start + last)
            offset += length + len(_GLUE)

    def _trimmed(self, start: int, end: int) -> Iterator[Stretch]:
        body = self.article[start:end]
        left = len(body) - len(body.lstrip())
        if body.strip():
            yield Stretch(start + left, start + len(body.rstrip()))
