"""What the page of a claim shows of each passage, and of pages that changed or died."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import Tag
from desks import ServedDesk, Somebody, served
from recorded_reports import NOON, PAGE, make_report

from checkers.identifiers import identify
from checkers.labels import ClaimStatus, Outcome, SearchOutcome, Stance, VerdictLabel
from checkers.nouns import EarlierFactCheck, FactCheck, Passage, Rating, Report
from veredicto.desk.claim_page import Found, Piece, find_out
from veredicto.desk.words import PUBLISHERS, SEARCH_OUTCOMES, words_in

SAID = words_in("en")
FIRST = make_report()
CLAIM = FIRST.claims[0].id


@pytest.fixture(scope="module")
def found(desk: ServedDesk) -> list[Found]:
    """What runs found about some claims with a verdict."""
    rows = [it for it in desk.desk.reader.queue().table.to_pylist() if it["verdict_id"]]
    reader = desk.desk.reader
    all_of = [find_out(reader.report(it["run_id"], it["claim_id"]), it["claim_id"]) for it in rows]
    return [it for it in all_of if it is not None]


@pytest.fixture(scope="module")
def editor(desk: ServedDesk) -> Somebody:
    return desk.somebody()


def shown_on(editor: Somebody, one: Found) -> Tag:
    main = editor.page(f"/claims/{one.statement.claim.id}").main
    assert isinstance(main, Tag)
    return main


def on_sides(one: Found) -> Iterator[tuple[str, Piece]]:
    yield from (("p-supports", piece) for piece in one.supports)
    yield from (("p-refutes", piece) for piece in one.refutes)


def test_each_passage_stands_on_its_side_with_all_that_is_known_of_its_page(
    editor: Somebody, found: list[Found]
) -> None:
    kinds = set()
    for one in found[:12]:
        page = shown_on(editor, one)
        for side, piece in on_sides(one):
            shown = page.select_one(f".side.{side} #e-{piece.number}")
            assert shown is not None
            text = shown.get_text(" ", strip=True)
            assert piece.source.publisher in text
            assert SAID.of(PUBLISHERS, piece.kind) in text
            assert shown.mark is not None
            assert shown.mark.get_text() == piece.cited.passage.text
            day = SAID.formats.short_day
            assert f"retrieved {day(piece.source.retrieved_at)}" in text
            if piece.source.published_at:
                assert f"published {day(piece.source.published_at)}" in text
            weight = SAID.formats.number(piece.cited.weighed.weight)
            assert (f"weighs {weight}" in text) is (piece.excluded is None)
            assert ("Does not count:" in text) is (piece.excluded is not None)
            same_voice = piece.same_voice and not piece.same_words
            assert (f"the same words as [{piece.same_words}]" in text) is bool(piece.same_words)
            assert (f"the same voice as [{piece.same_voice}]" in text) is bool(same_voice)
            assert ("later than the article" in text) is piece.later
            figures = shown.select_one("table.figures")
            comparison = piece.evidence.comparison
            assert (figures is not None) is (comparison is not None)
            if figures is not None and comparison is not None:
                assert comparison.claim.text in figures.get_text()
                assert comparison.source.text in figures.get_text()
            kinds |= {"copy"} if piece.same_voice else set()
            kinds |= {"figures"} if figures is not None else set()
            kinds |= {"left out"} if piece.excluded else {"counts"}
    assert kinds == {"copy", "figures", "left out", "counts"}


def test_a_passage_is_a_click_away_from_its_place_in_the_stored_page(
    editor: Somebody, found: list[Found]
) -> None:
    one = next(it for it in found if it.supports or it.refutes)
    piece = next(iter(on_sides(one)))[1]
    link = shown_on(editor, one).select_one(f"#e-{piece.number} a[href^='/pages/']")
    assert link is not None
    passage = editor.page(str(link["href"])).select_one("#passage")
    assert passage is not None
    assert passage.get_text() == piece.cited.passage.text


def test_dated_things_stand_in_their_order(editor: Somebody, found: list[Found]) -> None:
    one = next(it for it in found if len(it.timeline) > 3)
    times = [str(it["datetime"]) for it in shown_on(editor, one).select(".timeline time")]
    assert times == [it.at.isoformat() for it in one.timeline]
    assert times == sorted(times)


def test_what_others_checked_is_told_with_their_words_and_linked(tmp_path: Path) -> None:
    check = FactCheck(
        id="check-1",
        claim_reviewed="La empresa facturó 4.000 millones.",
        url="https://verificadores.example/1",
        publisher="verificadores.example",
        rating=Rating("Verdad a medias", reading=VerdictLabel.CONFLICTING_EVIDENCE),
        imported_from="dump.json",
        imported_at=NOON,
        publisher_name="Verificadores",
        reviewed_at=NOON - timedelta(days=3),
        language="es",
    )
    earlier = EarlierFactCheck(CLAIM, check, rank=1, similarity=0.9, score=0.1, bearing=0.9)
    with served(tmp_path, replace(FIRST, earlier_fact_checks=(earlier,))) as desk:
        main = desk.somebody().page(f"/claims/{CLAIM}").main
    section = main.select_one("section[aria-labelledby=fact-checks]")
    assert section.a["href"] == check.url
    for said in (check.claim_reviewed, "Verdad a medias", "Verificadores"):
        assert said in section.get_text()


def test_how_each_engine_answered_and_what_failed_is_told(tmp_path: Path) -> None:
    with served(tmp_path, FIRST) as desk:
        main = desk.somebody().page(f"/claims/{CLAIM}").main
    section = main.select_one("section[aria-labelledby=searched]")
    rows = [[it.get_text() for it in row.find_all("td")] for row in section.select("tbody tr")]
    limited = f"{SAID.of(SEARCH_OUTCOMES, SearchOutcome.RATE_LIMITED)}: answered 429"
    assert [(row[0], row[2]) for row in rows] == [("corpus", "answered"), ("brave", limited)]
    assert len(section.select("tr.failed")) == 1


def said_twice() -> Report:
    """The run with a second page that has the words of the first."""
    (page, dead), (passage,), (piece,) = FIRST.sources, FIRST.passages, FIRST.evidence
    url = "https://eco.example/nota"
    copy = replace(
        page, id=identify("source", url), url=url, final_url=url, publisher="eco.example"
    )
    copied = Passage.of(copy, passage.start, passage.end)
    again = replace(piece, id="again", passage_id=copied.id, source_id=copy.id)
    judged, *others = FIRST.assessments
    assert judged.verdict is not None
    (weighed,) = judged.verdict.evidence
    echo = replace(weighed, evidence_id=again.id, weight=0.0, excluded="same_voice")
    verdict = replace(judged.verdict, evidence=(weighed, echo))
    return replace(
        FIRST,
        sources=(page, dead, copy),
        passages=(passage, copied),
        evidence=(piece, again),
        assessments=(replace(judged, verdict=verdict), *others),
    )


def test_who_says_it_in_the_same_words_is_told_so(tmp_path: Path) -> None:
    with served(tmp_path, said_twice()) as desk:
        main = desk.somebody().page(f"/claims/{CLAIM}").main
    first, copy = main.select(".piece")
    assert "the same" not in first.get_text()
    assert "eco.example" in copy.get_text()
    assert "the same words as [1]" in copy.get_text()


def later(what: str) -> Report:
    """A check of another article a day later, to which the page said something else, or nothing."""
    report = make_report(run="run-2", number=1, at=NOON + timedelta(days=1))
    page, dead = report.sources
    if what == "died":
        gone = replace(
            page, outcome=Outcome.HTTP_ERROR, detail="the server answered 410 Gone", text=""
        )
        unjudged = tuple(
            replace(it, verdict=None, status=ClaimStatus.RETRIEVAL_FAILED)
            for it in report.assessments
        )
        return replace(report, sources=(gone, dead), passages=(), evidence=(), assessments=unjudged)
    text = f"Corregido.\n{PAGE}"
    other = replace(page, id=identify("source", page.url, text), text=text)
    start = text.index("La compañía")
    passage = Passage.of(other, start, len(text) - 2)
    piece = replace(report.evidence[0], source_id=other.id, passage_id=passage.id)
    return replace(report, sources=(other, dead), passages=(passage,), evidence=(piece,))


@pytest.mark.parametrize(
    ("what", "language", "said"),
    [
        ("died", "en", "Not to be had any more"),
        ("died", "es", "el servidor respondió 410 Gone"),
        ("changed", "en", "The page says something else since"),
        ("changed", "es", "dice otra cosa desde"),
    ],
)
def test_a_page_that_died_or_changed_since_is_told(
    tmp_path: Path, what: str, language: str, said: str
) -> None:
    with served(tmp_path, FIRST, later(what)) as desk:
        editor = desk.somebody()
        page = editor.page(f"/claims/{CLAIM}", headers={"accept-language": language})
        told = page.select_one(".piece .fate")
        assert told is not None
        assert said in told.get_text(" ", strip=True)
        assert FIRST.evidence[0].stance is Stance.SUPPORTS
        if what == "changed":
            assert "Corregido." in editor.page(str(told.a["href"])).main.get_text()
