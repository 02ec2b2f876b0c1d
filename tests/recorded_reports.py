"""A report as a run on a Spanish article makes it, of the real nouns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from checkers.answers import ProviderAnswer
from checkers.articles import Article
from checkers.blocks import BlockKind
from checkers.claims.stated import with_stated
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
    ClaimSearch,
    Comparison,
    Evidence,
    Failure,
    Opinion,
    OpinionQuote,
    Passage,
    Quantity,
    Query,
    Report,
    Review,
    Run,
    SearchResult,
    Source,
    StanceProbabilities,
    Verdict,
    WeighedEvidence,
)
from checkers.reading.blocks import lines_as
from warehouse.keys import KEYS

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MODELS = (("embedder", "e5-small@1"), ("stance", "veredicto-stance@1"))
FIRST = "La empresa facturó 4.000 millones de dólares en 2025."
SECOND = "Según «The Information», la empresa negocia con otra."
LAST = "Es, sin duda, la tercera vergüenza."
PAGE = "Menú\nLa compañía ingresó 4.100 millones de dólares en 2025, según sus cuentas. 😀"
CLAIMS_OF_A_RUN = 3


def make_report(
    *,
    run: str = "run-1",
    number: int = 0,
    at: datetime = NOON,
    label: VerdictLabel = VerdictLabel.SUPPORTED,
    byline: str | None = "Ana Núñez",
    snippet: str | None = "ingresó 4.100 millones",
) -> Report:
    """A report on article `number`: a claim judged, one without pages, one not checked."""
    article = Article.of(
        f"{FIRST}\n{SECOND}\n{LAST}\n{number}",
        language="es",
        url=f"https://periodico.example/{number}",
        title="La empresa crece",
        publisher="Periódico",
        byline=byline,
        published_at=NOON - timedelta(days=1),
    )
    blocks = lines_as(BlockKind.PARAGRAPH, article.text)
    article = replace(article, section="Economía", blocks=blocks)
    claims = with_stated(_claims(article), article)
    judged, unreachable, opinion = claims
    page, dead = _sources(at)
    start = PAGE.index("La compañía")
    passage = Passage.of(page, start, len(PAGE) - 2)
    evidence = _evidence(judged, passage)
    timeout = Failure(
        Stage.SEARCH,
        "no answer within 10 s",
        url="https://search.example/?q=x",
        provider="searxng",
        claim_id=unreachable.id,
    )
    return Report(
        run=_run(run, article, at, timeout),
        article=article,
        claims=claims,
        searches=(
            _search(judged, page, snippet),
            ClaimSearch(unreachable.id, (), (), (timeout,), 0),
        ),
        sources=(page, dead),
        passages=(passage,),
        evidence=(evidence,),
        assessments=(
            Assessment(judged.id, ClaimStatus.JUDGED, None, _verdict(judged, evidence, label, at)),
            Assessment(unreachable.id, ClaimStatus.RETRIEVAL_FAILED, "no search answered", None),
            Assessment(opinion.id, ClaimStatus.NOT_CHECKED, opinion.excluded, None),
        ),
    )


def make_review(
    verdict_id: str,
    decision: Decision,
    *,
    label: VerdictLabel | None = None,
    at: datetime = NOON,
) -> Review:
    """An editor's decision on a verdict."""
    return Review(
        id=identify("review", verdict_id, decision, at),
        verdict_id=verdict_id,
        decision=decision,
        label=label,
        reason="Las cuentas dicen otra cosa.",
        reviewer="editora@periodico.example",
        reviewed_at=at,
    )


def with_opinions(report: Report) -> Report:
    """The report with an opinion of each outcome on its verdict."""
    verdict, piece, passage = verdict_of(report), report.evidence[0], report.passages[0]
    quote = OpinionQuote(
        piece.id, passage.text[:11], passage.start, passage.start + 11, Stance.REFUTES
    )

    def opinion(outcome: OpinionOutcome, **more: Any) -> Opinion:
        return Opinion(
            id=identify("opinion", verdict.id, outcome),
            claim_id=verdict.claim_id,
            verdict_id=verdict.id,
            model="tiny:1b (127.0.0.1:11434)",
            outcome=outcome,
            asked_at=NOON,
            **more,
        )

    accepted = opinion(
        OpinionOutcome.ACCEPTED,
        label=VerdictLabel.REFUTED,
        explanation="Son [b]otras[/b] cuentas.",
        quotes=(quote,),
        agrees=False,
    )
    rejected = opinion(OpinionOutcome.REJECTED, reason="dice «desmentida» sin una cita literal")
    unanswered = opinion(OpinionOutcome.FAILED, reason="it did not answer within 120 s")
    return replace(report, opinions=(accepted, rejected, unanswered))


def full_of_scripts(script: str) -> Report:
    """A report in which all that somebody else wrote holds a script, and addresses are scripts."""
    report = make_report(byline=script)
    text = f"{report.article.text}\n{script}"
    article = replace(
        report.article,
        text=text,
        title=script,
        publisher=script,
        url=f"javascript:{script}",
        language="es",
    )
    claims = tuple(
        replace(it, decontextualised=f"{it.text} {script}", attributed_to=script)
        for it in report.claims
    )
    (page, dead), (passage,) = report.sources, report.passages
    page = replace(
        page,
        text=page.text + script,
        title=script,
        publisher=script,
        final_url=f"javascript:{script}",
    )
    failures = tuple(replace(it, reason=script, url=script) for it in report.run.failures)
    verdict = replace(verdict_of(report), justification=f"{script} [1]")
    return replace(
        report,
        run=replace(report.run, failures=failures),
        article=article,
        claims=claims,
        sources=(page, dead),
        passages=(passage,),
        assessments=tuple(
            replace(it, verdict=verdict) if it.verdict else it for it in report.assessments
        ),
    )


def verdict_of(report: Report) -> Verdict:
    """The verdict that a report has."""
    return next(a.verdict for a in report.assessments if a.verdict is not None)


def repeated_keys() -> str:
    """Selects what tables have twice that is to be there once: their names and keys."""
    return " UNION ALL ".join(
        f"SELECT '{table}', concat_ws(' ', {', '.join(key)}) FROM {table}"  # noqa: S608 (names of our own tables)
        f" GROUP BY {', '.join(key)} HAVING count(*) > 1"
        for table, key in KEYS.items()
    )


def _claims(article: Article) -> tuple[Claim, Claim, Claim]:
    def claim(
        text: str,
        kind: StatementKind,
        worth: float,
        quantity: Quantity | None,
        excluded: str | None,
    ) -> Claim:
        start = article.text.index(text)
        return Claim(
            id=identify("claim", article.id, start),
            article_id=article.id,
            text=text,
            start=start,
            end=start + len(text),
            kind=kind,
            check_worthiness=worth,
            quantities=(quantity,) if quantity else (),
            excluded=excluded,
        )

    return (
        claim(FIRST, StatementKind.FACTUAL, 0.9, _quantity(FIRST, "4.000", 4_000_000_000), None),
        claim(SECOND, StatementKind.ATTRIBUTED, 0.7, None, None),
        claim(LAST, StatementKind.OPINION, 0.1, None, "es una opinión"),
    )


def _quantity(text: str, digits: str, value: int) -> Quantity:
    verbatim = f"{digits} millones de dólares"
    start = text.index(verbatim)
    return Quantity(
        text=verbatim,
        start=start,
        end=start + len(verbatim),
        value=Decimal(value),
        comparator=Comparator.EQUAL,
        unit="USD",
        time="2025",
    )


def _sources(at: datetime) -> tuple[Source, Source]:
    url = "https://cuentas.example/2025"
    page = Source(
        id=identify("source", url, PAGE),
        url=url,
        final_url=f"{url}/",
        publisher="cuentas.example",
        retrieved_at=at,
        outcome=Outcome.RETRIEVED,
        status_code=200,
        content_type="text/html",
        sha256="0" * 64,
        snapshot="warc:1",
        title="Cuentas de 2025",
        language="es",
        text=PAGE,
        extractor="trafilatura@2",
    )
    gone = "https://caida.example/nota"
    dead = Source(
        id=identify("source", gone, None),
        url=gone,
        final_url=gone,
        publisher="caida.example",
        retrieved_at=at,
        outcome=Outcome.HTTP_ERROR,
        detail="the server answered 503",
        status_code=503,
    )
    return page, dead


def _search(claim: Claim, page: Source, snippet: str | None) -> ClaimSearch:
    query = Query.of(claim.id, "empresa facturación 2025", "es")
    result = SearchResult(query.id, "corpus", page.url, page.title, snippet, 1, NOON)
    answers = (
        ProviderAnswer(query.id, "corpus", SearchOutcome.ANSWERED, 1, 0.25, NOON),
        ProviderAnswer(query.id, "brave", SearchOutcome.RATE_LIMITED, 0, 5.5, NOON, "answered 429"),
    )
    return ClaimSearch(claim.id, (query,), (result,), (), 1, answers)


def _evidence(claim: Claim, passage: Passage) -> Evidence:
    return Evidence(
        id=identify("evidence", claim.id, passage.id),
        claim_id=claim.id,
        passage_id=passage.id,
        source_id=passage.source_id,
        similarity=0.91,
        probabilities=StanceProbabilities(0.7, 0.2, 0.1),
        models=MODELS,
        comparison=Comparison(
            claim=claim.quantities[0],
            source=_quantity(passage.text, "4.100", 4_100_000_000),
            agrees=True,
            reason="4,1e9 is within 5 % of 4e9",
            same_thing=0.95,
        ),
    )


def _verdict(claim: Claim, evidence: Evidence, label: VerdictLabel, at: datetime) -> Verdict:
    return Verdict(
        id=identify("verdict", claim.id, label, evidence.id),
        claim_id=claim.id,
        label=label,
        confidence=0.83,
        probabilities=tuple({VerdictLabel.NOT_ENOUGH_EVIDENCE: 0.17, label: 0.83}.items()),
        justification="Las cuentas dan 4.100 millones.",
        evidence=(WeighedEvidence(evidence.id, "cuentas.example", 1.0),),
        models=MODELS,
        decided_at=at,
    )


def _run(run: str, article: Article, at: datetime, failure: Failure) -> Run:
    return Run(
        id=run,
        article_id=article.id,
        started_at=at,
        finished_at=at + timedelta(seconds=42),
        version="0.1.0",
        models=MODELS,
        settings=(("search", "corpus"),),
        failures=(failure,),
        seconds=((Stage.READ, 0.5), (Stage.SEARCH, 10.0)),
    )
