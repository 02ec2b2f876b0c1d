"""How a statement was read: in whose name it stands, and what its references stand for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of an article: `article.text[start:end]`, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SaidBy:
    """In whose name a claim stands, or who a claim says has said something.

    `who` is as the article writes it, None where it names nobody. `direct` is speech in quotation
    marks. `saying_id` is the claim that they said it; None on that claim itself, and where nobody
    is named.
    """

    who: str | None
    cue: str
    direct: bool
    anonymous: bool
    saying_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A wording that points to something else, at `article.text[start:end]`; empty for a subject
    that is left out.

    `meaning` is what `Claim.decontextualised` has in its place, None where it cannot be told.
    `found` is where the article says so; None where the date of the article or its title does.
    """

    text: str
    start: int
    end: int
    meaning: str | None
    found: Stretch | None = None
