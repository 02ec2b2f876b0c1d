from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from servers.pages import PageServer

if TYPE_CHECKING:
    from pathlib import Path

    from command import Veredicto

ENGLISH = "The Almorva bridge cost 12 million euros"
CONTRASTE = "https://contraste.example/puente"


def a_review(claim: str = ENGLISH, **changed: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": CONTRASTE,
        "claimReviewed": claim,
        "datePublished": "2025-03-02",
        "author": {"@type": "Organization", "name": "Contraste"},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": "2",
            "alternateName": "Half \x1b[31mtrue",
        },
        "itemReviewed": {"@type": "Claim", "author": {"name": "A councillor"}},
    } | changed


def a_page(*reviews: dict[str, Any]) -> str:
    blocks = "".join(
        f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in reviews
    )
    return f"<html lang='en'><head>{blocks}</head><body><p>A page.</p></body></html>"


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.json"
    items = [
        {"@type": "DataFeedItem", "item": [one]}
        for one in (
            a_review(),
            a_review("A shark swam on a flooded motorway", url=f"{CONTRASTE}/2"),
            a_review("", url=f"{CONTRASTE}/3"),
        )
    ]
    text = json.dumps({"@type": "DataFeed", "dataFeedElement": items})
    path.write_text(text, encoding="utf-8")
    return path


def test_a_dump_is_imported_once_and_its_broken_items_are_named(
    veredicto: Veredicto, dump: Path
) -> None:
    first = veredicto("factchecks", "import", str(dump))
    again = veredicto("factchecks", "import", "dump.json")

    assert (first.status, first.out) == (0, f"{dump}: 2 new, 0 known, 1 broken\n")
    assert f"no claim is named (claimReviewed): {CONTRASTE}/3" in first.err
    assert again.out == "dump.json: 0 new, 2 known, 1 broken\n"
    counted = veredicto("sql", "SELECT count(*) AS n FROM fact_check_traces", "--format", "json")
    assert counted.json == [{"n": 2}]


def test_a_claim_finds_its_fact_check_in_another_language_with_the_original_words(
    veredicto: Veredicto, dump: Path
) -> None:
    veredicto("factchecks", "import", str(dump))

    found = veredicto("factchecks", "match", "El puente de Almorva costó 12 millones", "--json")
    listed = veredicto("factchecks", "match", "El puente de Almorva costó 12 millones")
    nothing = veredicto("factchecks", "match", "La orquesta toca esta noche en el parque.")

    (one,) = found.json
    assert one["rating"] == {"words": "Half [31mtrue", "value": 2.0, "best": None, "worst": None}
    assert (one["label"], one["publisher"], one["url"]) == (None, "contraste.example", CONTRASTE)
    assert "“Half [31mtrue”" in listed.out
    assert "\x1b" not in listed.out
    assert (nothing.status, nothing.out) == (0, "no imported fact-check is about this claim\n")


def test_a_feed_leads_to_pages_and_those_without_a_review_are_counted(veredicto: Veredicto) -> None:
    with PageServer() as server:
        review = a_review(url=server.url("/one"))
        server.serve("/one", a_page(review, a_review(url="https://faro.example/forged")))
        server.serve("/two", a_page())
        server.serve("/three", "not a page", content_type="text/plain")
        links = "".join(
            f"<item><link>{server.url(path)}</link></item>"
            for path in ("/one", "/two", "/three", "/gone")
        )
        feed = server.serve(
            "/feed",
            f"<?xml version='1.0'?><rss version='2.0'><channel>{links}</channel></rss>",
            content_type="application/rss+xml",
        )
        ended = veredicto(
            "factchecks", "import", feed, VEREDICTO_ALLOW_HOSTS=",".join(server.allowed())
        )

    assert ended.status == 3
    assert ended.out == (
        f"{feed}: 1 new, 0 known, 1 broken, 2 pages without a ClaimReview,"
        " 1 pages that could not be fetched\n"
    )
    assert "gives it as a review of faro.example" in ended.err
    assert "/gone" in ended.err


def test_a_page_with_a_review_is_imported_and_one_without_is_told(
    veredicto: Veredicto, tmp_path: Path
) -> None:
    (tmp_path / "with.html").write_text(a_page(a_review()), encoding="utf-8")
    (tmp_path / "without.html").write_text(a_page(), encoding="utf-8")

    both = veredicto("factchecks", "import", "without.html", "with.html")
    alone = veredicto("factchecks", "import", "without.html")

    assert (both.status, both.out) == (2, "with.html: 1 new, 0 known, 0 broken\n")
    assert alone.status == 2
    assert "without.html holds no ClaimReview: give a page" in " ".join(alone.err.split())
    assert "Traceback" not in alone.err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("import", "missing.json"), "missing.json does not exist"),
        (("match", " "), "the claim is empty"),
        (("match", "Una frase."), "there is no warehouse at veredicto.duckdb"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_line(
    veredicto: Veredicto, arguments: tuple[str, ...], why: str
) -> None:
    ended = veredicto("factchecks", *arguments)

    assert ended.status == 2
    assert why in " ".join(ended.err.split())
    assert "Traceback" not in ended.err


def test_a_check_shows_earlier_fact_checks_first_and_judges_as_without_them(
    veredicto: Veredicto, article: Path, corpus: Path, dump: Path, root: Path
) -> None:
    check = ("check", str(article), "--corpus", str(corpus))
    before = veredicto(*check, "--json").json
    veredicto("factchecks", "import", str(dump))

    after = veredicto(*check, "--json").json
    shown = veredicto(*check).out

    schema = json.loads((root / "docs/reference/check.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.validate(after, schema, format_checker=checker)
    (claim,) = [one for one in after["claims"] if one["earlier_fact_checks"]]
    assert "12 millones" in claim["text"]
    assert claim["earlier_fact_checks"][0]["rating"]["words"] == "Half [31mtrue"
    assert not any(one["earlier_fact_checks"] for one in before["claims"])
    verdicts = [
        [(one["id"], (one["verdict"] or {}).get("label")) for one in result["claims"]]
        for result in (before, after)
    ]
    assert verdicts[0] == verdicts[1]
    assert shown.index("already fact-checked by others") < shown.index("supported")
    recorded = veredicto("sql", "earlier_fact_checks", "--format", "json").json
    assert [one["rating_words"] for one in recorded] == ["Half [31mtrue"] * 2
