"""What a web page or a plain text holds: its body, and what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

import trafilatura
from lxml.etree import LxmlError  # type: ignore[import-untyped]  # lxml comes without types
from lxml.html import HtmlElement  # type: ignore[import-untyped]  # the same

from checkers.blocks import Block, BlockKind
from checkers.reading.block_kinds import blocks_of, kinds_in
from checkers.reading.blocks import BlockText, lines_as
from checkers.reading.encoding import decode_page
from checkers.reading.languages import identify_language
from checkers.reading.metadata import Metadata, read_metadata
from checkers.reading.nesting import flattened
from checkers.reading.normalise import normalise
from checkers.reading.times import parse_time
from checkers.reading.walls import Seen, Wall, find_wall
from checkers.reading.wrapped import unwrapped

EXTRACTOR = f"trafilatura {trafilatura.__version__}"
"""What finds the main text of a page."""
MOST_TAGS = 100_000
"""Extraction takes a tenth of a millisecond a tag, and the longest articles have some thousands."""
# What trafilatura and lxml raise on markup that they cannot make anything of.
_GIVES_UP = (LxmlError, RecursionError, ValueError, TypeError, AttributeError, AssertionError)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?:[/-]|$)")
_REPEATABLE = 60  # characters up to which a block may stand in a page twice
_TITLE_LENGTH = 160  # characters a first line may have to be a title
_TITLE_ENDS = (".", "!", "?", ":", ";", ",", "…", "»", "”", '"')


@dataclass(frozen=True, slots=True)
class Page:
    """The body of a page and what the page says of itself; times are UTC, `text` is normalised.

    `text` is empty where nothing could be extracted. `extractor` names what extracted it. `blocks`
    are the lines of `text`. `wall` is what the page is where it is not the article.
    `published_on` is the day of `published_at` where the page tells its own zone.
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
    section: str | None = None
    blocks: tuple[Block, ...] = ()
    wall: Wall | None = None
    published_on: date | None = None


def extract_page(html: bytes, *, url: str | None, content_type: str | None = None) -> Page:
    """The page's main text without menus and comments, and its metadata; never raises.

    Args:
        html: The page as retrieved.
        url: Where it was retrieved from; resolves relative links and may carry the date.
        content_type: The HTTP header, for its charset.
    """
    markup = flattened(decode_page(html, content_type))
    metadata = read_metadata(markup, url=url)
    tree = _tree(markup)
    text = _deduplicated(normalise(_body(tree, url)))
    kinds = {} if tree is None else kinds_in(tree)
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
        section=metadata.section,
        blocks=blocks_of(text, kinds, title=metadata.title),
        wall=None if tree is None else find_wall(_seen(tree, markup, text, metadata)),
        published_on=metadata.published_on,
    )


def plain_page(text: str) -> Page:
    """A page that is nothing but its text; a short first line without a stop is its title.

    Lines that were broken at a width are put together.
    """
    body = normalise(unwrapped(text))
    found = BlockText(body, lines_as(BlockKind.PARAGRAPH, body))
    return page_of_blocks(found, extractor="plain 2")


def page_of_blocks(
    found: BlockText,
    *,
    extractor: str,
    byline: str | None = None,
    modified_at: datetime | None = None,
) -> Page:
    """A page that says no more of itself than its blocks.

    Its title is the first block that is one, or else a short first line without a stop.
    """
    blocks, title = found.blocks, _title_line(found)
    if title is not None and not any(block.kind is BlockKind.TITLE for block in blocks):
        blocks = (replace(blocks[0], kind=BlockKind.TITLE), *blocks[1:])
    return Page(
        title=title,
        text=found.text,
        language=identify_language(found.text),
        published_at=None,
        modified_at=modified_at,
        byline=byline,
        publisher=None,
        canonical_url=None,
        extractor=extractor,
        blocks=blocks,
    )


def _seen(tree: HtmlElement, markup: str, text: str, metadata: Metadata) -> Seen:
    return Seen(tree, markup, metadata.title, text, free=metadata.free, words=metadata.words)


def _tree(markup: str) -> HtmlElement | None:
    """The elements of a page; None where the markup is hopeless."""
    try:
        return trafilatura.load_html(markup)
    except _GIVES_UP:
        return None


def _body(tree: HtmlElement | None, url: str | None) -> str:
    """What trafilatura finds; a page that it or lxml gives up on has no text."""
    if tree is None:
        return ""
    try:
        document = trafilatura.bare_extraction(
            tree,
            url=url,
            favor_recall=True,
            include_comments=False,
            include_tables=True,
        )
    except _GIVES_UP:
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


def _title_line(found: BlockText) -> str | None:
    for block in found.blocks:
        if block.kind is BlockKind.TITLE:
            return found.text[block.start : block.end]
    if found.blocks and found.blocks[0].kind is BlockKind.SPEECH:
        return None
    first, _, rest = found.text.partition("\n")
    short = len(first) <= _TITLE_LENGTH and len(rest) > len(first)
    return first if short and not first.endswith(_TITLE_ENDS) else None
