"""Reports on short articles of several outlets, for tests about claims that come up again."""

from __future__ import annotations

from datetime import datetime, timedelta

from builders import NOON, a_verdict
from checkers.articles import Article
from checkers.claims.amounts import find_quantities
from checkers.claims.stated import with_stated
from checkers.identifiers import identify
from checkers.labels import ClaimStatus, StatementKind, VerdictLabel
from checkers.nouns import Assessment, Claim, Report, Run


def a_report(
    outlet: str,
    *claims: str,
    language: str = "es",
    label: VerdictLabel | None = VerdictLabel.REFUTED,
    at: datetime = NOON,
    run: str | None = None,
) -> Report:
    """A report on an article of that outlet that makes these claims; no verdicts without label."""
    text = "\n".join(claims)
    article = Article.of(
        text,
        language=language,
        url=f"https://www.{outlet}/{identify(text)[:6]}",
        title=claims[0][:40],
        published_at=at - timedelta(hours=1),
    )
    made = with_stated([_claim(article, one) for one in claims], article)
    return Report(
        run=Run(
            id=run or identify("run", article.id, at),
            article_id=article.id,
            started_at=at,
            finished_at=at,
            version="0",
            models=(),
            settings=(),
            failures=(),
            seconds=(),
        ),
        article=article,
        claims=made,
        searches=(),
        sources=(),
        passages=(),
        evidence=(),
        assessments=tuple(_assessment(claim, label) for claim in made),
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
        check_worthiness=0.5,
        quantities=find_quantities(text, article.language),
    )


def _assessment(claim: Claim, label: VerdictLabel | None) -> Assessment:
    if label is None:
        return Assessment(claim.id, ClaimStatus.RETRIEVAL_FAILED, "no search answered", None)
    return Assessment(claim.id, ClaimStatus.JUDGED, None, a_verdict(claim, label=label))
