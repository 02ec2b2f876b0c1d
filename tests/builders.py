"""Nouns for tests, with every field that a test does not care about filled in."""

from __future__ import annotations

from datetime import UTC, datetime

from checkers.articles import Article
from checkers.claims.amounts import find_quantities
from checkers.identifiers import identify
from checkers.labels import Outcome, StatementKind, VerdictLabel
from checkers.nouns import (
    Claim,
    Comparison,
    Evidence,
    Passage,
    Source,
    StanceProbabilities,
    Verdict,
    WeighedEvidence,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def an_article(text: str = "Un texto cualquiera.", language: str = "es") -> Article:
    return Article.of(text, language=language)


def a_claim(text: str, *, excluded: str | None = None, language: str = "es") -> Claim:
    return Claim(
        id=identify("claim", text),
        article_id="article",
        text=text,
        start=0,
        end=len(text),
        kind=StatementKind.FACTUAL,
        check_worthiness=0.5,
        quantities=find_quantities(text, language),
        excluded=excluded,
    )


def a_source(
    text: str,
    publisher: str = "faro.example",
    *,
    outcome: Outcome = Outcome.RETRIEVED,
    published_at: datetime | None = None,
) -> Source:
    url = f"https://{publisher}/{identify(text)[:6]}"
    return Source(
        id=identify("source", url, text),
        url=url,
        final_url=url,
        publisher=publisher,
        retrieved_at=NOON,
        outcome=outcome,
        language="es",
        published_at=published_at,
        text=text if outcome is Outcome.RETRIEVED else "",
    )


def a_passage(source: Source) -> Passage:
    return Passage.of(source, 0, len(source.text))


def a_piece(
    claim: Claim,
    source: Source,
    *,
    supports: float = 0.0,
    refutes: float = 0.0,
    similarity: float = 0.9,
    comparison: Comparison | None = None,
) -> Evidence:
    passage = a_passage(source)
    return Evidence(
        id=identify("evidence", claim.id, passage.id),
        claim_id=claim.id,
        passage_id=passage.id,
        source_id=source.id,
        similarity=similarity,
        probabilities=StanceProbabilities(supports, 1 - supports - refutes, refutes),
        models=(("embedder", "e"), ("stance", "s")),
        comparison=comparison,
    )


def a_verdict(
    claim: Claim,
    *pieces: tuple[Evidence, float],
    label: VerdictLabel = VerdictLabel.SUPPORTED,
    justification: str = "",
) -> Verdict:
    """A verdict on pieces of evidence with their weights; those of weight 0 do not count."""
    return Verdict(
        id=identify("verdict", claim.id, label),
        claim_id=claim.id,
        label=label,
        confidence=0.9,
        probabilities=((label, 0.9),),
        justification=justification,
        evidence=tuple(
            WeighedEvidence(piece.id, piece.source_id, weight, None if weight else "neutral")
            for piece, weight in pieces
        ),
        models=(("aggregator", "a"),),
        decided_at=NOON,
    )
