from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bs4 import BeautifulSoup
from desks import ServedDesk, served

from benchmarks.desk_articles import article_report
from checkers.identifiers import identify
from checkers.labels import Outcome, Stance, VerdictLabel
from checkers.nouns import Assessment, Passage, Report
from veredicto.desk.changes import Changes, changes_between

FIRST = article_report(1, 4, datetime(2026, 11, 20, tzinfo=UTC))


def on_a_side(report: Report, at_least: int = 1) -> Assessment:
    """The assessment of a claim of a report with so many passages for or against it."""
    stances = {piece.id: piece.stance for piece in report.evidence}
    return next(
        it
        for it in report.assessments
        if it.verdict is not None
        and sum(stances[one.evidence_id] is not Stance.NEUTRAL for one in it.verdict.evidence)
        >= at_least
    )


def with_verdict(report: Report, claim_id: str, **changed: object) -> Report:
    """The report with something else in the verdict on a claim."""
    return replace(
        report,
        assessments=tuple(
            replace(it, verdict=replace(it.verdict, **changed))  # type: ignore[arg-type, type-var] # by name
            if it.claim_id == claim_id
            else it
            for it in report.assessments
        ),
    )


def test_a_check_that_found_the_same_changed_nothing() -> None:
    found = changes_between(FIRST, FIRST, on_a_side(FIRST).claim_id)
    assert not found
    assert found == Changes(None, None, None, (), (), (), (), (), refitted=False)


def test_label_confidence_versions_policy_and_wording_are_told() -> None:
    one = on_a_side(FIRST)
    assert one.verdict is not None
    claim = one.claim_id
    label = next(it for it in VerdictLabel if it is not one.verdict.label)
    later = with_verdict(FIRST, claim, label=label, confidence=0.51, models=(("stance", "v2"),))
    run = replace(FIRST.run, version="9.9", settings=(("policy", "{}"),))
    claims = (replace(it, decontextualised="En otras palabras.") for it in FIRST.claims)
    later = replace(later, run=run, claims=tuple(claims))

    found = changes_between(FIRST, later, claim)

    assert found.label is not None
    assert found.label.after == label
    assert found.confidence is not None
    assert found.confidence.after == 0.51
    assert found.wording is not None
    assert found.wording.after == "En otras palabras."
    assert [(it.what, it.after) for it in found.models] == [
        ("veredicto", "9.9"),
        ("embedder", ""),
        ("stance", "v2"),
    ]
    assert found.refitted


def test_evidence_that_came_left_or_was_taken_otherwise_is_told() -> None:
    one = on_a_side(FIRST, 2)
    assert one.verdict is not None
    kept, *others = one.verdict.evidence
    unheard = replace(kept, weight=0.0, excluded="same_voice")
    fewer = with_verdict(FIRST, one.claim_id, evidence=(unheard,))

    lost = changes_between(FIRST, fewer, one.claim_id)
    gained = changes_between(fewer, FIRST, one.claim_id)

    sides = {it.id for it in FIRST.evidence if it.stance is not Stance.NEUTRAL}
    told = [it.evidence_id for it in others if it.evidence_id in sides]
    assert [it.evidence.id for it in lost.left] == told
    assert [it.evidence.id for it in gained.came] == told
    assert [(it.before.counted, it.after.counted) for it in lost.turned] == [
        (kept.weight > 0, False)
    ]


def test_a_page_that_says_something_else_is_told_and_words_that_only_moved_are_the_same() -> None:
    one = on_a_side(FIRST)
    assert one.verdict is not None
    piece = next(it for it in FIRST.evidence if it.id == one.verdict.evidence[0].evidence_id)
    page = next(it for it in FIRST.sources if it.id == piece.source_id)
    words = next(it.text for it in FIRST.passages if it.id == piece.passage_id)
    text = f"Corregido. {page.text}"
    other = replace(page, id=identify("source", text), text=text)
    start = text.index(words)
    passage = Passage.of(other, start, start + len(words))
    moved = replace(piece, source_id=other.id, passage_id=passage.id)
    later = replace(
        FIRST,
        sources=(*FIRST.sources, other),
        passages=(*FIRST.passages, passage),
        evidence=tuple(moved if it.id == piece.id else it for it in FIRST.evidence),
    )

    found = changes_between(FIRST, later, one.claim_id)

    (changed,) = found.pages
    assert (changed.before.id, changed.after.id, changed.lost) == (page.id, other.id, False)
    assert (found.came, found.left, found.turned) == ((), (), ())


def test_a_page_that_could_not_be_had_any_more_and_is_not_cited_is_told() -> None:
    one = on_a_side(FIRST)
    assert one.verdict is not None
    first, *_ = one.verdict.evidence
    cited = next(it.source_id for it in FIRST.evidence if it.id == first.evidence_id)
    failed = tuple(
        replace(it, id="", outcome=Outcome.TIMEOUT, text="") if it.id == cited else it
        for it in FIRST.sources
    )
    later = replace(with_verdict(FIRST, one.claim_id, evidence=()), sources=failed)

    pages = changes_between(FIRST, later, one.claim_id).pages

    assert [it.lost for it in pages if it.before.id == cited] == [True]


def test_the_page_of_a_claim_says_what_each_later_check_found_otherwise(tmp_path: Path) -> None:
    first = FIRST
    again = article_report(1, 4, datetime(2026, 11, 20, tzinfo=UTC), recheck_of=first.run.id)
    claim = next(
        it.claim_id
        for it in first.assessments
        if it.verdict is not None
        and (found := changes_between(first, again, it.claim_id)).came
        and found.confidence
    )
    with served(tmp_path, first, again) as desk:
        told = page_in(desk, "es", claim)
        assert "Pruebas que han llegado" in told.text
        assert "%" in told.text
        link = told.select_one('dl.changes a[href^="/pages/"]')
        assert link is not None
        reader = desk.somebody()
        assert reader.page(str(link["href"])).select_one("#passage") is not None
        assert "Evidence that came" in page_in(desk, "en", claim).text
        program = desk.nobody(authorization=f"Bearer {reader.token}")
        (changes,) = program.get(f"/api/v1/claims/{claim}").json()["changes"]
        assert changes["run_id"] == first.run.id
        assert any(it["before"] is None for it in changes["passages"])


def page_in(desk: ServedDesk, language: str, claim: str) -> BeautifulSoup:
    who = desk.somebody()
    who.client.headers["accept-language"] = language
    return who.page(f"/claims/{claim}")
