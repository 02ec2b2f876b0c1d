"""What a page says of a run: each statement with the label that it has now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from checkers.labels import ClaimStatus, VerdictLabel
from checkers.nouns import Assessment, Claim, Failure, Report, Review
from veredicto.page.marked import Block, Span, mark_statements
from warehouse.current import CurrentClaim
from warehouse.export.findings import Cited, cited_in


class State(StrEnum):
    """What a reader is told first of a statement; the sign and the colour go by it."""

    SUPPORTED = VerdictLabel.SUPPORTED.value
    REFUTED = VerdictLabel.REFUTED.value
    CONFLICTING_EVIDENCE = VerdictLabel.CONFLICTING_EVIDENCE.value
    NOT_ENOUGH_EVIDENCE = VerdictLabel.NOT_ENOUGH_EVIDENCE.value
    RETRIEVAL_FAILED = ClaimStatus.RETRIEVAL_FAILED.value
    AMBIGUOUS = ClaimStatus.AMBIGUOUS.value
    WITHDRAWN = "withdrawn"
    NOT_CHECKED = ClaimStatus.NOT_CHECKED.value


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it is shown; `number` counts those that were to be checked, from 1."""

    number: int | None
    claim: Claim
    assessment: Assessment
    state: State
    cited: tuple[Cited, ...]
    queries: tuple[str, ...]
    failures: tuple[Failure, ...]
    review: Review | None

    @property
    def wording(self) -> str | None:
        """The claim in other words than the article's, the editor's first; None if in its own."""
        worded = (self.review and self.review.wording) or self.claim.decontextualised
        return worded if worded != self.claim.text else None

    @property
    def counted(self) -> tuple[Cited, ...]:
        """The evidence that the verdict rests on."""
        return tuple(cited for cited in self.cited if cited.counted)

    @property
    def left_out(self) -> tuple[Cited, ...]:
        """The evidence that was read and did not count."""
        return tuple(cited for cited in self.cited if not cited.counted)

    @property
    def overruled(self) -> bool:
        """Whether the label is the editor's and not the verdict's."""
        verdict = self.assessment.verdict
        return verdict is not None and self.state not in {verdict.label.value, State.WITHDRAWN}

    @property
    def reviewed_before(self) -> bool:
        """Whether the editor decided on another verdict than this one."""
        verdict = self.assessment.verdict
        return self.review is not None and (verdict is None or verdict.id != self.review.verdict_id)


@dataclass(frozen=True, slots=True)
class Shown:
    """A run as it is shown."""

    report: Report
    blocks: tuple[Block, ...]
    checked: tuple[Statement, ...]
    left_out: tuple[Statement, ...]

    def statement(self, claim: Claim) -> Statement:
        """How a claim of the run is shown."""
        return next(one for one in (*self.checked, *self.left_out) if one.claim.id == claim.id)

    def ending(self, span: Span) -> tuple[Statement, ...]:
        """The numbered statements that end with a span, the inner ones first."""
        ending = sorted(span.ending, key=lambda claim: claim.end - claim.start)
        statements = (self.statement(claim) for claim in ending)
        return tuple(one for one in statements if one.number is not None)

    @property
    def counts(self) -> tuple[tuple[State, int], ...]:
        """How many statements are in each state that occurs, the verdicts first."""
        found = Counter(one.state for one in (*self.checked, *self.left_out))
        return tuple((state, found[state]) for state in State if found[state])

    @property
    def reviewed(self) -> int:
        """How many statements an editor decided on."""
        return sum(one.review is not None for one in self.checked)

    @property
    def failures(self) -> tuple[tuple[Failure, int], ...]:
        """What the run could not do besides what is told with a statement, and how often."""
        told = {failure for one in self.checked for failure in one.failures}
        found = Counter(failure for failure in self.report.run.failures if failure not in told)
        return tuple(found.items())


def show(report: Report, current: Iterable[CurrentClaim]) -> Shown:
    """A run with the decisions that stand on its claims now."""
    now = {one.id: one for one in current}
    checked: list[Statement] = []
    left_out: list[Statement] = []
    for claim, assessment in zip(report.claims, report.assessments, strict=True):
        number = len(checked) + 1 if claim.to_check else None
        statement = _statement(report, claim, assessment, now.get(claim.id), number)
        (checked if claim.to_check else left_out).append(statement)
    blocks = mark_statements(report.article, report.claims)
    if blocks and blocks[0].text == report.article.title:
        blocks = blocks[1:]  # the page has it as its heading
    return Shown(report, blocks, tuple(checked), tuple(left_out))


def _statement(
    report: Report,
    claim: Claim,
    assessment: Assessment,
    current: CurrentClaim | None,
    number: int | None,
) -> Statement:
    queries = next((one.queries for one in report.searches if one.claim_id == claim.id), ())
    return Statement(
        number=number,
        claim=claim,
        assessment=assessment,
        state=_state(assessment, current),
        cited=cited_in(report, assessment.verdict) if assessment.verdict else (),
        queries=tuple(query.text for query in queries),
        failures=tuple(one for one in report.run.failures if one.claim_id == claim.id),
        review=current.review if current else None,
    )


def _state(assessment: Assessment, current: CurrentClaim | None) -> State:
    if current is not None and current.withdrawn:
        return State.WITHDRAWN
    if current is not None and current.approved and current.label is not None:
        return State(current.label.value)
    if assessment.verdict is not None:
        return State(assessment.verdict.label.value)
    return State(assessment.status.value)
