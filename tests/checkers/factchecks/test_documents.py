from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import NOON
from checkers.errors import UnreadableInput
from checkers.factchecks import documents
from checkers.factchecks.claimreview import Broken, Origin
from checkers.factchecks.documents import Found, LinkedPage, read_document
from checkers.labels import VerdictLabel
from checkers.nouns import FactCheck

URL = "https://contraste.example/bulos/puente"
FILE = Origin("dump.json", NOON)
PAGE = Origin(URL, NOON, url=URL, own_only=True)


def a_review(**changed: Any) -> dict[str, Any]:
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": URL,
        "claimReviewed": "El puente de Almorva costó 90 millones de euros",
        "datePublished": "2025-03-02T09:30:00+01:00",
        "author": {
            "@type": "Organization",
            "name": "Contraste",
            "url": "https://contraste.example",
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": "1",
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "¡Falso!",
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": [{"@type": "Person", "name": "Un concejal"}],
            "datePublished": "2025-02-27",
        },
    }
    return {name: value for name, value in (review | changed).items() if value is not ...}


def a_page(*blocks: object, lang: str = "es") -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{b if isinstance(b, str) else json.dumps(b)}</script>'
        for b in blocks
    )
    return (
        f'<!doctype html><html lang="{lang}"><head>{scripts}</head><body><p>Texto</p></body></html>'
    )


def read(text: str | bytes, origin: Origin = FILE) -> list[Found]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_document(io.BytesIO(data), origin))


def read_one(review: object, origin: Origin = FILE) -> FactCheck:
    (found,) = read(json.dumps(review), origin)
    assert isinstance(found, FactCheck), found
    return found


def reasons(found: Iterable[Found]) -> list[str]:
    return [one.reason for one in found if isinstance(one, Broken)]


def test_a_review_is_read_whole_with_its_rating_in_the_original_words() -> None:
    it = read_one(a_review())

    assert (it.claim_reviewed, it.url) == ("El puente de Almorva costó 90 millones de euros", URL)
    assert (it.publisher, it.publisher_name) == ("contraste.example", "Contraste")
    assert (it.rating.words, it.rating.value) == ("¡Falso!", 1.0)
    assert (it.rating.best, it.rating.worst) == (5.0, 1.0)
    assert it.rating.reading is VerdictLabel.REFUTED
    assert it.reviewed_at == datetime(2025, 3, 2, 8, 30, tzinfo=UTC)
    assert (it.claimant, it.claimed_at) == ("Un concejal", datetime(2025, 2, 27, tzinfo=UTC))
    assert (it.language, it.imported_from, it.imported_at) == ("es", "dump.json", NOON)


@pytest.mark.parametrize(
    "value",
    [
        a_review(),
        [a_review()],
        {"@graph": [{"@type": "WebPage"}, a_review()]},
        {"@type": "NewsArticle", "review": {"nested": [a_review()]}},
        a_review(**{"@type": ["Review", "http://schema.org/ClaimReview"]}),
        a_review(**{"@type": "schema:ClaimReview"}),
        {
            "@graph": [
                a_review(author={"@id": "#us"}, itemReviewed={"@id": "#claim"}),
                {"@id": "#us", "@type": "Organization", "name": "Contraste"},
                {
                    "@id": "#claim",
                    "@type": "Claim",
                    "author": "Un concejal",
                    "datePublished": "2025-02-27",
                },
            ]
        },
    ],
)
def test_a_page_may_carry_a_review_in_any_form_of_json_ld(value: object) -> None:
    (found,) = read(a_page({"@type": "WebSite", "name": "Contraste"}, value), PAGE)

    plain = read_one(a_review())
    assert isinstance(found, FactCheck)
    assert found.id == plain.id
    assert (found.claimant, found.claimed_at) == (plain.claimant, plain.claimed_at)
    assert found.publisher_name == "Contraste"


def test_a_reference_may_lead_to_another_block_of_the_page() -> None:
    claim = {"@id": "#c", "@type": "Claim", "author": {"name": "Una diputada"}}
    (found,) = read(a_page(a_review(itemReviewed={"@id": "#c"}), claim), PAGE)

    assert isinstance(found, FactCheck)
    assert found.claimant == "Una diputada"


def test_a_page_without_a_review_holds_nothing() -> None:
    assert read(a_page({"@type": "NewsArticle", "headline": "El puente"}, "no json"), PAGE) == []


def test_halves_of_characters_that_json_may_hold_are_left_out() -> None:
    claim = "El \ud800paro <b>sube</b>"

    assert read_one(a_review(claimReviewed=claim)).claim_reviewed == "El paro sube"


def test_markup_in_a_claim_is_left_out_and_so_are_scripts_and_escape_codes() -> None:
    claim = (
        "La <b>torre</b> &amp; el puente<script>alert(1)</script>\x1b[31m costaron &lt; 5 millones"
    )

    assert read_one(a_review(claimReviewed=claim)).claim_reviewed == (
        "La torre & el puente [31m costaron < 5 millones"
    )


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"claimReviewed": ..., "itemReviewed": ...}, "no claim is named"),
        ({"claimReviewed": {"no": "string"}, "itemReviewed": 7}, "no claim is named"),
        ({"claimReviewed": "<script>alert(1)</script>", "itemReviewed": []}, "no claim is named"),
        ({"claimReviewed": "ay " * 1_000}, "the claim has 2,999 characters, more than 2,000"),
        ({"url": ...}, "no web address"),
        ({"url": "javascript:alert(1)"}, "no web address"),
        ({"url": "file:///etc/passwd"}, "no web address"),
        ({"url": "https://user:secret@contraste.example/"}, "no web address"),
        ({"url": "http://[broken"}, "no web address"),
        ({"url": "https://contraste.example/" + "a" * 2_000}, "the address has"),
        ({"reviewRating": {"alternateName": "no " * 300}}, "the rating has 899 characters"),
    ],
)
def test_a_review_that_cannot_be_used_is_named_and_the_others_are_read(
    changed: dict[str, Any], why: str
) -> None:
    found = read(json.dumps([a_review(**changed), a_review()]))

    assert [type(one) for one in found] == [Broken, FactCheck]
    assert why in reasons(found)[0]


def test_an_old_review_that_names_its_claim_in_the_item_is_read() -> None:
    item = {
        "@type": "Claim",
        "name": "El puente se hunde",
        "firstAppearance": {"datePublished": "2024-01-02"},
    }
    it = read_one(a_review(claimReviewed=..., itemReviewed=[None, item], author="Contraste"))

    assert (it.claim_reviewed, it.claimed_at) == (
        "El puente se hunde",
        datetime(2024, 1, 2, tzinfo=UTC),
    )
    assert (it.claimant, it.publisher_name) == (None, "Contraste")


@pytest.mark.parametrize("rating", [..., None, 3, "Falso", {}, [], {"alternateName": 7}])
def test_a_review_without_a_rating_is_kept_without_one(rating: object) -> None:
    it = read_one(a_review(reviewRating=rating)).rating

    assert (it.words, it.value, it.best, it.worst, it.reading) == (None,) * 5


@pytest.mark.parametrize(
    ("rating", "words", "numbers"),
    [
        ({"ratingValue": "3,5", "bestRating": "10"}, None, (3.5, 10.0, None)),
        ({"ratingValue": "True"}, "True", (None, None, None)),
        ({"ratingValue": True}, None, (None, None, None)),
        ({"ratingValue": 1e400, "bestRating": [5]}, None, (None, None, None)),
        ({"ratingValue": 10**400}, None, (None, None, None)),
        ({"ratingValue": -1, "bestRating": -1, "worstRating": -1}, None, (-1.0, -1.0, -1.0)),
        ([{"name": "Cuatro Pinochos", "ratingValue": 4}], "Cuatro Pinochos", (4.0, None, None)),
    ],
)
def test_other_scales_are_kept_as_they_are(
    rating: object, words: str | None, numbers: tuple[float | None, ...]
) -> None:
    it = read_one(a_review(reviewRating=rating)).rating

    assert (it.words, (it.value, it.best, it.worst)) == (words, numbers)


def test_the_best_value_of_a_scale_alone_is_never_read_as_supported() -> None:
    rating = {"ratingValue": 5, "bestRating": 5, "worstRating": 1}

    assert read_one(a_review(reviewRating=rating)).rating.reading is None


def test_the_publisher_is_the_registrable_domain_of_the_review() -> None:
    assert read_one(a_review(url="https://factual.example.org/1")).publisher == "example.org"


def test_a_page_cannot_speak_in_the_name_of_another_publisher() -> None:
    found = read(a_page(a_review(url="https://faro.example/1")), PAGE)

    assert reasons(found) == [
        "a page of contraste.example gives it as a review of faro.example: https://faro.example/1"
    ]


def test_a_page_of_xhtml_is_read_too() -> None:
    page = '<?xml version="1.0" encoding="UTF-8"?>' + a_page(a_review())

    assert [type(one) for one in read(page, PAGE)] == [FactCheck]


def test_a_review_without_an_address_is_at_the_page_that_carries_it() -> None:
    (found,) = read(a_page(a_review(url=...)), PAGE)

    assert isinstance(found, FactCheck)
    assert found.url == URL


def test_a_block_that_is_no_json_is_told_if_it_was_to_be_a_review() -> None:
    found = read(a_page('{"@type": "ClaimReview", "url": }', a_review()), PAGE)

    assert reasons(found) == ["its JSON-LD with a ClaimReview is no JSON"]
    assert len(found) == 2


def test_a_short_claim_is_in_the_language_that_the_review_or_the_page_says() -> None:
    (found,) = read(a_page(a_review(claimReviewed="OK 2020"), lang="en-GB"), PAGE)

    assert isinstance(found, FactCheck)
    assert found.language == "en"
    assert read_one(a_review(claimReviewed="2020", inLanguage="es-ES")).language == "es"


def test_the_dump_of_data_commons_is_read_item_by_item() -> None:
    items = [
        {"@type": "DataFeedItem", "dateCreated": "2025-01-01", "item": [a_review()]},
        {"@type": "DataFeedItem", "item": [a_review(claimReviewed=""), a_review(url=URL + "/2")]},
        {"@type": "DataFeedItem", "item": []},
    ]
    found = read(
        json.dumps(
            {"@context": "http://schema.org", "@type": "DataFeed", "dataFeedElement": items},
            indent=1,
        )
    )

    assert [one.url for one in found if isinstance(one, FactCheck)] == [URL, URL + "/2"]
    assert len(reasons(found)) == 1


def test_the_first_dump_of_data_commons_is_read_line_by_line() -> None:
    lines = [
        f'<script type="application/ld+json">{json.dumps(a_review(url=f"{URL}/{i}"))}</script>'
        for i in range(3)
    ]
    found = read("\n".join(lines) + "\n")

    assert [one.url for one in found if isinstance(one, FactCheck)] == [
        f"{URL}/{i}" for i in range(3)
    ]


RSS = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>C</title>
<link>https://contraste.example/</link>
<item><title>Uno &x;</title><link> /bulos/1 </link></item>
<item><guid>https://contraste.example/2</guid>
<content:encoded><![CDATA[{embedded}]]></content:encoded></item>
<item><title>Sin enlace</title><guid isPermaLink="false">17</guid>
<link>mailto:a@b.example</link></item>
<item><link>http://[</link><guid>https://contraste.example/4</guid></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title>
<entry><link rel="self" href="https://contraste.example/self"/><link href="/bulos/9"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hola</p></div></content></entry>
<entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<script type="application/ld+json">{embedded}</script></div></content></entry></feed>"""


def test_items_of_an_rss_feed_bring_reviews_along_or_lead_to_pages() -> None:
    feed = Origin("https://contraste.example/feed", NOON, url="https://contraste.example/feed")
    found = read(RSS.replace("{embedded}", a_page(a_review()).replace("<!doctype html>", "")), feed)

    assert [one.url for one in found if isinstance(one, LinkedPage)] == [
        "https://contraste.example/bulos/1",
        "https://contraste.example/4",
    ]
    assert [one.url for one in found if isinstance(one, FactCheck)] == [URL]
    assert reasons(found) == ["an item of the feed has no link to a page"]


def test_an_atom_feed_is_read_the_same_way() -> None:
    feed = Origin("https://contraste.example/atom", NOON, url="https://contraste.example/atom")
    embedded = json.dumps(a_review()).replace("&", "&amp;").replace("<", "&lt;")
    found = read(ATOM.replace("{embedded}", embedded), feed)

    assert found[0] == LinkedPage("https://contraste.example/bulos/9")
    assert [type(one) for one in found[1:]] == [FactCheck]


def test_prefixes_that_a_feed_does_not_declare_do_not_end_it() -> None:
    item = f"<item><media:thumb>x</media:thumb><media:/><link>{URL}</link></item>"
    feed = f"<rss><channel>{item}</channel></rss>"

    assert read(feed, FILE) == [LinkedPage(URL)]


def test_a_review_as_plain_json_in_a_feed_is_read() -> None:
    found = read(RSS.replace("{embedded}", json.dumps(a_review())))

    assert [one.url for one in found if isinstance(one, FactCheck)] == [URL]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"\x1f\x8b\x08rest", "is compressed"),
        (b"claim,rating\n1,2\n", "no page, no feed and no JSON"),
        (b"<?xml version='1.0' encoding='utf-16'?><rss></rss>", "no XML"),
    ],
)
def test_what_is_no_page_no_feed_and_no_json_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableInput, match=why):
        read(data)


def test_a_page_of_any_size_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_PAGE_BYTES", 100)

    with pytest.raises(UnreadableInput, match="larger than a page or feed may be"):
        read(a_page(a_review()))


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.just("ClaimReview"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*a_review(), "@id", "name", "@type"]), inner, max_size=6
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_a_review_is_made_of_nothing_is_raised(value: object) -> None:
    for one in read(json.dumps([{"@type": "ClaimReview", "x": value}, value])):
        assert isinstance(one, Broken | FactCheck)
