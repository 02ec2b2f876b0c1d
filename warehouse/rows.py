"""Takes a report apart into the rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from itertools import chain

from checkers.before import ClaimTrace
from checkers.blocks import Block
from checkers.nouns import Claim, FactCheck, Failure, Opinion, Quantity, Report, Review, Verdict
from warehouse.batch import Batch, Row, batch_of
from warehouse.claim_figures import figure_batches, storable
from warehouse.claim_readings import reading_row
from warehouse.search_rows import (
    provider_answer_rows,
    query_rows,
    run_search_rows,
    search_result_rows,
)


def batches_of(report: Report) -> tuple[Batch, ...]:
    """The rows of everything that a run found, those that others point to first."""
    verdicts = tuple(a.verdict for a in report.assessments if a.verdict is not None)
    return (
        _articles(report),
        _claims(report),
        *figure_batches(report),
        query_rows(report),
        search_result_rows(report),
        _sources(report),
        _passages(report),
        _evidence(report),
        _verdicts(verdicts),
        _verdict_evidence(verdicts),
        _opinions(report.opinions),
        _opinion_quotes(report.opinions),
        _runs(report),
        _run_claims(report),
        run_search_rows(report),
        provider_answer_rows(report),
        _run_failures(report),
        _retrievals(report),
        fact_check_rows(it.fact_check for it in report.earlier_fact_checks),
        _run_fact_checks(report),
        claim_trace_rows(report.traces),
    )


def _articles(report: Report) -> Batch:
    it = report.article
    return batch_of(
        "articles",
        "id url title language text publisher byline published_at modified_at section blocks",
        [
            (
                it.id,
                it.url,
                it.title,
                it.language,
                it.text,
                it.publisher,
                it.byline,
                it.published_at,
                it.modified_at,
                it.section,
                [_block(block) for block in it.blocks] or None,
            )
        ],
    )


def _block(block: Block) -> dict[str, object]:
    return {"kind": block.kind, "start_char": block.start, "end_char": block.end}


def _claims(report: Report) -> Batch:
    return batch_of(
        "claims",
        "id article_id text start_char end_char kind check_worthiness decontextualised"
        " attributed_to part_of excluded ambiguous reading repeats",
        (
            (
                it.id,
                it.article_id,
                it.text,
                it.start,
                it.end,
                it.kind,
                it.check_worthiness,
                it.decontextualised,
                it.attributed_to,
                it.part_of,
                it.excluded,
                it.ambiguous,
                reading_row(it),
                it.repeats,
            )
            for it in report.claims
        ),
    )


def _sources(report: Report) -> Batch:
    return batch_of(
        "sources",
        "id url final_url publisher retrieved_at status_code content_type sha256 snapshot title"
        " language published_at text extractor",
        (
            (
                it.id,
                it.url,
                it.final_url,
                it.publisher,
                it.retrieved_at,
                it.status_code,
                it.content_type,
                it.sha256,
                it.snapshot,
                it.title,
                it.language,
                it.published_at,
                it.text,
                it.extractor,
            )
            for it in report.sources
            if it.retrieved
        ),
    )


def _passages(report: Report) -> Batch:
    return batch_of(
        "passages",
        "id source_id text start_char end_char",
        ((it.id, it.source_id, it.text, it.start, it.end) for it in report.passages),
    )


def _evidence(report: Report) -> Batch:
    return batch_of(
        "evidence",
        "id claim_id passage_id source_id similarity stance p_supports p_neutral p_refutes"
        " claimed found claimed_at found_at numbers_agree comparison same_thing models",
        (
            (
                it.id,
                it.claim_id,
                it.passage_id,
                it.source_id,
                it.similarity,
                it.stance,
                it.probabilities.supports,
                it.probabilities.neutral,
                it.probabilities.refutes,
                _amount(it.comparison.claim) if it.comparison else None,
                _amount(it.comparison.source) if it.comparison else None,
                _place(it.comparison.claim) if it.comparison else None,
                _place(it.comparison.source) if it.comparison else None,
                it.comparison.agrees if it.comparison else None,
                it.comparison.reason if it.comparison else None,
                it.comparison.same_thing if it.comparison else None,
                it.models,
            )
            for it in report.evidence
        ),
    )


def _amount(it: Quantity) -> Row:
    return (it.text, storable(it.value), storable(it.upper), it.comparator, it.unit, it.time)


def _place(it: Quantity) -> Row:
    return (it.start, it.end)


def _verdicts(verdicts: tuple[Verdict, ...]) -> Batch:
    return batch_of(
        "verdicts",
        "id claim_id label confidence probabilities justification models decided_at outdated",
        (
            (
                it.id,
                it.claim_id,
                it.label,
                it.confidence,
                it.probabilities,
                it.justification,
                it.models,
                it.decided_at,
                astuple(it.outdated) if it.outdated else None,
            )
            for it in verdicts
        ),
    )


def _verdict_evidence(verdicts: tuple[Verdict, ...]) -> Batch:
    return batch_of(
        "verdict_evidence",
        "verdict_id evidence_id position voice weight excluded",
        (
            (verdict.id, it.evidence_id, position, it.voice, it.weight, it.excluded)
            for verdict in verdicts
            for position, it in enumerate(verdict.evidence, start=1)
        ),
    )


def _opinions(opinions: tuple[Opinion, ...]) -> Batch:
    return batch_of(
        "opinions",
        "id claim_id verdict_id model outcome reason label explanation agrees asked_at",
        (
            (
                it.id,
                it.claim_id,
                it.verdict_id,
                it.model,
                it.outcome,
                it.reason,
                it.label,
                it.explanation,
                it.agrees,
                it.asked_at,
            )
            for it in opinions
        ),
    )


def _opinion_quotes(opinions: tuple[Opinion, ...]) -> Batch:
    return batch_of(
        "opinion_quotes",
        "opinion_id position evidence_id text start_char end_char stance",
        (
            (opinion.id, position, it.evidence_id, it.text, it.start, it.end, it.stance)
            for opinion in opinions
            for position, it in enumerate(opinion.quotes, start=1)
        ),
    )


def _runs(report: Report) -> Batch:
    it = report.run
    return batch_of(
        "runs",
        "id article_id started_at finished_at version models settings seconds",
        [
            (
                it.id,
                it.article_id,
                it.started_at,
                it.finished_at,
                it.version,
                it.models,
                it.settings,
                it.seconds,
            )
        ],
    )


def _run_claims(report: Report) -> Batch:
    claims = {claim.id: claim for claim in report.claims}
    return batch_of(
        "run_claims",
        "run_id claim_id status reason verdict_id position statement carried_from carried_verdict"
        " reading repeats",
        (
            (
                report.run.id,
                it.claim_id,
                it.status,
                it.reason,
                it.verdict.id if it.verdict else None,
                position,
                _statement(claims[it.claim_id]),
                it.carried_from,
                it.carried_verdict,
                reading_row(claims[it.claim_id]),
                claims[it.claim_id].repeats,
            )
            for position, it in enumerate(report.assessments, start=1)
        ),
    )


def _statement(it: Claim) -> dict[str, object]:
    return {
        "kind": it.kind,
        "check_worthiness": it.check_worthiness,
        "decontextualised": it.decontextualised,
        "attributed_to": it.attributed_to,
        "part_of": it.part_of,
        "excluded": it.excluded,
        "ambiguous": it.ambiguous,
        "quantities": [
            {
                "text": quantity.text,
                "start_char": quantity.start,
                "end_char": quantity.end,
                "value": storable(quantity.value),
                "upper": storable(quantity.upper),
                "comparator": quantity.comparator,
                "unit": quantity.unit,
                "time": quantity.time,
            }
            for quantity in it.quantities
        ],
    }


def _run_failures(report: Report) -> Batch:
    # A run may or may not repeat the failures of its searches.
    failures: Iterable[Failure] = dict.fromkeys(
        chain(report.run.failures, *(search.failures for search in report.searches))
    )
    return batch_of(
        "run_failures",
        "run_id position stage reason url provider claim_id",
        (
            (report.run.id, position, it.stage, it.reason, it.url, it.provider, it.claim_id)
            for position, it in enumerate(failures, start=1)
        ),
    )


def _retrievals(report: Report) -> Batch:
    return batch_of(
        "retrievals",
        "run_id url source_id retrieved_at outcome detail status_code position",
        (
            (
                report.run.id,
                it.url,
                it.id if it.retrieved else None,
                it.retrieved_at,
                it.outcome,
                it.detail,
                it.status_code,
                position,
            )
            for position, it in enumerate(report.sources, start=1)
        ),
    )


def fact_check_rows(fact_checks: Iterable[FactCheck]) -> Batch:
    """The rows of published fact-checks, each once."""
    return batch_of(
        "fact_checks",
        "id claim_reviewed claimant claimed_at rating_words rating_value rating_best rating_worst"
        " reading url publisher publisher_name reviewed_at language imported_from imported_at",
        (
            (
                it.id,
                it.claim_reviewed,
                it.claimant,
                it.claimed_at,
                it.rating.words,
                it.rating.value,
                it.rating.best,
                it.rating.worst,
                it.rating.reading,
                it.url,
                it.publisher,
                it.publisher_name,
                it.reviewed_at,
                it.language,
                it.imported_from,
                it.imported_at,
            )
            for it in {one.id: one for one in fact_checks}.values()
        ),
    )


def _run_fact_checks(report: Report) -> Batch:
    return batch_of(
        "run_fact_checks",
        "run_id claim_id fact_check_id rank similarity score bearing",
        (
            (
                report.run.id,
                it.claim_id,
                it.fact_check.id,
                it.rank,
                it.similarity,
                it.score,
                it.bearing,
            )
            for it in report.earlier_fact_checks
        ),
    )


def claim_trace_rows(traces: Iterable[ClaimTrace]) -> Batch:
    """The rows of what claims are found by."""
    return batch_of(
        "claim_traces",
        "claim_id embedder language vector band_1 band_2 band_3 band_4 band_5 band_6"
        " sketch_1 sketch_2 sketch_3 sketch_4 cluster_id similarity agreement",
        (
            (
                it.claim_id,
                it.embedder,
                it.language,
                it.vector,
                *it.bands,
                *it.sketch,
                it.cluster_id,
                it.similarity,
                it.agreement,
            )
            for it in traces
        ),
    )


def review_rows(reviews: Iterable[Review], verdicts: Mapping[str, tuple[str, str]]) -> Batch:
    """The rows of decisions, with claim and label of the verdicts that they are on."""
    return batch_of(
        "reviews",
        "id verdict_id decision label reason reviewer reviewed_at claim_id verdict_label wording",
        (
            (
                it.id,
                it.verdict_id,
                it.decision,
                it.label,
                it.reason,
                it.reviewer,
                it.reviewed_at,
                *verdicts[it.verdict_id],
                it.wording,
            )
            for it in reviews
        ),
    )
