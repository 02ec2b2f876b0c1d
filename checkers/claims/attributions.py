"""What a sentence says in another's name."""

from __future__ import annotations

from dataclasses import dataclass

from checkers.claims.sources import Voice


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a sentence says in another's name.

    `sentence[start:end]` is what is said; it holds the attribution itself only where that stands in
    the middle, and then `content` is without it and has `pieces`. `who` is None where the sentence
    does not name them (an elliptical subject). `direct` is what stands in quotation marks.
    """

    who: str | None
    cue: str
    content: str
    start: int
    end: int
    voice: Voice = Voice.SAYS
    direct: bool = False
    pieces: tuple[tuple[int, int], ...] = ()

    @property
    def said(self) -> tuple[tuple[int, int], ...]:
        """The pieces of the sentence that are what is said, each from and to an offset."""
        return self.pieces or ((self.start, self.end),)
