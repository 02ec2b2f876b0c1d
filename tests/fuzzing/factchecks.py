"""ClaimReview and the feeds and dumps that it comes in."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from checkers.errors import UnreadableInput
from checkers.factchecks.claimreview import Broken, Origin, read_reviews
from checkers.factchecks.documents import LinkedPage, read_document
from checkers.factchecks.json_stream import read_values
from checkers.factchecks.readings import read_rating
from checkers.nouns import FactCheck
from checkers.reading.jsonld import load_block
from fuzzing.target import Target, of_text

ORIGIN = Origin(
    "dump", datetime(2026, 11, 28, tzinfo=UTC), url="https://verifica.example/1", own_only=True
)
REVIEW = (
    '{"@context":"https://schema.org","@type":"ClaimReview","url":"https://verifica.example/1",'
    '"claimReviewed":"El paro sube","author":{"@id":"#a"},"datePublished":"2026-11-28",'
    '"reviewRating":{"ratingValue":"1","bestRating":5,"worstRating":1,"alternateName":"Falso"},'
    '"itemReviewed":{"author":[{"name":"Ana"}],"appearance":[{"datePublished":"2026-11-01"}]}}'
)
FEED = (
    '<rss><channel><item><link>https://verifica.example/1</link><guid isPermaLink="false">a</guid>'
    f"<x><![CDATA[<script type='application/ld+json'>{REVIEW}</script>]]></x></item></channel>"
    "</rss>"
)
WORDS = (
    '"@type":', '"ClaimReview"', '"@id":', '"url":', '"claimReviewed":', '"reviewRating":', "[",
    "]", "{", "}", '"ratingValue":', '"itemReviewed":', '"dataFeedElement":[', "<script>",
    "</script>", "<rss>", "<item>", "<link>", "<entry>", "<![CDATA[", "1e999", "-0", "\\ud800",
    "\\u0000", "null", "https://verifica.example/", "javascript:", "&lt;", "http://[", "@",
)  # fmt: skip


def _sound(found: object) -> None:
    assert isinstance(found, FactCheck | Broken | LinkedPage)
    if isinstance(found, FactCheck):
        assert found.claim_reviewed
        assert found.url.startswith(("http://", "https://"))
        assert found.publisher


def document(data: bytes) -> None:
    """A page, a feed or a dump gives fact-checks, links and what is broken."""
    for found in read_document(io.BytesIO(data), ORIGIN):
        _sound(found)


def reviews(text: str) -> None:
    """Whatever JSON holds, its reviews are read or told as broken."""
    for found in read_reviews(load_block(text), ORIGIN):
        _sound(found)


def stream(data: bytes) -> None:
    """A stream of JSON ends, whatever it holds."""
    for _ in read_values(io.BytesIO(data)):
        pass


TARGETS = (
    Target(
        "document",
        document,
        allowed=(UnreadableInput,),
        seeds=(REVIEW, FEED, f"[{REVIEW},{REVIEW}]", f"<script type=application/ld+json>{REVIEW}"),
        words=WORDS,
        share=0.4,
    ),
    Target(
        "reviews",
        of_text(reviews),
        seeds=(REVIEW, f'{{"@graph":[{REVIEW}]}}'),
        words=WORDS,
        share=1.5,
    ),
    Target(
        "json_stream",
        stream,
        seeds=(f'{{"a":1,"dataFeedElement":[{REVIEW},1]}}', "{}\n[1,]\n{x", "<script>{}</script>"),
        words=WORDS,
        share=3,
    ),
    Target(
        "rating",
        of_text(read_rating),
        seeds=("Falso", "  ¡Verdadero!  ", "Half-True"),
        longest=100,
        share=6,
    ),
)
