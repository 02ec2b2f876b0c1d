"""The nouns that the stages hand to one another; their labels are in `checkers.labels`.

Every noun is frozen. Times are UTC with zone. Offsets count Unicode code points. Identifiers are
hashes of content (`identify`), so that the same content gets the same row wherever and whenever it
is met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from checkers.answers import ProviderAnswer
from checkers.articles import Article
from checkers.before import CheckedBefore, ClaimTrace
from checkers.identifiers import identify
from checkers.labels import (
    ClaimStatus,
    Comparator,
    Decision,
    OpinionOutcome,
    Outcome,
    Stage,
    Stance,
    StatementKind,
    VerdictLabel,
)
from checkers.readings import Reference, SaidBy, Stretch
from checkers.stated import Stated

_CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a text: `value` (and `upper` for a range) in base units, scale resolved.

    `text` is verbatim. `unit` is an ISO 4217 code, `%`, `pp` (percentage points), a unit symbol, or
    the counted noun in lower case. `time` is the year or date that the sentence ties the amount to.
    `scale` is the power of ten of the word or letter after the number: 6 for "millones".
    """

    text: str
    start: int
    end: int
    value: Decimal
    comparator: Comparator
    upper: Decimal | None = None
    unit: str | None = None
    time: str | None = None
    scale: int = field(default=0, compare=False)  # told by the text, and not recorded

    @property
    def currency(self) -> str | None:
        """The ISO 4217 code where it is an amount of money."""
        return self.unit if self.unit and _CURRENCY.fullmatch(self.unit) else None


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of an article: verbatim `article.text[start:end]`.

    `decontextualised` is the wording that is searched for and judged, `references` what was put
    into it. `excluded` says, in the article's language, why it is not checked; None for a claim to
    check. `part_of` names the statement that a part was taken from; `spans` are what it is made of
    where that is not all of `text`. `confidence` is that of the kind, in [0, 1]. `repeats` names
    the statement of the article that this one repeats.
    Offsets of `quantities` count from the beginning of `text`.
    """

    id: str
    article_id: str
    text: str
    start: int
    end: int
    kind: StatementKind
    check_worthiness: float
    decontextualised: str | None = None
    attributed_to: str | None = None
    part_of: str | None = None
    quantities: tuple[Quantity, ...] = ()
    excluded: str | None = None
    ambiguous: bool = False
    confidence: float | None = None
    said_by: SaidBy | None = None
    references: tuple[Reference, ...] = ()
    spans: tuple[Stretch, ...] = ()
    repeats: str | None = None
    stated: Stated = field(default=Stated(), compare=False)  # told by the text

    @property
    def to_check(self) -> bool:
        """Whether the claim goes to search."""
        return self.excluded is None

    @property
    def wording(self) -> str:
        """The text that stands on its own where there is one, else the verbatim text."""
        return self.decontextualised or self.text


@dataclass(frozen=True, slots=True)
class Query:
    """A search string made for a claim."""

    id: str
    claim_id: str
    text: str
    language: str

    @classmethod
    def of(cls, claim_id: str, text: str, language: str) -> Query:
        """A query under the identifier of its claim and text."""
        return cls(identify("query", claim_id, text), claim_id, text, language)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a provider returned for a query; `rank` counts from 1."""

    query_id: str
    provider: str
    url: str
    title: str | None
    snippet: str | None
    rank: int
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that a run could not do; never taken for an absence of evidence."""

    stage: Stage
    reason: str
    url: str | None = None
    provider: str | None = None
    claim_id: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A page as it was retrieved.

    `text` is the extracted text that offsets of passages point into; it is empty unless `outcome`
    is `RETRIEVED`. `snapshot` names the stored WARC record. `publisher` is the registrable domain.
    """

    id: str
    url: str
    final_url: str
    publisher: str
    retrieved_at: datetime
    outcome: Outcome
    detail: str = ""
    status_code: int | None = None
    content_type: str | None = None
    sha256: str | None = None
    snapshot: str | None = None
    title: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    text: str = ""
    extractor: str | None = None

    @property
    def retrieved(self) -> bool:
        """Whether there is a text to take passages from."""
        return self.outcome is Outcome.RETRIEVED

    def is_later_than(self, article: Article) -> bool:
        """Whether both are dated, and the page was published after the article."""
        if self.published_at is None or article.published_at is None:
            return False
        return self.published_at > article.published_at


@dataclass(frozen=True, slots=True)
class ClaimSearch:
    """The searches of one claim: its queries, what came back, what failed.

    `answered` counts the searches that got an answer, an empty one included; `answers` says how
    each provider took each query.
    """

    claim_id: str
    queries: tuple[Query, ...]
    results: tuple[SearchResult, ...]
    failures: tuple[Failure, ...]
    answered: int
    answers: tuple[ProviderAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim span of a source: `source.text[start:end] == text`."""

    id: str
    source_id: str
    text: str
    start: int
    end: int

    @classmethod
    def of(cls, source: Source, start: int, end: int) -> Passage:
        """The span of `source` under the identifier of its source and offsets."""
        return cls(
            identify("passage", source.id, start, end),
            source.id,
            source.text[start:end],
            start,
            end,
        )


@dataclass(frozen=True, slots=True)
class StanceProbabilities:
    """Calibrated probabilities of the three stances; they add up to 1."""

    supports: float
    neutral: float
    refutes: float

    @property
    def stance(self) -> Stance:
        """The most probable stance, neutral on a tie."""
        best = max(self.supports, self.neutral, self.refutes)
        if best == self.neutral:
            return Stance.NEUTRAL
        return Stance.SUPPORTS if best == self.supports else Stance.REFUTES

    def of(self, stance: Stance) -> float:
        """The probability of one stance."""
        return {
            Stance.SUPPORTS: self.supports,
            Stance.NEUTRAL: self.neutral,
            Stance.REFUTES: self.refutes,
        }[stance]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure or date of the claim beside one of a passage about the same thing.

    `agrees` is None where the arithmetic decides nothing, as for another period; `reason` says it
    in words. `same_thing` is the probability that both speak of the same thing.
    """

    claim: Quantity
    source: Quantity
    agrees: bool | None
    reason: str
    same_thing: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim with a passage: `similarity` is the cosine of their embeddings (higher is nearer)."""

    id: str
    claim_id: str
    passage_id: str
    source_id: str
    similarity: float
    probabilities: StanceProbabilities
    models: tuple[tuple[str, str], ...]
    comparison: Comparison | None = None

    @property
    def stance(self) -> Stance:
        """What the passage says of the claim; comparable numbers decide before the model does."""
        if self.comparison is not None and self.comparison.agrees is not None:
            return Stance.SUPPORTS if self.comparison.agrees else Stance.REFUTES
        return self.probabilities.stance


@dataclass(frozen=True, slots=True)
class WeighedEvidence:
    """A piece of evidence in a verdict; `weight` is 0 and `excluded` says why if it did not count.

    Passages with one `voice` (a registrable domain, a syndicated text) count once.
    """

    evidence_id: str
    voice: str
    weight: float
    excluded: str | None = None


@dataclass(frozen=True, slots=True)
class Outdated:
    """A claim that was true once: the evidence that bears out then, and that which denies it now.

    The times are years or ISO 8601 dates, of what the passages speak of or of their publication.
    """

    true_evidence_id: str
    true_at: str
    false_evidence_id: str
    false_at: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The label of a claim with its confidence in [0, 1] and everything that led to it."""

    id: str
    claim_id: str
    label: VerdictLabel
    confidence: float
    probabilities: tuple[tuple[VerdictLabel, float], ...]
    justification: str
    evidence: tuple[WeighedEvidence, ...]
    models: tuple[tuple[str, str], ...]
    decided_at: datetime
    outdated: Outdated | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a run found about one claim; `verdict` is there exactly where the status is `JUDGED`.

    `carried_from` is the run whose verdict stands because this one found nothing new, or met the
    same words in an updated article: `carried_verdict` is then the one on the earlier version.
    """

    claim_id: str
    status: ClaimStatus
    reason: str | None
    verdict: Verdict | None
    carried_from: str | None = None
    carried_verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """An editor's decision on a verdict; `label` is the editor's where it overrules.

    `wording` is the claim as the editor words it, None where it was left as it is.
    """

    id: str
    verdict_id: str
    decision: Decision
    label: VerdictLabel | None
    reason: str
    reviewer: str
    reviewed_at: datetime
    wording: str | None = None


@dataclass(frozen=True, slots=True)
class OpinionQuote:
    """Words that an additional judge quotes: verbatim, the source's text at [start, end)."""

    evidence_id: str
    text: str
    start: int
    end: int
    stance: Stance


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an additional judge makes of a claim; it stands beside the verdict and never in it.

    `label`, `explanation` and `quotes` are there only where it is accepted, `reason` only where it
    is not. `agrees` says whether its label is the verdict's.
    """

    id: str
    claim_id: str
    verdict_id: str
    model: str
    outcome: OpinionOutcome
    asked_at: datetime
    reason: str | None = None
    label: VerdictLabel | None = None
    explanation: str | None = None
    quotes: tuple[OpinionQuote, ...] = ()
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of the pipeline on one article. `seconds` are wall-clock seconds by stage."""

    id: str
    article_id: str
    started_at: datetime
    finished_at: datetime
    version: str
    models: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    failures: tuple[Failure, ...]
    seconds: tuple[tuple[Stage, float], ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """What a fact-checker ruled, in its own words and on its own scale.

    `reading` is what a list takes `words` for: shown beside them, never in their place.
    """

    words: str | None = None
    value: float | None = None
    best: float | None = None
    worst: float | None = None
    reading: VerdictLabel | None = None


@dataclass(frozen=True, slots=True)
class FactCheck:
    """A published fact-check (ClaimReview); `publisher` is the registrable domain of `url`.

    `imported_from` is the address or name of the file that it was first met in.
    """

    id: str
    claim_reviewed: str
    url: str
    publisher: str
    rating: Rating
    imported_from: str
    imported_at: datetime
    publisher_name: str | None = None
    claimant: str | None = None
    claimed_at: datetime | None = None
    reviewed_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class EarlierFactCheck:
    """A fact-check that was published of a claim like this one; it never decides a verdict.

    `similarity` is a cosine, `score` the fused rank, `bearing` the probability that it is about it.
    """

    claim_id: str
    fact_check: FactCheck
    rank: int
    similarity: float
    score: float
    bearing: float


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run found, whole: what is printed and what is recorded.

    `sources` holds failed retrievals too; `passages` and `evidence` hold what verdicts rest on.
    """

    run: Run
    article: Article
    claims: tuple[Claim, ...]
    searches: tuple[ClaimSearch, ...]
    sources: tuple[Source, ...]
    passages: tuple[Passage, ...]
    evidence: tuple[Evidence, ...]
    assessments: tuple[Assessment, ...]
    opinions: tuple[Opinion, ...] = ()
    earlier_fact_checks: tuple[EarlierFactCheck, ...] = ()
    traces: tuple[ClaimTrace, ...] = ()
    checked_before: tuple[CheckedBefore, ...] = ()
