"""A report as the JSON that other programs read (`check.schema.json`)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from checkers.articles import Article
from checkers.before import CheckedBefore
from checkers.claims.stated import with_stated
from checkers.nouns import (
    Assessment,
    Claim,
    Comparison,
    EarlierFactCheck,
    Evidence,
    Failure,
    Opinion,
    OpinionQuote,
    Outdated,
    Passage,
    Report,
    Run,
    Source,
    Verdict,
    WeighedEvidence,
)
from checkers.readings import Stretch
from checkers.verdicts.justify import why_excluded
from veredicto.figures import figures_object, quantity_object

Json = dict[str, Any]


def check_object(report: Report) -> Json:
    """The object of one INPUT."""
    writer = _Writer(report)
    return {
        "run": _run(report.run),
        "article": _article(report.article),
        "claims": [
            writer.claim(claim, assessment)
            for claim, assessment in zip(report.claims, report.assessments, strict=True)
        ],
        "sources": writer.cited_sources(),
    }


def earlier_object(earlier: EarlierFactCheck) -> Json:
    """The object of an earlier fact-check: its rating in the original words first of all."""
    it = earlier.fact_check
    return {
        "id": it.id,
        "rating": {
            "words": it.rating.words,
            "value": it.rating.value,
            "best": it.rating.best,
            "worst": it.rating.worst,
        },
        "label": it.rating.reading,
        "claim_reviewed": it.claim_reviewed,
        "language": it.language,
        "claimant": it.claimant,
        "claimed_at": _time(it.claimed_at),
        "publisher": it.publisher,
        "publisher_name": it.publisher_name,
        "url": it.url,
        "reviewed_at": _time(it.reviewed_at),
        "imported_from": it.imported_from,
        "imported_at": _time(it.imported_at),
        "rank": earlier.rank,
        "similarity": round(earlier.similarity, 4),
        "score": round(earlier.score, 6),
        "bearing": round(earlier.bearing, 4),
    }


def checked_before_object(before: CheckedBefore) -> Json:
    """The object of an earlier check of a claim that says the same, an editor's decision first."""
    return {
        "claim_id": before.earlier_id,
        "decision": before.decision,
        "decided": before.decided,
        "decided_at": _time(before.decided_at),
        "status": before.status,
        "label": before.label,
        "confidence": before.confidence,
        "verdict_id": before.verdict_id,
        "checked_at": _time(before.checked_at),
        "run_id": before.run_id,
        "claim": before.wording,
        "language": before.language,
        "outlet": before.outlet,
        "article_title": before.article_title,
        "article_url": before.article_url,
    }


class _Writer:
    """Looks nouns of one report up by identifier."""

    def __init__(self, report: Report) -> None:
        self._article = report.article
        self._language = report.article.language
        self._evidence = {piece.id: piece for piece in report.evidence}
        self._passages = {passage.id: passage for passage in report.passages}
        self._sources = {source.id: source for source in report.sources}
        self._queries = {search.claim_id: search.queries for search in report.searches}
        self._earlier = report.earlier_fact_checks
        self._before = report.checked_before
        self._providers = {
            result.url: result.provider
            for search in reversed(report.searches)
            for result in reversed(search.results)
        }
        self._opinions = report.opinions
        # A claim that was read back from the warehouse comes without what its text tells.
        self._stated = {it.id: it.stated for it in with_stated(report.claims, report.article)}

    def claim(self, claim: Claim, assessment: Assessment) -> Json:
        verdict = assessment.verdict
        return {
            "id": claim.id,
            "text": claim.text,
            "start": claim.start,
            "end": claim.end,
            "decontextualised": claim.decontextualised,
            "kind": claim.kind,
            "check_worthiness": claim.check_worthiness,
            "attributed_to": claim.attributed_to,
            "part_of": claim.part_of,
            "repeats": claim.repeats,
            "confidence": claim.confidence,
            "said_by": claim.said_by and asdict(claim.said_by),
            "ambiguous": claim.ambiguous,
            "references": [asdict(one) for one in claim.references],
            "spans": [asdict(one) for one in claim.spans or (Stretch(claim.start, claim.end),)],
            **figures_object(claim, self._stated[claim.id], self._language),
            "status": assessment.status,
            "reason": assessment.reason,
            "carried_from": assessment.carried_from,
            "carried_verdict": assessment.carried_verdict,
            "earlier_fact_checks": [
                earlier_object(one) for one in self._earlier if one.claim_id == claim.id
            ],
            "checked_before": [
                checked_before_object(one) for one in self._before if one.claim_id == claim.id
            ],
            "queries": [query.text for query in self._queries.get(claim.id, ())],
            "verdict": None if verdict is None else self._verdict(verdict),
        }

    def cited_sources(self) -> list[Json]:
        """The sources that passages were taken from, with the text that offsets point into."""
        cited = {piece.source_id for piece in self._evidence.values()}
        return [_source(source) for source in self._sources.values() if source.id in cited]

    def _verdict(self, verdict: Verdict) -> Json:
        return {
            "id": verdict.id,
            "label": verdict.label,
            "confidence": verdict.confidence,
            "probabilities": dict(verdict.probabilities),
            "justification": verdict.justification,
            "comparison": self._deciding_comparison(verdict),
            "evidence": [self._piece(weighed) for weighed in verdict.evidence],
            "models": dict(verdict.models),
            "decided_at": _time(verdict.decided_at),
            "outdated": verdict.outdated and _outdated(verdict.outdated),
            "opinions": [
                self._opinion(opinion, verdict)
                for opinion in self._opinions
                if opinion.verdict_id == verdict.id
            ],
        }

    def _opinion(self, opinion: Opinion, verdict: Verdict) -> Json:
        return {
            "model": opinion.model,
            "outcome": opinion.outcome,
            "reason": opinion.reason,
            "label": opinion.label,
            "agrees": opinion.agrees,
            "explanation": opinion.explanation,
            "quotes": [self._opinion_quote(quote, verdict) for quote in opinion.quotes],
            "asked_at": _time(opinion.asked_at),
        }

    def _opinion_quote(self, quote: OpinionQuote, verdict: Verdict) -> Json:
        numbers = {weighed.evidence_id: n for n, weighed in enumerate(verdict.evidence, start=1)}
        source = self._sources[self._evidence[quote.evidence_id].source_id]
        return {
            "quote": quote.text,
            "start": quote.start,
            "end": quote.end,
            "stance": quote.stance,
            "evidence": numbers[quote.evidence_id],
            "url": source.url,
            "snapshot": source.snapshot,
        }

    def _deciding_comparison(self, verdict: Verdict) -> Json | None:
        counted = sorted(verdict.evidence, key=lambda weighed: -weighed.weight)
        compared = (self._evidence[w.evidence_id].comparison for w in counted if w.weight > 0)
        return next((_comparison(comparison) for comparison in compared if comparison), None)

    def _piece(self, weighed: WeighedEvidence) -> Json:
        piece = self._evidence[weighed.evidence_id]
        passage, source = self._passages[piece.passage_id], self._sources[piece.source_id]
        return {
            "id": piece.id,
            **_passage(passage),
            "url": source.url,
            "title": source.title,
            "publisher": source.publisher,
            "published_at": _time(source.published_at),
            "retrieved_at": _time(source.retrieved_at),
            "snapshot": source.snapshot,
            "voice": weighed.voice,
            "provider": self._providers.get(source.url, self._providers.get(source.final_url)),
            **_scores(piece),
            "weight": round(weighed.weight, 4),
            "after_article": source.is_later_than(self._article),
            "excluded": weighed.excluded and why_excluded(weighed.excluded, self._language),
        }


def _outdated(found: Outdated) -> Json:
    return {
        "true_at": found.true_at,
        "true_evidence": found.true_evidence_id,
        "false_at": found.false_at,
        "false_evidence": found.false_evidence_id,
    }


def _run(run: Run) -> Json:
    return {
        "id": run.id,
        "started_at": _time(run.started_at),
        "finished_at": _time(run.finished_at),
        "version": run.version,
        "models": dict(run.models),
        "settings": dict(run.settings),
        "failures": [_failure(failure) for failure in run.failures],
        "seconds": {stage.value: seconds for stage, seconds in run.seconds},
    }


def _failure(failure: Failure) -> Json:
    return {
        "stage": failure.stage,
        "reason": failure.reason,
        "url": failure.url,
        "provider": failure.provider,
        "claim": failure.claim_id,
    }


def _article(article: Article) -> Json:
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "language": article.language,
        "text": article.text,
        "publisher": article.publisher,
        "byline": article.byline,
        "published_at": _time(article.published_at),
        "modified_at": _time(article.modified_at),
        "section": article.section,
        "blocks": [{"kind": it.kind, "start": it.start, "end": it.end} for it in article.blocks],
    }


def _comparison(comparison: Comparison) -> Json:
    return {
        "claim": quantity_object(comparison.claim),
        "source": quantity_object(comparison.source),
        "agrees": comparison.agrees,
        "reason": comparison.reason,
        "same_thing": round(comparison.same_thing, 4),
    }


def _passage(passage: Passage) -> Json:
    return {"passage": passage.text, "start": passage.start, "end": passage.end}


def _scores(piece: Evidence) -> Json:
    probabilities = piece.probabilities
    return {
        "similarity": round(piece.similarity, 4),
        "stance": piece.stance,
        "probabilities": {
            "supports": round(probabilities.supports, 4),
            "neutral": round(probabilities.neutral, 4),
            "refutes": round(probabilities.refutes, 4),
        },
        "comparison": piece.comparison and _comparison(piece.comparison),
    }


def _source(source: Source) -> Json:
    return {
        "id": source.id,
        "snapshot": source.snapshot,
        "url": source.url,
        "final_url": source.final_url,
        "title": source.title,
        "publisher": source.publisher,
        "published_at": _time(source.published_at),
        "retrieved_at": _time(source.retrieved_at),
        "extractor": source.extractor,
        "text": source.text,
    }


def _time(time: datetime | None) -> str | None:
    return None if time is None else time.astimezone(UTC).isoformat()
