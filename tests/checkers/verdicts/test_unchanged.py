from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from recorded_reports import make_report, verdict_of

from checkers.articles import Article
from checkers.labels import VerdictLabel
from checkers.nouns import Claim, Quantity, Report
from checkers.verdicts.unchanged import Unchanged, Under, beside, find_unchanged


def updated(article: Article) -> Article:
    text = f"Un párrafo nuevo. {article.text}"
    return Article.of(
        text,
        language=article.language,
        url=article.url,
        title=article.title,
        publisher=article.publisher,
        published_at=article.published_at,
    )


def claims_in(article: Article, base: Report) -> tuple[Claim, ...]:
    """The claims of the base where they stand in the article."""
    starts = {claim.id: article.text.index(claim.text) for claim in base.claims}
    return tuple(
        replace(
            claim,
            id=f"new {claim.id}",
            article_id=article.id,
            start=starts[claim.id],
            end=starts[claim.id] + len(claim.text),
        )
        for claim in base.claims
    )


def under(base: Report) -> Under:
    return Under(base.run.version, base.run.models, base.run.settings)


def standing(base: Report, article: Article | None = None, **other: object) -> Unchanged:
    article = article or updated(base.article)
    now = replace(under(base), **other)  # type: ignore[arg-type]  # the tests name its fields
    return find_unchanged(article, claims_in(article, base), [base], now)


def test_what_stands_is_said_of_the_claim_where_it_is_now_and_rests_on_the_same_passages() -> None:
    base = make_report()
    before = verdict_of(base)

    stands = standing(base)

    (one,) = stands.assessments
    assert (one.carried_from, one.carried_verdict) == ("run-1", before.id)
    assert one.verdict is not None
    assert one.claim_id == one.verdict.claim_id == f"new {before.claim_id}"
    assert (one.verdict.label, one.verdict.decided_at) == (before.label, before.decided_at)
    (piece,) = stands.found.evidence
    assert [it.evidence_id for it in one.verdict.evidence] == [piece.id]
    assert piece.id != base.evidence[0].id
    assert stands.found.passages == base.passages
    (search,) = stands.searches
    assert (search.claim_id, search.answers) == (one.claim_id, ())
    assert stands.of == base.article.id


def test_the_verdict_that_stood_before_is_named_however_often_an_article_is_updated() -> None:
    base = make_report()
    first = standing(base)
    article = updated(base.article)
    second = replace(
        base,
        run=replace(base.run, id="run-2"),
        article=article,
        claims=claims_in(article, base)[:1],
        searches=first.searches,
        sources=first.sources,
        evidence=first.found.evidence,
        assessments=first.assessments,
    )

    (one,) = standing(second).assessments

    assert (one.carried_from, one.carried_verdict) == ("run-1", verdict_of(base).id)


@pytest.mark.parametrize(
    "other",
    [
        {"version": "9"},
        {"models": (("embedder", "another@1"),)},
        {"settings": (("search", "wikipedia"),)},
    ],
)
def test_nothing_stands_under_another_version_models_or_settings(other: dict[str, object]) -> None:
    base = make_report()

    assert standing(base, **other).assessments == ()


def test_the_number_of_threads_and_who_asked_for_a_re_check_change_nothing() -> None:
    base = make_report()
    noted = (*base.run.settings, ("threads", "2"), ("recheck", "run-0"), ("asked_by", "ana"))
    looked_at = replace(base, run=replace(base.run, settings=noted))

    assert len(standing(looked_at, settings=base.run.settings).assessments) == 1


def test_nothing_stands_in_an_article_that_was_given_another_date() -> None:
    base = make_report()
    assert base.article.published_at is not None
    later = replace(
        updated(base.article), published_at=base.article.published_at + timedelta(days=1)
    )

    assert standing(base, later).assessments == ()


def test_no_claim_stands_that_is_read_otherwise_now() -> None:
    base = make_report()
    article = updated(base.article)
    first, *others = claims_in(article, base)
    quantity: Quantity = replace(first.quantities[0], time="2026")
    for read in (
        replace(first, quantities=(quantity,)),
        replace(first, decontextualised="Otra empresa facturó 4.000 millones de dólares en 2025."),
        replace(first, attributed_to="la empresa"),
    ):
        found = find_unchanged(article, (read, *others), [base], under(base))
        assert found.assessments == ()


def test_not_enough_evidence_stands_unless_a_search_or_a_page_had_failed() -> None:
    base = make_report(label=VerdictLabel.NOT_ENOUGH_EVIDENCE)
    (search, *others) = base.searches
    (failed,) = others[0].failures
    dead = next(source for source in base.sources if not source.retrieved)
    gone = replace(search.results[0], url=dead.url)

    stood = standing(base)
    unanswered = standing(replace(base, searches=(replace(search, failures=(failed,)), *others)))
    unread = standing(
        replace(base, searches=(replace(search, results=(*search.results, gone)), *others))
    )

    assert [len(it.assessments) for it in (stood, unanswered, unread)] == [1, 0, 0]


def test_a_page_that_says_something_else_now_takes_the_verdict_with_it_and_one_gone_does_not() -> (
    None
):
    base = make_report()
    stands = standing(base)
    (cited,) = (source for source in stands.sources if source.retrieved)
    dead = next(source for source in base.sources if not source.retrieved)

    same = beside([replace(cited, retrieved_at=cited.retrieved_at + timedelta(days=1))], stands)
    changed = beside([replace(cited, id="another", text="Otra cosa.")], stands)
    gone = beside([replace(dead, url=cited.url)], stands)

    assert same.stands == gone.stands == stands
    assert [source.id for source in gone.sources] == [cited.id]
    assert (changed.stands.assessments, changed.stands.found.evidence) == ((), ())
    assert changed.stands.searches == stands.searches
