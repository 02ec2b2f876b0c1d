"""What a web page or a plain text holds: its body, and what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import trafilatura
from lxml.etree import LxmlError  # type: ignore[import-untyped]  # lxml comes without types

from checkers.reading.encoding import decode_page
from checkers.reading.languages import identify_language
from checkers.reading.metadata import read_metadata
from checkers.reading.normalise import normalise
from checkers.reading.times import parse_time

EXTRACTOR = f"trafilatura {trafilatura.__version__}"
"""What finds the main text of a page."""
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?:[/-]|$)")
_REPEATABLE = 60  # characters up to which a block may stand in a page twice
_TITLE_LENGTH = 160  # characters a first line may have to be a title
_TITLE_ENDS = (".", "!", "?", ":", ";", ",", "…", "»", "”", '"')


@dataclass(frozen=True, slots=True)
class Page:
    """The body of a page and what the page says of itself; times are UTC, `text` is normalised.

    `text` is empty where nothing could be extracted. `extractor` names what extracted it.
    """

    title: str | None
    text: str
    language: str | None
    published_at: datetime | None
    modified_at: datetime | None
    byline: str | None
    publisher: str | None
    canonical_url: str | None
    extractor: str


def extract_page(html: bytes, *, url: str | None, content_type: str | None = None) -> Page:
    """The page's main text without menus and comments, and its metadata; never raises.

    Args:
        html: The page as retrieved.
        url: Where it was retrieved from; resolves relative links and may carry the date.
        content_type: The HTTP header, for its charset.
    """
    markup = decode_page(html, content_type)
    metadata = read_metadata(markup, url=url)
    text = _deduplicated(normalise(_body(markup, url)))
    return Page(
        title=metadata.title,
        text=text,
        language=identify_language(text, metadata.language),
        published_at=metadata.published_at or _date_in_address(metadata.canonical_url or url),
        modified_at=metadata.modified_at,
        byline=metadata.byline,
        publisher=metadata.publisher,
        canonical_url=metadata.canonical_url,
        extractor=EXTRACTOR,
    )


def plain_page(text: str) -> Page:
    """A page that is nothing but its text; a short first line without a stop is its title."""
    body = normalise(text)
    return Page(
        title=_title_line(body),
        text=body,
        language=identify_language(body),
        published_at=None,
        modified_at=None,
        byline=None,
        publisher=None,
        canonical_url=None,
        extractor="plain",
    )


def _body(markup: str, url: str | None) -> str:
    """What trafilatura finds; markup that it or lxml gives up on has no text."""
    try:
        document = trafilatura.bare_extraction(
            markup,
            url=url,
            favor_recall=True,
            include_comments=False,
            include_tables=True,
        )
    except (LxmlError, RecursionError, ValueError, TypeError, AttributeError, AssertionError):
        return ""
    text = getattr(document, "text", None)
    return text if isinstance(text, str) else ""


def _deduplicated(text: str) -> str:
    """The text without blocks that came before.

    The library's own deduplication counts its repeated passes and earlier pages as repetitions.
    """
    seen: set[str] = set()
    kept: list[str] = []
    for block in text.split("\n"):
        if len(block) <= _REPEATABLE or block not in seen:
            kept.append(block)
        seen.add(block)
    return "\n".join(kept)


def _date_in_address(url: str | None) -> datetime | None:
    found = _URL_DATE.search(url or "")
    return parse_time("-".join(found.groups())) if found else None


def _title_line(text: str) -> str | None:
    first, _, rest = text.partition("\n")
    short = len(first) <= _TITLE_LENGTH and len(rest) > len(first)
    return first if short and not first.endswith(_TITLE_ENDS) else None
