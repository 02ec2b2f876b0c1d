"""Which kinds of content are read, and as what."""

from __future__ import annotations

from checkers.errors import FetchRefused
from checkers.labels import Outcome
from checkers.reading.encoding import decode_page
from checkers.reading.page import MOST_TAGS, Page, extract_page, plain_page
from checkers.reading.pdf import is_pdf

HTML = frozenset({"text/html", "application/xhtml+xml"})
PLAIN = frozenset({"text/plain", "text/markdown"})
PAGES = HTML | PLAIN
FILES = frozenset({"application/pdf", "text/vtt", "application/x-subrip"})
ARTICLES = PAGES | FILES
"""What an article may come as; the pages that evidence is drawn from are never files."""
FEEDS = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
        "application/json",
        "application/ld+json",
        "application/feed+json",
    }
)
ACCEPTED_TYPES = "text/html, application/xhtml+xml, text/plain;q=0.9, text/markdown;q=0.9"
ACCEPTED_ARTICLES = f"{ACCEPTED_TYPES}, {', '.join(f'{one};q=0.8' for one in sorted(FILES))}"
ACCEPTED_FEEDS = f"{ACCEPTED_TYPES}, {', '.join(f'{one};q=0.8' for one in sorted(FEEDS))}"
_SAID = {PAGES: "HTML and text", ARTICLES: "HTML, text, PDF and subtitles"}
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 and UTF-32 are full of zero bytes
_HEAD = 1024


def media_type(content_type: str | None) -> str:
    """The media type in lower case without parameters; empty where nothing is declared."""
    return (content_type or "").partition(";")[0].strip().lower()


def check_declared(content_type: str | None, url: str, readable: frozenset[str] = PAGES) -> None:
    """Nothing for content of a type in `readable`, or where nothing is declared.

    Raises:
        FetchRefused: The page is declared as something else.
    """
    declared = media_type(content_type)
    if declared and declared not in readable:
        read = _SAID.get(readable, "HTML, text, feeds and JSON")
        raise _unsupported(f"pages of the type {declared} are not read, only {read}", url)


def check_body(
    body: bytes, url: str, content_type: str | None = None, readable: frozenset[str] = PAGES
) -> None:
    """Nothing for a body that can be text and whose markup can be read in seconds.

    Raises:
        FetchRefused: It is binary, whatever was declared, or HTML of too many tags.
    """
    head = body[:_HEAD]
    if is_pdf(head):
        if "application/pdf" in readable:
            return
        raise _unsupported("the page is a PDF file, which is read as an article only", url)
    if b"\x00" in head and not head.startswith(_WIDE_MARKS):
        raise _unsupported("the page is binary, not text", url)
    if media_type(content_type) in HTML | {""} and body.count(b"<") > MOST_TAGS:
        message = f"the page has more than {MOST_TAGS:,} tags"
        raise FetchRefused(message, url=url, outcome=Outcome.TOO_LARGE)


def read_body(body: bytes, *, url: str | None, content_type: str | None) -> Page:
    """The page in a body: its text as it is, or the main text of its HTML."""
    if media_type(content_type) in PLAIN:
        return plain_page(decode_page(body, content_type))
    return extract_page(body, url=url, content_type=content_type)


def _unsupported(message: str, url: str) -> FetchRefused:
    return FetchRefused(message, url=url, outcome=Outcome.UNSUPPORTED_CONTENT)
