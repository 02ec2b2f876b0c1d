"""Findings as W3C Web Annotations (https://www.w3.org/TR/annotation-model/), in JSON-LD.

Each claim is an annotation of its article, each piece of evidence one of its page. Offsets and the
lengths of prefix and suffix count Unicode code points, as the model asks for (4.2.4, 4.2.5); the
strings of JavaScript count UTF-16 code units, which differ after the first character beyond the
Basic Multilingual Plane. They are of the text that was extracted and stored, not of the markup: to
anchor in a page, `exact` with `prefix` and `suffix` is the selector to go by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from checkers.articles import Article
from warehouse.export.addresses import is_web_address
from warehouse.export.findings import Cited, Finding
from warehouse.export.ratings import Ratings
from warehouse.export.said import decided_at, explanation, unreviewed_note

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PAGE = "urn:veredicto:annotations"
MARK = f'"id": "{PAGE}"'
"""What an export of ours has in it, and a file of somebody else has not."""

AROUND = 32
"""Code points of prefix and suffix, at most."""

Node = dict[str, Any]


def annotation_page(findings: Iterable[Finding], ratings: Ratings) -> Node:
    """An `AnnotationPage` with the annotations of each finding: its claim, then its evidence.

    A claim's body is its label, in the words of the newsroom's scale and as a tag, with the
    reason; evidence has its stance and whether it counted. Who reviewed is not said.
    """
    items = [node for finding in findings for node in _annotations(finding, ratings)]
    return {
        "@context": CONTEXT,
        "id": PAGE,
        "type": "AnnotationPage",
        "items": items,
    }


def _annotations(finding: Finding, ratings: Ratings) -> Iterator[Node]:
    yield _of_claim(finding, ratings)
    for cited in finding.cited:
        yield _of_evidence(finding, cited)


def _of_claim(finding: Finding, ratings: Ratings) -> Node:
    article, claim, verdict = finding.article, finding.claim, finding.verdict
    words = ratings.rate(finding.label, article.language).words
    said = [f"{words}.", explanation(finding)]
    if finding.review is None:
        said.append(unreviewed_note(finding))
    return {
        "id": f"urn:veredicto:verdict:{verdict.id}",
        "type": "Annotation",
        "motivation": "assessing",
        "created": _time(decided_at(finding)),
        "generator": _software(finding),
        "body": [
            {
                "type": "TextualBody",
                "purpose": "assessing",
                "format": "text/plain",
                "language": article.language,
                "value": " ".join(part for part in said if part),
            },
            _tag(finding.label),
            _tag("reviewed" if finding.review else "not reviewed"),
        ],
        "target": {
            "source": _address(article),
            "selector": _selectors(article.text, claim.start, claim.end),
        },
    }


def _of_evidence(finding: Finding, cited: Cited) -> Node:
    source, piece = cited.source, cited.evidence
    return {
        "id": f"urn:veredicto:verdict:{finding.verdict.id}:evidence:{piece.id}",
        "type": "Annotation",
        "motivation": "linking",
        "created": _time(finding.verdict.decided_at),
        "generator": _software(finding),
        "body": [
            {
                "type": "SpecificResource",
                "purpose": "linking",
                "source": f"urn:veredicto:verdict:{finding.verdict.id}",
            },
            _tag(piece.stance),
            _tag("counted" if cited.counted else f"did not count: {cited.weighed.excluded}"),
        ],
        "target": {
            "source": source.final_url,
            "state": {"type": "TimeState", "sourceDate": _time(source.retrieved_at)},
            "selector": _selectors(source.text, cited.passage.start, cited.passage.end),
        },
    }


def _selectors(text: str, start: int, end: int) -> list[Node]:
    """Two ways to the same span: by its words with what stands around them, and by its place."""
    return [
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - AROUND) : start],
            "suffix": text[end : end + AROUND],
        },
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def _tag(value: str) -> Node:
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def _software(finding: Finding) -> Node:
    return {"type": "Software", "name": f"veredicto {finding.run.version}"}


def _address(article: Article) -> str:
    """Where the article is read, or its identifier where that is no web address."""
    if article.url is not None and is_web_address(article.url):
        return article.url
    return f"urn:veredicto:article:{article.id}"


def _time(time: datetime) -> str:
    """As xsd:dateTime in UTC, which the model asks to be written with a Z."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
