"""What an additional judge is given to read of one claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checkers.evidence.gather import EvidenceSet
from checkers.evidence.wordings import Wording, wording_of
from checkers.fetching.stored import StoredPages
from checkers.nouns import Assessment, Claim, Evidence, Passage, Source, Verdict, WeighedEvidence
from checkers.verdicts.gate import why_not_verbatim

MOST_PASSAGES = 8
BARRED = frozenset({"article_itself", "published_later"})
"""Why evidence did not count, where it is no evidence to anyone."""


@dataclass(frozen=True, slots=True)
class BriefPassage:
    """A passage with the evidence that it is part of, and what its page says of itself."""

    evidence_id: str
    passage: Passage
    title: str | None = None
    published_at: datetime | None = None

    @property
    def page(self) -> str:
        """The title of its page and the day it was published, a line each, as far as known."""
        day = self.published_at and f"{self.published_at:%Y-%m-%d}"
        return "\n".join(part for part in (self.title, day) if part)


@dataclass(frozen=True, slots=True)
class Brief:
    """A claim with passages, which the judge knows by their place here from 1."""

    claim: Claim
    verdict: Verdict
    passages: tuple[BriefPassage, ...]
    language: str


def make_briefs(
    claims: Sequence[Claim],
    assessments: Sequence[Assessment],
    sources: Sequence[Source],
    found: EvidenceSet,
    pages: StoredPages,
    language: str,
) -> tuple[Brief, ...]:
    """A brief for each claim with a verdict and passages: those that counted, then the nearest.

    Only passages that are verbatim in their stored pages are in it, so that what is verbatim in
    them is so there, too.
    """
    shelf = _Shelf(
        {source.id: source for source in sources if source.retrieved},
        {passage.id: passage for passage in found.passages},
        {piece.id: piece for piece in found.evidence},
        pages,
    )
    verdicts = [assessment.verdict for assessment in assessments]
    briefs = (
        Brief(claim, verdict, shelf.passages(verdict), language)
        for claim, verdict in zip(claims, verdicts, strict=True)
        if verdict is not None
    )
    return tuple(brief for brief in briefs if brief.passages)


@dataclass(frozen=True, slots=True)
class _Shelf:
    sources: Mapping[str, Source]
    passages_by_id: Mapping[str, Passage]
    evidence: Mapping[str, Evidence]
    pages: StoredPages

    def passages(self, verdict: Verdict) -> tuple[BriefPassage, ...]:
        chosen: dict[Wording, BriefPassage] = {}
        for one in self._intact(verdict):
            # A syndicated text is one text, wherever it stands.
            chosen.setdefault(wording_of(one.passage.text), one)
            if len(chosen) == MOST_PASSAGES:
                break
        return tuple(chosen.values())

    def _intact(self, verdict: Verdict) -> Iterator[BriefPassage]:
        for weighed in sorted(verdict.evidence, key=self._rank):
            piece = self.evidence[weighed.evidence_id]
            passage, source = self.passages_by_id[piece.passage_id], self.sources[piece.source_id]
            if weighed.excluded in BARRED or why_not_verbatim(passage, source, self.pages):
                continue
            yield BriefPassage(piece.id, passage, source.title, source.published_at)

    def _rank(self, weighed: WeighedEvidence) -> tuple[float, float]:
        return -weighed.weight, -self.evidence[weighed.evidence_id].similarity
