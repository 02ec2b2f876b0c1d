"""A claim as programs get it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from veredicto.desk.api.bodies import AskedOut, ClaimOut, PieceOut
from veredicto.desk.api.changed import changes_out
from veredicto.desk.book.blind import seen_by
from veredicto.desk.book.jobs import Job
from veredicto.desk.claim_page import Found, Piece
from veredicto.desk.desk import Desk
from veredicto.desk.nouns import Person
from veredicto.desk.told import said
from veredicto.desk.words import FALLBACK, words_in


def claim_out(desk: Desk, person: Person, claim_id: str) -> ClaimOut | None:
    """Everything about a claim that the person may see; None where it is not in the queue."""
    line = desk.line
    waiting, claimed = line.find(claim_id), desk.shelf.of(line, claim_id)
    if waiting is None or claimed is None:
        return None
    row, found = claimed.row, claimed.found
    state, actions = seen_by(
        desk.book.actions.state(claim_id), desk.book.actions.of(claim_id), person.id, person.role
    )
    claim, verdict = found.statement.claim, found.statement.assessment.verdict
    return ClaimOut(
        claim=waiting,
        article_id=row["article_id"],
        run_id=row["run_id"],
        verdict_id=row["verdict_id"],
        label=verdict.label if verdict else None,
        justification=verdict.justification if verdict else None,
        reason=found.statement.assessment.reason,
        text=claim.text,
        start=claim.start,
        end=claim.end,
        evidence=tuple(_pieces(found)),
        searches=tuple(_searches(found)),
        asked_by=found.asked_by,
        left_out=found.left_out,
        state=state,
        actions=actions,
        history=claimed.history,
        changes=tuple(changes_out(run, it) for run, it in claimed.changes.items()),
        repeats=claimed.repeats,
        jobs=tuple(map(_in_words, desk.book.jobs.of(claim_id))),
    )


def _in_words(job: Job) -> Job:
    return replace(job, detail=said(job.detail, words_in(FALLBACK))) if job.detail else job


def _pieces(found: Found) -> Iterable[PieceOut]:
    pieces = (*found.supports, *found.refutes, *found.neutral)
    return map(_piece, sorted(pieces, key=lambda piece: piece.number))


def _piece(piece: Piece) -> PieceOut:
    source, passage = piece.source, piece.cited.passage
    comparison = piece.evidence.comparison
    return PieceOut(
        number=piece.number,
        stance=piece.evidence.stance,
        weight=piece.cited.weighed.weight,
        excluded=piece.excluded,
        passage=passage.text,
        start=passage.start,
        end=passage.end,
        source_id=source.id,
        url=source.final_url,
        publisher=source.publisher,
        kind=piece.kind,
        title=source.title,
        published_at=source.published_at,
        retrieved_at=source.retrieved_at,
        later_than_article=piece.later,
        comparison=comparison.reason if comparison else None,
    )


def _searches(found: Found) -> Iterable[AskedOut]:
    for one in found.asked:
        yield AskedOut(
            provider=one.answer.provider,
            query=one.query,
            outcome=one.answer.outcome,
            results=one.answer.results,
            detail=one.answer.detail,
        )
