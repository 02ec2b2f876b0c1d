"""From the bytes that a user gives to an article."""

from __future__ import annotations

from dataclasses import replace

from babel import Locale, UnknownLocaleError

from checkers.articles import Article
from checkers.blocks import Block, BlockKind
from checkers.errors import UnreadableInput, UnservedLanguage
from checkers.reading.blocks import moved
from checkers.reading.formats import format_of
from checkers.reading.languages import SERVED
from checkers.reading.page import Page
from checkers.reading.readers import READERS

MOST_BYTES = 50_000_000
MOST_CHARACTERS = 500_000
"""A book; the claims of one would be searched for over days."""


def parse_article(
    data: bytes, *, name: str, url: str | None = None, content_type: str | None = None
) -> Article:
    """The article in a page, text, Markdown, PDF or transcript, in a language that is served.

    Args:
        data: The bytes as retrieved or read.
        name: What messages call the input; its suffix tells the format.
        url: The address that the article was retrieved from.
        content_type: The HTTP header, which tells the format before the name does.

    Raises:
        UnreadableInput: There is no text to check in `data`; the message says what to do.
        UnservedLanguage: The text is neither Spanish nor English.
    """
    if not data.strip():
        raise UnreadableInput(f"{name} is empty: give an article with text")
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1e6:,.0f} MB, files of {MOST_BYTES / 1e6:.0f} MB are read at most"
        raise UnreadableInput(f"{name} has {size}: give a smaller one, or its text")
    read = READERS[format_of(data, name, content_type)]
    page = _titled(read(data, name, url, content_type))
    if len(page.text) > MOST_CHARACTERS:
        message = (
            f"{name} holds {len(page.text):,} characters of text, articles may have "
            f"{MOST_CHARACTERS:,}: give a part of it"
        )
        raise UnreadableInput(message)
    article = Article.of(
        page.text,
        language=_served(page.language, name),
        url=page.canonical_url or url,
        title=page.title,
        publisher=page.publisher,
        byline=page.byline,
        published_at=page.published_at,
        modified_at=page.modified_at,
    )
    return replace(
        article, section=page.section, blocks=page.blocks, published_on=page.published_on
    )


def _titled(page: Page) -> Page:
    """The page with its title as a block; a first block that the title begins with is the title."""
    title = page.title
    if not title or any(block.kind is BlockKind.TITLE for block in page.blocks):
        return page
    first = page.blocks[0]
    if title.startswith(page.text[: first.end]):
        return replace(page, blocks=(replace(first, kind=BlockKind.TITLE), *page.blocks[1:]))
    heading = Block(BlockKind.TITLE, 0, len(title))
    return replace(
        page,
        text=f"{title}\n{page.text}",
        blocks=(heading, *moved(page.blocks, len(title) + 1)),
    )


def _served(language: str | None, name: str) -> str:
    if language in SERVED:
        return language
    served = " and ".join(f"{_language_name(code)} ({code})" for code in SERVED)
    if language is None:
        raise UnreadableInput(
            f"{name} holds too little text to check: articles in {served} are read"
        )
    found = f"{_language_name(language)} ({language})"
    raise UnservedLanguage(f"{name} is in {found}: articles in {served} are served")


def _language_name(code: str) -> str:
    try:
        return str(Locale("en").languages.get(code, code))
    except UnknownLocaleError:
        return code
