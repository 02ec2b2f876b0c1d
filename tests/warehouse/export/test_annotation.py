from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from recorded_reports import make_report, make_review, verdict_of

from checkers.labels import Decision, VerdictLabel
from checkers.nouns import Report, Review
from warehouse.current import Selection, select_claims
from warehouse.export.annotation import AROUND, annotation_page
from warehouse.export.findings import find_out
from warehouse.export.ratings import load_ratings
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse


def annotated(warehouse: Warehouse, report: Report, *reviews: Review) -> list[dict[str, Any]]:
    warehouse.record(report)
    for review in reviews:
        warehouse.record_review(review)
    runs = RecordedRuns(warehouse.path)
    page = annotation_page(find_out(runs, select_claims(runs, Selection())), load_ratings())
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    items: list[dict[str, Any]] = page["items"]
    return items


def tags(annotation: dict[str, Any]) -> list[str]:
    return [one["value"] for one in annotation["body"] if one["purpose"] == "tagging"]


def beyond_the_plane(report: Report) -> Report:
    """The report with characters before claim and passage that UTF-16 writes as two units."""
    text = f"😀😀 {report.article.text}"
    article = replace(report.article, text=text)
    claims = tuple(
        replace(claim, start=claim.start + 3, end=claim.end + 3) for claim in report.claims
    )
    page = replace(report.sources[0], text=f"😀 {report.sources[0].text}")
    old = report.passages[0]
    passage = replace(old, start=old.start + 2, end=old.end + 2)
    return replace(
        report,
        article=article,
        claims=claims,
        sources=(page, report.sources[1]),
        passages=(passage,),
    )


@pytest.mark.parametrize("change", [lambda report: report, beyond_the_plane])
def test_both_selectors_find_the_same_words_in_the_stored_text(
    warehouse: Warehouse, change: Any
) -> None:
    report = change(make_report())
    claim, evidence = annotated(warehouse, report)
    stored = RecordedRuns(warehouse.path).report(report.run.id)
    for annotation, text, exact in (
        (claim, stored.article.text, stored.claims[0].text),
        (evidence, stored.sources[0].text, stored.passages[0].text),
    ):
        quote, place = annotation["target"]["selector"]
        assert (quote["type"], place["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert text[place["start"] : place["end"]] == quote["exact"] == exact
        around = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert text.index(around) == place["start"] - len(quote["prefix"])
        assert len(quote["prefix"]) == min(AROUND, place["start"])
        assert len(quote["suffix"]) == min(AROUND, len(text) - place["end"])


def test_a_claim_says_its_label_its_reason_and_that_nobody_reviewed_it(
    warehouse: Warehouse,
) -> None:
    report = make_report()
    claim, evidence = annotated(warehouse, report)
    verdict = verdict_of(report)
    assert claim["id"] == f"urn:veredicto:verdict:{verdict.id}"
    assert claim["created"] == "2026-03-01T12:00:00Z"
    assert claim["generator"] == {"type": "Software", "name": "veredicto 0.1.0"}
    assert claim["target"]["source"] == "https://periodico.example/0"
    assert tags(claim) == ["supported", "not reviewed"]
    assert claim["body"][0]["language"] == "es"
    assert claim["body"][0]["value"] == (
        "Verdadero. Las cuentas dan 4.100 millones. Resultado de un programa que ninguna persona"
        " ha revisado. Confianza: 83 %."
    )
    assert evidence["target"]["source"] == "https://cuentas.example/2025/"
    assert evidence["target"]["state"] == {
        "type": "TimeState",
        "sourceDate": "2026-03-01T12:00:00Z",
    }
    assert evidence["body"][0]["source"] == claim["id"]
    assert tags(evidence) == ["supports", "counted"]
    assert len({claim["id"], evidence["id"]}) == 2


def test_an_editor_s_label_is_said_with_the_editor_s_reason_and_without_a_name(
    warehouse: Warehouse,
) -> None:
    report = make_report()
    review = make_review(verdict_of(report).id, Decision.OVERRULE, label=VerdictLabel.REFUTED)
    claim, _ = annotated(warehouse, report, review)
    assert tags(claim) == ["refuted", "reviewed"]
    assert claim["body"][0]["value"] == "Falso. Las cuentas dicen otra cosa."
    assert "editora@" not in str(claim)


def test_evidence_that_did_not_count_says_why(warehouse: Warehouse) -> None:
    report = make_report()
    judged, *others = report.assessments
    assert judged.verdict is not None
    weighed = replace(judged.verdict.evidence[0], weight=0.0, excluded="off_topic")
    verdict = replace(judged.verdict, evidence=(weighed,))
    report = replace(report, assessments=(replace(judged, verdict=verdict), *others))
    _, evidence = annotated(warehouse, report)
    assert tags(evidence) == ["supports", "did not count: off_topic"]


@pytest.mark.parametrize("url", [None, "file:///etc/passwd"])
def test_an_article_without_a_web_address_is_named_by_its_identifier(
    warehouse: Warehouse, url: str | None
) -> None:
    report = make_report()
    bare = replace(report, article=replace(report.article, url=url))
    claim, _ = annotated(warehouse, bare)
    assert claim["target"]["source"] == f"urn:veredicto:article:{report.article.id}"
