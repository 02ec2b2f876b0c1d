"""From the bytes that a user gives to an article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePath
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from markdown_it import MarkdownIt
from markdown_it.token import Token

from checkers.errors import UnreadableInput, UnservedLanguage
from checkers.nouns import Article
from checkers.reading.encoding import decode_text
from checkers.reading.languages import SERVED
from checkers.reading.page import Page, extract_page, plain_page

_HTML = frozenset({"html", "htm", "xhtml", "text/html", "application/xhtml+xml"})
_MARKDOWN = frozenset({"md", "markdown", "text/markdown"})
_PDF = frozenset({"pdf", "application/pdf"})
_LOOKS_LIKE_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_SNIFFED = 1_024  # bytes that tell the format where the name does not
_NOISE = 0.02  # share of control characters from which bytes are no text


def parse_article(
    data: bytes, *, name: str, url: str | None = None, content_type: str | None = None
) -> Article:
    """The article in a page, a Markdown file or a plain text, in a language that is served.

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
    page = _reader(data, name, content_type)(data, name, url, content_type)
    text = _with_title(page.title, page.text)
    return Article.of(
        text,
        language=_served(page.language, name),
        url=page.canonical_url or url,
        title=page.title,
        publisher=page.publisher,
        byline=page.byline,
        published_at=page.published_at,
        modified_at=page.modified_at,
    )


_Reader = Callable[[bytes, str, str | None, str | None], Page]


def _reader(data: bytes, name: str, content_type: str | None) -> _Reader:
    media = (content_type or "").split(";")[0].strip().lower()
    path = urlsplit(name).path if "://" in name else name
    suffix = PurePath(path).suffix.lstrip(".").lower()
    head = data[:_SNIFFED]
    if b"%PDF-" in head or media in _PDF or (not media and suffix in _PDF):
        return _refuse_pdf
    if media in _HTML or suffix in _HTML or _LOOKS_LIKE_HTML.match(head):
        return _read_page
    return _read_markdown if media in _MARKDOWN or suffix in _MARKDOWN else _read_text


def _refuse_pdf(_data: bytes, name: str, _url: str | None, _content_type: str | None) -> Page:
    raise UnreadableInput(f"{name} is a PDF, which is not read yet: convert it to text first")


def _read_page(data: bytes, name: str, url: str | None, content_type: str | None) -> Page:
    page = extract_page(data, url=url, content_type=content_type)
    if not page.text:
        raise UnreadableInput(f"no article text was found in {name}: save its text in a .txt file")
    return page


def _read_text(data: bytes, name: str, _url: str | None, _content_type: str | None) -> Page:
    return _with_text(plain_page(_legible(data, name)), name)


def _read_markdown(data: bytes, name: str, _url: str | None, _content_type: str | None) -> Page:
    return _with_text(plain_page(_unmarked(_legible(data, name))), name)


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


def _unmarked(markdown: str) -> str:
    """The text of the blocks without marks, code and raw HTML."""
    source = _FRONT_MATTER.sub("", markdown.replace("\r\n", "\n"))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source)
    return "\n".join(_inline(token.children or []) for token in tokens if token.type == "inline")


def _inline(tokens: list[Token]) -> str:
    written = {"text", "code_inline"}
    breaks = {"softbreak", "hardbreak"}
    return "".join(
        token.content if token.type in written else " " if token.type in breaks else ""
        for token in tokens
    )


def _with_title(title: str | None, text: str) -> str:
    """The text with its title as the first block; a first block within the title is the title."""
    first = text.partition("\n")[0]
    if not title or title.startswith(first):
        return text
    return f"{title}\n{text}"


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
