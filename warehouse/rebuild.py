"""From rows back to nouns.

What is not stored comes back so: amounts are rounded as DECIMAL(38, 6) holds them and 0 where they
were no number; half a surrogate pair is "?"; a search result has the title, excerpt and date that
the provider gave first; of a page that was not retrieved there is no publisher and no content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from checkers.answers import ProviderAnswer
from checkers.articles import Article
from checkers.blocks import Block, BlockKind
from checkers.identifiers import identify
from checkers.labels import (
    ClaimStatus,
    Comparator,
    Decision,
    OpinionOutcome,
    Outcome,
    SearchOutcome,
    Stage,
    Stance,
    StatementKind,
    VerdictLabel,
)
from checkers.nouns import (
    Assessment,
    Claim,
    Comparison,
    Evidence,
    Failure,
    Opinion,
    OpinionQuote,
    Outdated,
    Passage,
    Quantity,
    Query,
    Review,
    Run,
    SearchResult,
    Source,
    StanceProbabilities,
    Verdict,
    WeighedEvidence,
)
from warehouse.claim_readings import with_reading

# A row by the names of its columns, with the values that DuckDB gives for their types.
Row = Mapping[str, Any]


def article_of(row: Row) -> Article:
    """The article in a row of `articles`."""
    blocks = tuple(map(_block, row["blocks"] or ()))
    return Article(
        **{name: value for name, value in row.items() if name not in {"blocks", "recorded_at"}},
        blocks=blocks,
    )


def _block(row: Row) -> Block:
    return Block(BlockKind(row["kind"]), row["start_char"], row["end_char"])


def claim_of(row: Row) -> Claim:
    """The claim in a row of `claims`, as the run whose `statement` it carries read it."""
    read = row["statement"]
    claim = Claim(
        id=row["id"],
        article_id=row["article_id"],
        text=row["text"],
        start=row["start_char"],
        end=row["end_char"],
        kind=StatementKind(read["kind"]),
        check_worthiness=read["check_worthiness"],
        decontextualised=read["decontextualised"],
        attributed_to=read["attributed_to"],
        part_of=read["part_of"],
        quantities=tuple(_quantity(one, one) for one in read["quantities"]),
        excluded=read["excluded"],
        ambiguous=read["ambiguous"],
        repeats=row["repeats"],
    )
    return with_reading(claim, row["reading"])


def query_of(row: Row) -> Query:
    """The query in a row of `queries`."""
    return Query(row["id"], row["claim_id"], row["text"], row["language"])


def answer_of(row: Row) -> ProviderAnswer:
    """The answer in a row of `provider_answers`."""
    return ProviderAnswer(
        query_id=row["query_id"],
        provider=row["provider"],
        outcome=SearchOutcome(row["outcome"]),
        results=row["results"],
        seconds=row["seconds"],
        asked_at=row["asked_at"],
        detail=row["detail"],
    )


def result_of(found: Row, first: Row) -> SearchResult:
    """The result that a run found, with what the row of `search_results` has of it besides."""
    return SearchResult(
        query_id=found["query_id"],
        provider=found["provider"],
        url=found["url"],
        title=first["title"],
        snippet=first["snippet"],
        rank=found["rank"],
        published_at=first["published_at"],
    )


def page_of(page: Row) -> Source:
    """The page in a row of `sources`, as it was retrieved first."""
    return Source(
        id=page["id"],
        url=page["url"],
        final_url=page["final_url"],
        publisher=page["publisher"],
        retrieved_at=page["retrieved_at"],
        outcome=Outcome.RETRIEVED,
        status_code=page["status_code"],
        content_type=page["content_type"],
        sha256=page["sha256"],
        snapshot=page["snapshot"],
        title=page["title"],
        language=page["language"],
        published_at=page["published_at"],
        text=page["text"],
        extractor=page["extractor"],
    )


def retrieved_source(page: Row, retrieval: Row) -> Source:
    """The page in a row of `sources`, as a retrieval of it met it."""
    return replace(
        page_of(page),
        retrieved_at=retrieval["retrieved_at"],
        detail=retrieval["detail"],
        status_code=retrieval["status_code"],
    )


def failed_source(retrieval: Row) -> Source:
    """The page that a row of `retrievals` says could not be had."""
    url, outcome, detail = retrieval["url"], Outcome(retrieval["outcome"]), retrieval["detail"]
    return Source(
        id=identify("source", url, outcome, detail),
        url=url,
        final_url=url,
        publisher="",
        retrieved_at=retrieval["retrieved_at"],
        outcome=outcome,
        detail=detail,
        status_code=retrieval["status_code"],
    )


def passage_of(row: Row) -> Passage:
    """The passage in a row of `passages`."""
    return Passage(row["id"], row["source_id"], row["text"], row["start_char"], row["end_char"])


def evidence_of(row: Row) -> Evidence:
    """The evidence in a row of `evidence`."""
    return Evidence(
        id=row["id"],
        claim_id=row["claim_id"],
        passage_id=row["passage_id"],
        source_id=row["source_id"],
        similarity=row["similarity"],
        probabilities=StanceProbabilities(row["p_supports"], row["p_neutral"], row["p_refutes"]),
        models=_pairs(row["models"]),
        comparison=_comparison(row),
    )


def verdict_of(row: Row, weighed: Sequence[Row]) -> Verdict:
    """The verdict in a row of `verdicts` with its rows of `verdict_evidence` in order."""
    return Verdict(
        id=row["id"],
        claim_id=row["claim_id"],
        label=VerdictLabel(row["label"]),
        confidence=row["confidence"],
        probabilities=tuple(
            (VerdictLabel(label), value) for label, value in row["probabilities"].items()
        ),
        justification=row["justification"],
        evidence=tuple(weighed_of(one) for one in weighed),
        models=_pairs(row["models"]),
        decided_at=row["decided_at"],
        outdated=Outdated(**row["outdated"]) if row["outdated"] else None,
    )


def weighed_of(row: Row) -> WeighedEvidence:
    """The piece of evidence of a verdict in a row of `verdict_evidence`."""
    return WeighedEvidence(row["evidence_id"], row["voice"], row["weight"], row["excluded"])


def assessment_of(row: Row, verdict: Verdict | None) -> Assessment:
    """The assessment in a row of `run_claims`."""
    return Assessment(
        row["claim_id"],
        ClaimStatus(row["status"]),
        row["reason"],
        verdict,
        row["carried_from"],
        row["carried_verdict"],
    )


def review_of(row: Row) -> Review:
    """The decision in a row of `reviews`."""
    return Review(
        id=row["id"],
        verdict_id=row["verdict_id"],
        decision=Decision(row["decision"]),
        label=VerdictLabel(row["label"]) if row["label"] else None,
        reason=row["reason"],
        reviewer=row["reviewer"],
        reviewed_at=row["reviewed_at"],
        wording=row["wording"],
    )


def opinion_of(row: Row, quotes: Sequence[Row]) -> Opinion:
    """The opinion in a row of `opinions` with its rows of `opinion_quotes` in order."""
    return Opinion(
        id=row["id"],
        claim_id=row["claim_id"],
        verdict_id=row["verdict_id"],
        model=row["model"],
        outcome=OpinionOutcome(row["outcome"]),
        asked_at=row["asked_at"],
        reason=row["reason"],
        label=VerdictLabel(row["label"]) if row["label"] else None,
        explanation=row["explanation"],
        quotes=tuple(
            OpinionQuote(
                quote["evidence_id"],
                quote["text"],
                quote["start_char"],
                quote["end_char"],
                Stance(quote["stance"]),
            )
            for quote in quotes
        ),
        agrees=row["agrees"],
    )


def run_of(row: Row, failures: Sequence[Row]) -> Run:
    """The run in a row of `runs` with its rows of `run_failures` in order."""
    return Run(
        id=row["id"],
        article_id=row["article_id"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        version=row["version"],
        models=_pairs(row["models"]),
        settings=_pairs(row["settings"]),
        failures=tuple(failure_of(one) for one in failures),
        seconds=tuple((Stage(stage), value) for stage, value in row["seconds"].items()),
    )


def failure_of(row: Row) -> Failure:
    """The failure in a row of `run_failures`."""
    return Failure(Stage(row["stage"]), row["reason"], row["url"], row["provider"], row["claim_id"])


def _pairs(stored: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(stored.items())


def _comparison(row: Row) -> Comparison | None:
    if row["claimed"] is None or row["found"] is None:
        return None
    unplaced = {"start_char": 0, "end_char": 0}  # recorded before places were kept
    return Comparison(
        claim=_quantity(row["claimed"], row["claimed_at"] or unplaced),
        source=_quantity(row["found"], row["found_at"] or unplaced),
        agrees=row["numbers_agree"],
        reason=row["comparison"],
        same_thing=row["same_thing"],
    )


def _quantity(amount: Row, place: Row) -> Quantity:
    value = amount["value"]
    return Quantity(
        text=amount["text"],
        start=place["start_char"],
        end=place["end_char"],
        value=Decimal(0) if value is None else value,
        comparator=Comparator(amount["comparator"]),
        upper=amount["upper"],
        unit=amount["unit"],
        time=amount["time"],
    )
