"""Findings as schema.org's ClaimReview, in JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from jsonschema import Draft202012Validator

from checkers.articles import Article
from checkers.errors import BadSetting, WarehouseError
from checkers.nouns import Rating
from warehouse.export.addresses import is_web_address
from warehouse.export.findings import Cited, Finding
from warehouse.export.ratings import Ratings
from warehouse.export.said import decided_at, explanation, unreviewed_author, unreviewed_note

CONTEXT = "https://schema.org"
MARK = '"propertyID": "veredicto verdict"'
"""What an export of ours has in it, and a file of somebody else has not."""

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Who publishes fact-checks: its name, and the address of the folder that their pages are in.

    The pages are those of `veredicto export html`: an article each, with an anchor a claim.
    """

    name: str
    base_url: str

    @classmethod
    def of(cls, name: str | None, base_url: str | None) -> Newsroom:
        """A newsroom by its settings.

        Raises:
            BadSetting: One is missing, or the address is no web address.
        """
        if not (name and name.strip()):
            raise BadSetting(
                "who publishes the fact-checks is not known: give --newsroom NAME or set"
                " VEREDICTO_NEWSROOM"
            )
        if not base_url:
            raise BadSetting(
                "where the fact-checks are published is not known: give --base-url URL or set"
                " VEREDICTO_NEWSROOM_URL"
            )
        if not _is_folder(base_url):
            raise BadSetting(
                f"{base_url!r} is no address of a folder of pages: give one such as"
                " https://news.example.org/checks"
            )
        return cls(name.strip(), base_url.rstrip("/"))

    def page_of(self, finding: Finding) -> str:
        """Where the fact-check of a claim is read."""
        return f"{self.base_url}/{finding.article.id}.html#{finding.claim.id}"

    @property
    def home(self) -> str:
        """The site that the pages are on."""
        parts = urlsplit(self.base_url)
        return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))


def claim_review(
    finding: Finding, newsroom: Newsroom, ratings: Ratings, *, labelled: bool = True
) -> Node:
    """The ClaimReview of one finding, valid against `claimreview.schema.json`.

    One that no editor has approved says so: its author is the program, its status is draft, and
    its abstract has the confidence. Without `labelled` it has no rating, which schema.org allows.

    Raises:
        WarehouseError: It would not be valid.
    """
    approved = finding.review is not None
    organisation: Node = {"@type": "Organization", "name": newsroom.name, "url": newsroom.home}
    language = finding.article.language
    node: Node = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": "veredicto verdict",
            "value": finding.verdict.id,
        },
        "url": newsroom.page_of(finding),
        "claimReviewed": finding.wording,
        "itemReviewed": _claim(finding),
        "reviewRating": _rating(ratings.rate(finding.label, language)) if labelled else None,
        "reviewBody": explanation(finding),
        "abstract": None if approved else unreviewed_note(finding),
        "creativeWorkStatus": "Published" if approved else "Draft",
        "author": organisation if approved else _organisation(unreviewed_author(language)),
        "publisher": organisation,
        "datePublished": _time(decided_at(finding)),
        "inLanguage": language,
        "citation": [_quotation(cited) for cited in finding.cited if _to_cite(cited)] or None,
    }
    node = _without_gaps(node)
    _refuse_invalid(node)
    return node


def claim_review_document(reviews: Sequence[Node]) -> Node:
    """One document of several ClaimReviews."""
    bare = [{key: value for key, value in one.items() if key != "@context"} for one in reviews]
    return {"@context": CONTEXT, "@graph": bare}


def _is_folder(url: str) -> bool:
    """Whether names of pages can follow, and nothing secret is in it."""
    return is_web_address(url) and not set("?#@") & set(url)


def _claim(finding: Finding) -> Node:
    """The claim: an article that says it in its own voice makes it, and is its first appearance."""
    article, claim = finding.article, finding.claim
    where = _article(article)
    own = not claim.attributed_to
    author: Node | None = {"name": claim.attributed_to}
    if own:
        author = _organisation(article.publisher)
    return {
        "@type": "Claim",
        "text": claim.text,
        "author": author,
        "datePublished": _time(article.published_at) if own else None,
        "appearance": where,
        "firstAppearance": where if own else None,
    }


def _article(article: Article) -> Node:
    return {
        "@type": "Article",
        "url": article.url if is_web_address(article.url) else None,
        "headline": article.title,
        "datePublished": _time(article.published_at),
        "publisher": _organisation(article.publisher),
        "inLanguage": article.language,
    }


def _rating(rating: Rating) -> Node:
    return {
        "@type": "Rating",
        "alternateName": rating.words,
        "ratingValue": rating.value,
        "bestRating": rating.best,
        "worstRating": rating.worst,
    }


def _to_cite(cited: Cited) -> bool:
    return cited.counted and is_web_address(cited.source.final_url)


def _quotation(cited: Cited) -> Node:
    source = cited.source
    return {
        "@type": "Quotation",
        "position": cited.number,
        "text": cited.passage.text,
        "isPartOf": {
            "@type": "WebPage",
            "url": source.final_url,
            "name": source.title,
            "publisher": _organisation(source.publisher),
            "datePublished": _time(source.published_at),
            "inLanguage": source.language,
        },
    }


def _organisation(name: str | None) -> Node | None:
    return {"@type": "Organization", "name": name} if name else None


def _time(time: datetime | None) -> str | None:
    return None if time is None else time.astimezone(UTC).isoformat()


def _without_gaps(value: Any) -> Any:  # noqa: ANN401 (any value of JSON)
    """The value without fields that hold nothing: JSON-LD leaves out what is not known."""
    if isinstance(value, dict):
        filled = {key: _without_gaps(inner) for key, inner in value.items()}
        return {key: inner for key, inner in filled.items() if inner is not None}
    if isinstance(value, list):
        return [_without_gaps(inner) for inner in value]
    return None if isinstance(value, str) and not value.strip() else value


def _refuse_invalid(node: Node) -> None:
    error = next(_validator().iter_errors(node), None)
    if error is not None:
        raise WarehouseError(
            f"the ClaimReview of verdict {node['identifier']['value']} would not be valid:"
            f" {error.json_path} {error.message}. This is a bug of veredicto: please report it."
        )


@cache
def _validator() -> Draft202012Validator:
    text = (files("warehouse.export") / "claimreview.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))
