"""From a document, or from what kept it away, to the source that a run notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from checkers.errors import FetchError
from checkers.fetching.content import read_body
from checkers.fetching.document import Document
from checkers.fetching.folder import is_file_url
from checkers.fetching.local import is_local_url
from checkers.fetching.publisher import publisher_of
from checkers.fetching.status import StatusFailed, StatusRefused
from checkers.identifiers import hash_text, identify
from checkers.labels import Outcome
from checkers.nouns import Source
from checkers.reading.page import Page
from checkers.reading.zim import is_zim_url

_NOTHING = "the page holds no text that could be extracted"


def read_source(document: Document, snapshot: str) -> Source:
    """The source in a document: its text extracted, kept under the name `snapshot`."""
    web_url = None if is_local_url(document.final_url) else document.final_url
    page = read_body(document.body, url=web_url, content_type=document.content_type)
    return _source(document, snapshot, page)


def _source(document: Document, snapshot: str, page: Page) -> Source:
    url = _address(document, page)
    wall = page.wall if page.wall is not None and page.wall.hides_all else None
    if wall is not None:
        page = replace(page, text="")
    outcome = Outcome.RETRIEVED if page.text else Outcome.NO_TEXT
    detail = "" if page.text else f"it is {wall.value}" if wall else _NOTHING
    identifier = (
        identify("source", url, document.sha256, page.extractor, hash_text(page.text))
        if page.text
        else identify("source", url, outcome, detail)
    )
    return Source(
        id=identifier,
        url=url,
        final_url=document.final_url,
        publisher=_publisher(document.final_url if url == document.url else url),
        retrieved_at=document.retrieved_at,
        outcome=outcome,
        detail=detail,
        status_code=document.status_code,
        content_type=document.content_type,
        sha256=document.sha256,
        snapshot=snapshot,
        title=page.title,
        language=page.language,
        published_at=page.published_at,
        text=page.text,
        extractor=page.extractor,
    )


def failed_source(url: str, error: FetchError) -> Source:
    """The source of a page that could not be had, saying why."""
    detail = str(error)
    status = error.status_code if isinstance(error, StatusRefused | StatusFailed) else None
    return Source(
        id=identify("source", url, error.outcome, detail),
        url=url,
        final_url=url,
        publisher=_publisher(url),
        retrieved_at=datetime.now(UTC),
        outcome=error.outcome,
        detail=detail,
        status_code=status,
    )


def _address(document: Document, page: Page) -> str:
    """Where the page is: one on this machine is a copy of the one that it says it is."""
    canonical = page.canonical_url or ""
    copied = is_local_url(document.url) and urlsplit(canonical).scheme in {"http", "https"}
    return canonical if copied else document.url


def _publisher(url: str) -> str:
    """The registrable domain, or for a file or a ZIM file its name without suffix."""
    if is_file_url(url):
        return PurePosixPath(unquote(urlsplit(url).path)).stem
    if is_zim_url(url):
        return unquote(urlsplit(url).netloc)
    return publisher_of(url)
