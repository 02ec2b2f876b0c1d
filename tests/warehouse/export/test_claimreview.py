from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from recorded_reports import FIRST, NOON, make_report, make_review, verdict_of

from checkers.errors import BadSetting, WarehouseError
from checkers.factchecks.claimreview import Origin
from checkers.factchecks.documents import read_document
from checkers.labels import Decision, VerdictLabel
from checkers.nouns import FactCheck, Report, Review
from warehouse.current import Selection, select_claims
from warehouse.export.claimreview import Newsroom, claim_review, claim_review_document
from warehouse.export.files import json_text
from warehouse.export.findings import Finding, find_out
from warehouse.export.ratings import load_ratings
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse

NEWSROOM = Newsroom.of("Contraste", "https://contraste.example/checks/")
HOSTILE = "</script><script>alert(1)</script> \u202e & 'x' \"y\" \u2028"

FindingsOf = Callable[..., list[Finding]]


@pytest.fixture
def findings_of(warehouse: Warehouse) -> FindingsOf:
    """The findings on a report that is recorded with reviews."""

    def record(report: Report, *reviews: Review) -> list[Finding]:
        warehouse.record(report)
        for review in reviews:
            warehouse.record_review(review)
        runs = RecordedRuns(warehouse.path)
        return list(find_out(runs, select_claims(runs, Selection())))

    return record


def reviewed(
    finding: Finding, *, labelled: bool = True, newsroom: Newsroom = NEWSROOM
) -> dict[str, Any]:
    return claim_review(finding, newsroom, load_ratings(), labelled=labelled)


def with_article(report: Report, **changes: Any) -> Report:
    return replace(report, article=replace(report.article, **changes))


def test_an_approved_claim_is_a_claim_review_of_the_newsroom(findings_of: FindingsOf) -> None:
    report = make_report()
    (finding,) = findings_of(report, make_review(verdict_of(report).id, Decision.CONFIRM))
    page = f"https://contraste.example/checks/{report.article.id}.html#{report.claims[0].id}"
    article = {
        "@type": "Article",
        "url": "https://periodico.example/0",
        "headline": "La empresa crece",
        "datePublished": "2026-02-28T12:00:00+00:00",
        "publisher": {"@type": "Organization", "name": "Periódico"},
        "inLanguage": "es",
    }
    newsroom = {
        "@type": "Organization",
        "name": "Contraste",
        "url": "https://contraste.example/",
    }
    assert reviewed(finding) == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": "veredicto verdict",
            "value": verdict_of(report).id,
        },
        "url": page,
        "claimReviewed": FIRST,
        "itemReviewed": {
            "@type": "Claim",
            "text": FIRST,
            "author": {"@type": "Organization", "name": "Periódico"},
            "datePublished": "2026-02-28T12:00:00+00:00",
            "appearance": article,
            "firstAppearance": article,
        },
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "Verdadero",
            "ratingValue": 5,
            "bestRating": 5,
            "worstRating": 1,
        },
        "reviewBody": "Las cuentas dan 4.100 millones.",
        "creativeWorkStatus": "Published",
        "author": newsroom,
        "publisher": newsroom,
        "datePublished": "2026-03-01T12:00:00+00:00",
        "inLanguage": "es",
        "citation": [
            {
                "@type": "Quotation",
                "position": 1,
                "text": report.passages[0].text,
                "isPartOf": {
                    "@type": "WebPage",
                    "url": "https://cuentas.example/2025/",
                    "name": "Cuentas de 2025",
                    "publisher": {"@type": "Organization", "name": "cuentas.example"},
                    "inLanguage": "es",
                },
            }
        ],
    }


def test_a_verdict_that_no_editor_has_seen_says_so_everywhere_a_reader_looks(
    findings_of: FindingsOf,
) -> None:
    review = reviewed(findings_of(make_report())[0])
    assert review["author"]["name"].endswith("(verificación automática, sin revisión editorial)")
    assert review["creativeWorkStatus"] == "Draft"
    assert "ninguna persona ha revisado. Confianza: 83 %." in review["abstract"]
    assert review["publisher"]["name"] == "Contraste"


def test_an_unreviewed_claim_of_an_english_article_says_so_in_english(
    findings_of: FindingsOf,
) -> None:
    report = with_article(make_report(), language="en")
    review = reviewed(findings_of(report)[0])
    assert "no person has reviewed" in review["abstract"]
    assert review["reviewRating"]["alternateName"] == "True"


def test_an_abstention_has_words_and_no_number_and_boasts_no_confidence(
    findings_of: FindingsOf,
) -> None:
    report = make_report(label=VerdictLabel.NOT_ENOUGH_EVIDENCE)
    review = reviewed(findings_of(report)[0])
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "Sin pruebas suficientes"}
    assert "Confianza" not in review["abstract"]


def test_an_overruled_claim_has_the_label_the_reason_and_the_date_of_the_editor(
    findings_of: FindingsOf,
) -> None:
    report = make_report()
    decided = make_review(
        verdict_of(report).id,
        Decision.OVERRULE,
        label=VerdictLabel.REFUTED,
        at=NOON + timedelta(days=2),
    )
    review = reviewed(findings_of(report, decided)[0])
    assert review["reviewRating"]["alternateName"] == "Falso"
    assert review["reviewBody"] == "Las cuentas dicen otra cosa."
    assert review["datePublished"] == "2026-03-03T12:00:00+00:00"
    assert "editora" not in json.dumps(review)


def test_the_claim_is_published_in_the_editor_s_words_where_there_are_any(
    findings_of: FindingsOf,
) -> None:
    report = make_report()
    review = make_review(verdict_of(report).id, Decision.CONFIRM)
    worded = "La empresa ingresó 4.000 millones."
    node = reviewed(findings_of(report, replace(review, wording=worded))[0])
    assert node["claimReviewed"] == worded
    assert node["itemReviewed"]["text"] == report.claims[0].text


def test_a_confirmed_verdict_is_published_with_its_own_evidence_after_another_run(
    findings_of: FindingsOf, warehouse: Warehouse
) -> None:
    report = make_report()
    warehouse.record(report)
    later = make_report(run="later", at=NOON + timedelta(days=1), label=VerdictLabel.REFUTED)
    (finding,) = findings_of(later, make_review(verdict_of(report).id, Decision.CONFIRM))
    assert finding.run.id == report.run.id
    assert finding.verdict.id == verdict_of(report).id
    assert reviewed(finding)["reviewRating"]["alternateName"] == "Verdadero"


def test_without_label_there_is_no_rating_and_the_rest_is_the_same(
    findings_of: FindingsOf,
) -> None:
    (finding,) = findings_of(make_report())
    with_it = reviewed(finding)
    assert with_it.pop("reviewRating")
    assert reviewed(finding, labelled=False) == with_it


def test_what_somebody_else_said_is_theirs_and_appears_first_nobody_knows_where(
    findings_of: FindingsOf,
) -> None:
    report = make_report()
    said = replace(report.claims[0], attributed_to="el Gobierno", decontextualised="Otra.")
    review = reviewed(findings_of(replace(report, claims=(said, *report.claims[1:])))[0])
    claim = review["itemReviewed"]
    assert claim["author"] == {"name": "el Gobierno"}
    assert not {"firstAppearance", "datePublished"} & set(claim)
    assert (review["claimReviewed"], claim["text"]) == ("Otra.", FIRST)


def test_an_article_from_a_file_has_no_address(findings_of: FindingsOf) -> None:
    bare = with_article(
        make_report(), url=None, title=None, publisher=None, published_at=None, byline=None
    )
    claim = reviewed(findings_of(bare)[0])["itemReviewed"]
    assert claim["appearance"] == {"@type": "Article", "inLanguage": "es"}
    assert "author" not in claim


def test_an_address_that_is_none_of_the_web_is_not_published(findings_of: FindingsOf) -> None:
    report = with_article(make_report(), url="javascript:alert(1)")
    page = replace(report.sources[0], final_url="data:text/html,x")
    review = reviewed(findings_of(replace(report, sources=(page, report.sources[1])))[0])
    assert "url" not in review["itemReviewed"]["appearance"]
    assert "citation" not in review


def test_a_hostile_text_cannot_leave_the_script_element_it_is_put_into(
    findings_of: FindingsOf,
) -> None:
    report = with_article(make_report(), title=HOSTILE)
    text = json_text(claim_review_document([reviewed(one) for one in findings_of(report)]))
    assert not set("<>&\u2028") & set(text)
    (review,) = json.loads(text)["@graph"]
    assert review["itemReviewed"]["appearance"]["headline"] == HOSTILE


def test_our_own_importer_reads_the_export_back(
    findings_of: FindingsOf, warehouse: Warehouse
) -> None:
    labels = list(VerdictLabel)
    for number, label in enumerate(labels[1:], start=1):
        warehouse.record(make_report(run=f"r{number}", number=number, label=label))
    findings = findings_of(make_report(label=labels[0]))
    document = claim_review_document([reviewed(finding) for finding in findings])
    page = f'<script type="application/ld+json">{json_text(document)}</script>'
    for text in (json_text(document), f"<!DOCTYPE html><html><head>{page}</head></html>"):
        read = list(read_document(io.BytesIO(text.encode()), Origin("export", NOON)))
        assert len(read) == len(labels)
        for finding, one in zip(findings, read, strict=True):
            assert isinstance(one, FactCheck)
            assert one.claim_reviewed == finding.claim.wording
            assert one.url == NEWSROOM.page_of(finding)
            assert one.rating.words == load_ratings().rate(finding.label, "es").words
            assert one.rating.reading is finding.label
            assert (one.claimant, one.language) == ("Periódico", "es")
            assert one.reviewed_at == finding.verdict.decided_at


def test_google_s_required_and_recommended_properties_are_there(findings_of: FindingsOf) -> None:
    # "Fact Check (ClaimReview) structured data" of Google's documentation for search.
    review = reviewed(findings_of(make_report())[0])
    required = {"claimReviewed", "reviewRating", "url"}
    recommended = {"author", "itemReviewed"}
    assert required | recommended <= set(review)
    assert {"alternateName", "bestRating", "worstRating", "ratingValue"} <= set(
        review["reviewRating"]
    )
    rating = review["reviewRating"]
    assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
    assert {"appearance", "author", "datePublished", "firstAppearance"} <= set(
        review["itemReviewed"]
    )
    assert {"name", "url"} <= set(review["publisher"])


def test_a_review_that_would_not_be_valid_is_not_published(findings_of: FindingsOf) -> None:
    (finding,) = findings_of(make_report())
    broken = replace(finding, claim=replace(finding.claim, text=" ", decontextualised=None))
    with pytest.raises(WarehouseError, match=r"would not be valid: .*This is a bug of veredicto"):
        reviewed(broken)


@pytest.mark.parametrize(
    ("name", "url", "message"),
    [
        (None, "https://c.example", "who publishes .* VEREDICTO_NEWSROOM"),
        ("  ", "https://c.example", "who publishes"),
        ("C", None, "where .* VEREDICTO_NEWSROOM_URL"),
        ("C", "contraste.example", "is no address of a folder"),
        ("C", "ftp://c.example/", "is no address of a folder"),
        ("C", "https://c.example/?a=1", "is no address of a folder"),
        ("C", "https://c.example/#a", "is no address of a folder"),
        ("C", "https://c.ex ample/", "is no address of a folder"),
        ("C", "https://ana:secreto@c.example/", "is no address of a folder"),
        ("C", "https://[c/", "is no address of a folder"),
    ],
)
def test_a_newsroom_needs_a_name_and_an_address(
    name: str | None, url: str | None, message: str
) -> None:
    with pytest.raises(BadSetting, match=message):
        Newsroom.of(name, url)
