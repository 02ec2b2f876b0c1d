"""A report of usual size, as `benchmarks/warehouse.py` records it."""

from __future__ import annotations

import hashlib
import random
import time
from datetime import UTC, datetime, timedelta
from itertools import count

from benchmarks.warehouse_rows import AN_ARTICLE
from checkers.articles import Article
from checkers.identifiers import identify
from checkers.labels import ClaimStatus, Outcome, Stage, StatementKind, VerdictLabel
from checkers.nouns import (
    Assessment,
    Claim,
    ClaimSearch,
    Evidence,
    Passage,
    Query,
    Report,
    Run,
    SearchResult,
    Source,
    StanceProbabilities,
    Verdict,
    WeighedEvidence,
)

PAGES = 40
KNOWN = 10
"""So many of the pages were recorded before; passages of theirs are new all the same."""
EVIDENCE = 10
MODELS = (("embedder", "e5-small@1"), ("stance", "veredicto-stance@1"))
STARTED = datetime(2027, 6, 1, tzinfo=UTC)

# Other ones in each call, since files may be kept and a run is recorded once.
_numbers = count(int(time.time()) % 10_000_000)


def big_report(recorded_sources: int) -> Report:
    """The next report: 20 claims with 10 pieces of evidence each, from 40 pages."""
    number = next(_numbers)
    draw = random.Random(f"{number} {recorded_sources}")
    lines = [f"{_text(draw, 16)} {number} {place}." for place in range(AN_ARTICLE)]
    at = STARTED + timedelta(minutes=number)
    article = Article.of(
        "\n".join(lines), language="es", url=f"https://diario.example/n{number}", title=lines[0]
    )
    claims = tuple(_claim(article, line) for line in lines)
    pages = [_page(draw, place, recorded_sources, at) for place in range(PAGES)]
    pieces = {
        claim.id: [_piece(draw, claim, pages, place) for place in range(EVIDENCE)]
        for claim in claims
    }
    return Report(
        run=Run(
            id=identify("run", number, recorded_sources),
            article_id=article.id,
            started_at=at,
            finished_at=at + timedelta(minutes=2),
            version="0.1.0",
            models=MODELS,
            settings=(("search", "corpus"),),
            failures=(),
            seconds=((Stage.SEARCH, 10.0), (Stage.FETCH, 60.0)),
        ),
        article=article,
        claims=claims,
        searches=tuple(_search(draw, claim) for claim in claims),
        sources=tuple(pages),
        passages=tuple({p.id: p for found in pieces.values() for p, _ in found}.values()),
        evidence=tuple(piece for found in pieces.values() for _, piece in found),
        assessments=tuple(
            Assessment(
                claim.id,
                ClaimStatus.JUDGED,
                None,
                _verdict(claim, [piece for _, piece in pieces[claim.id]], at),
            )
            for claim in claims
        ),
    )


def _text(draw: random.Random, words: int) -> str:
    return " ".join(
        "".join(draw.choices("aeiourstnlmdc", k=draw.randint(2, 10))) for _ in range(words)
    )


def _claim(article: Article, text: str) -> Claim:
    start = article.text.index(text)
    return Claim(
        id=identify("claim", article.id, start),
        article_id=article.id,
        text=text,
        start=start,
        end=start + len(text),
        kind=StatementKind.FACTUAL,
        check_worthiness=0.8,
    )


def _page(draw: random.Random, place: int, recorded: int, at: datetime) -> Source:
    known = draw.randrange(recorded)
    url = f"https://diario.example/p{draw.random()}"
    return Source(
        id=hashlib.md5(f"source{known}".encode(), usedforsecurity=False).hexdigest()[:24]
        if place < KNOWN
        else identify("source", url),
        url=url,
        final_url=url,
        publisher="diario.example",
        retrieved_at=at,
        outcome=Outcome.RETRIEVED,
        status_code=200,
        title=_text(draw, 8),
        language="es",
        text=_text(draw, 450),
        extractor="trafilatura@2",
    )


def _piece(
    draw: random.Random, claim: Claim, pages: list[Source], place: int
) -> tuple[Passage, Evidence]:
    page = draw.choice(pages)
    start = draw.randrange(len(page.text) - 210)
    passage = Passage.of(page, start, start + 200)
    piece = Evidence(
        id=identify("evidence", claim.id, passage.id, place),
        claim_id=claim.id,
        passage_id=passage.id,
        source_id=page.id,
        similarity=0.9,
        probabilities=StanceProbabilities(0.7, 0.2, 0.1),
        models=MODELS,
    )
    return passage, piece


def _search(draw: random.Random, claim: Claim) -> ClaimSearch:
    queries = tuple(Query.of(claim.id, f"{claim.text[:40]} {place}", "es") for place in range(2))
    results = tuple(
        SearchResult(
            query.id,
            "corpus",
            f"https://diario.example/p{draw.random()}",
            _text(draw, 8),
            _text(draw, 20),
            rank,
        )
        for query in queries
        for rank in range(1, 6)
    )
    return ClaimSearch(claim.id, queries, results, (), 2)


def _verdict(claim: Claim, pieces: list[Evidence], at: datetime) -> Verdict:
    return Verdict(
        id=identify("verdict", claim.id),
        claim_id=claim.id,
        label=VerdictLabel.SUPPORTED,
        confidence=0.8,
        probabilities=((VerdictLabel.SUPPORTED, 0.8), (VerdictLabel.NOT_ENOUGH_EVIDENCE, 0.2)),
        justification=claim.text,
        evidence=tuple(
            WeighedEvidence(it.id, f"{place}.example", 1.0) for place, it in enumerate(pieces)
        ),
        models=MODELS,
        decided_at=at,
    )
