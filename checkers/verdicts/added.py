"""What the pages gave that an editor named as evidence of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checkers.evidence.gather import EvidenceSet
from checkers.labels import Outcome, Stance
from checkers.nouns import Assessment, Source

SAME_VOICE = "same_voice"


@dataclass(frozen=True, slots=True)
class AddedPassage:
    """A passage of the page; `weight` in [0, 1] is 0 where `excluded` says why it did not count."""

    text: str
    stance: Stance
    weight: float
    excluded: str | None


@dataclass(frozen=True, slots=True)
class AddedPage:
    """A page that was added; `passages` are those nearest to the claim, nearest first.

    `detail` says why it could not be had where `outcome` is not `RETRIEVED`.
    """

    url: str
    outcome: Outcome
    detail: str
    passages: tuple[AddedPassage, ...] = ()

    @property
    def retrieved(self) -> bool:
        """Whether it could be had and read."""
        return self.outcome is Outcome.RETRIEVED

    @property
    def counted(self) -> tuple[AddedPassage, ...]:
        """The passages that the verdict rests on."""
        return tuple(passage for passage in self.passages if passage.weight > 0)

    @property
    def bears(self) -> bool:
        """Whether it says something of the claim that may count, be it what its voice has said."""
        return any(one.weight > 0 or one.excluded == SAME_VOICE for one in self.passages)

    @property
    def stances(self) -> tuple[Stance, ...]:
        """The sides that the passages which counted take, each once."""
        return tuple(dict.fromkeys(passage.stance for passage in self.counted))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why passages did not count, each once."""
        return tuple(dict.fromkeys(one.excluded for one in self.passages if one.excluded))


def added_page(
    asked: Source, known: Mapping[str, Source], found: EvidenceSet, assessment: Assessment
) -> AddedPage:
    """The page that was `asked` for, with what it says of the claim of the assessment.

    Args:
        asked: as it was had now, or why it was not.
        known: the pages of the run by their address.
        found: the evidence of the run.
        assessment: of the claim, with the page among its evidence.
    """
    if not asked.retrieved:
        return AddedPage(asked.url, asked.outcome, asked.detail)
    page = known[asked.url].id
    texts = {passage.id: passage.text for passage in found.passages}
    weighed = {
        one.evidence_id: one for one in (assessment.verdict.evidence if assessment.verdict else ())
    }
    pieces = [
        (piece, weighed[piece.id])
        for piece in found.evidence
        if piece.source_id == page and piece.id in weighed
    ]
    passages = tuple(
        AddedPassage(texts[piece.passage_id], piece.stance, one.weight, one.excluded)
        for piece, one in pieces
    )
    return AddedPage(asked.url, asked.outcome, asked.detail, passages)
