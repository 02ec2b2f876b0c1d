"""From bytes in each of the formats to the page that they hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from checkers.errors import UnreadableInput
from checkers.reading.blocks import compose
from checkers.reading.encoding import decode_text
from checkers.reading.formats import Format
from checkers.reading.markdown import markdown_pieces
from checkers.reading.page import MOST_TAGS, Page, extract_page, page_of_blocks, plain_page
from checkers.reading.pdf import PDF_EXTRACTOR, read_pdf
from checkers.reading.printed import pieces_of
from checkers.reading.transcripts import TRANSCRIPT_EXTRACTOR, transcript_pieces

_NOISE = 0.02  # share of control characters from which bytes are no text

Reader = Callable[[bytes, str, str | None, str | None], Page]
"""Reads bytes, which messages call by the name, with their address and HTTP content type.

It raises UnreadableInput where there is no text in them.
"""


def _read_html(data: bytes, name: str, url: str | None, content_type: str | None) -> Page:
    if data.count(b"<") > MOST_TAGS:
        message = f"{name} has more than {MOST_TAGS:,} tags: save the article's text in a .txt file"
        raise UnreadableInput(message)
    page = extract_page(data, url=url, content_type=content_type)
    if page.wall is not None:
        message = f"{name} is {page.wall.value}: open it in a browser, save the article's text"
        raise UnreadableInput(f"{message} in a .txt file and give that")
    if not page.text:
        raise UnreadableInput(f"no article text was found in {name}: save its text in a .txt file")
    return page


def _read_text(data: bytes, name: str, _url: str | None, _content_type: str | None) -> Page:
    return _with_text(plain_page(_legible(data, name)), name)


def _read_markdown(data: bytes, name: str, _url: str | None, _content_type: str | None) -> Page:
    found = compose(markdown_pieces(_legible(data, name)))
    return _with_text(page_of_blocks(found, extractor="plain"), name)


def _read_pdf(data: bytes, name: str, _url: str | None, _content_type: str | None) -> Page:
    file = read_pdf(data, name=name)
    found = compose(pieces_of(file.lines))
    page = page_of_blocks(
        found, extractor=PDF_EXTRACTOR, byline=file.author, modified_at=file.modified_at
    )
    return _with_text(page, name)


def _read_transcript(data: bytes, name: str, _url: str | None, _content_type: str | None) -> Page:
    found = compose(transcript_pieces(data, name=name))
    return _with_text(page_of_blocks(found, extractor=TRANSCRIPT_EXTRACTOR), name)


READERS: Mapping[Format, Reader] = {
    Format.HTML: _read_html,
    Format.TEXT: _read_text,
    Format.MARKDOWN: _read_markdown,
    Format.PDF: _read_pdf,
    Format.TRANSCRIPT: _read_transcript,
}


def _with_text(page: Page, name: str) -> Page:
    if not page.text:
        raise UnreadableInput(f"{name} holds no text: give an article with text")
    return page


def _legible(data: bytes, name: str) -> str:
    text = decode_text(data, name=name)
    controls = sum(unicodedata.category(c) == "Cc" and not c.isspace() for c in text)
    if controls > _NOISE * len(text):
        raise UnreadableInput(f"{name} is binary, not text: give a .txt, .md or .html file")
    return text
