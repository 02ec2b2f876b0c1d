"""What is said about claims now, with everything that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checkers.articles import Article
from checkers.labels import VerdictLabel
from checkers.nouns import (
    Claim,
    Evidence,
    Passage,
    Report,
    Review,
    Run,
    Source,
    Verdict,
    WeighedEvidence,
)
from warehouse.current import CurrentClaim
from warehouse.recorded import RecordedRuns


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of evidence of a verdict, with its passage and page; `number` counts from 1."""

    number: int
    weighed: WeighedEvidence
    evidence: Evidence
    passage: Passage
    source: Source

    @property
    def counted(self) -> bool:
        """Whether it had a weight in the verdict."""
        return self.weighed.weight > 0


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim with the label it has now, the verdict it is spoken of by, and its evidence.

    `label` is the editor's where `review` overrules, and the verdict's otherwise.
    """

    run: Run
    article: Article
    claim: Claim
    label: VerdictLabel
    verdict: Verdict
    cited: tuple[Cited, ...]
    review: Review | None

    @property
    def wording(self) -> str:
        """The claim in words that stand on their own: the editor's where there are any."""
        return (self.review and self.review.wording) or self.claim.wording


def find_out(runs: RecordedRuns, claims: Iterable[CurrentClaim]) -> Iterator[Finding]:
    """The findings on those of the claims that have a label, in their order.

    Each run is read once for claims of it that stand together.

    Raises:
        BadInput: A run was recorded before runs kept what they saw.
        WarehouseError: The warehouse cannot be read, by kind.
    """
    report: Report | None = None
    for current in claims:
        if current.label is None or current.verdict_id is None:
            continue
        run_id = current.run_id
        if current.review is not None:
            run_id = runs.find(current.verdict_id).run_id
        if report is None or report.run.id != run_id:
            report = runs.report(run_id)
        yield _finding(report, current, current.label)


def cited_in(report: Report, verdict: Verdict) -> tuple[Cited, ...]:
    """The evidence of a verdict of a report, in the order of the verdict."""
    evidence = {piece.id: piece for piece in report.evidence}
    passages = {passage.id: passage for passage in report.passages}
    sources = {source.id: source for source in report.sources}
    pieces = [(weighed, evidence[weighed.evidence_id]) for weighed in verdict.evidence]
    return tuple(
        Cited(number, weighed, piece, passages[piece.passage_id], sources[piece.source_id])
        for number, (weighed, piece) in enumerate(pieces, start=1)
    )


def _finding(report: Report, current: CurrentClaim, label: VerdictLabel) -> Finding:
    claim, verdict = next(
        (claim, assessment.verdict)
        for claim, assessment in zip(report.claims, report.assessments, strict=True)
        if assessment.verdict is not None and assessment.verdict.id == current.verdict_id
    )
    return Finding(
        run=report.run,
        article=report.article,
        claim=claim,
        label=label,
        verdict=verdict,
        cited=cited_in(report, verdict),
        review=current.review,
    )
