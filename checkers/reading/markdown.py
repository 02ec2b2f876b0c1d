"""Markdown, without its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from checkers.blocks import BlockKind
from checkers.reading.blocks import Piece

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_OPENING = {
    "heading_open": BlockKind.HEADING,
    "blockquote_open": BlockKind.QUOTE,
    "list_item_open": BlockKind.LIST_ITEM,
    "table_open": BlockKind.TABLE,
}
_CLOSING = {name.replace("_open", "_close") for name in _OPENING}
_WRITTEN = {"text", "code_inline"}
_BREAKS = {"softbreak", "hardbreak"}


def markdown_pieces(source: str) -> tuple[Piece, ...]:
    """The blocks of a Markdown text; front matter, code and raw HTML are no blocks."""
    return tuple(_pieces(_FRONT_MATTER.sub("", source.replace("\r\n", "\n"))))


def _pieces(source: str) -> Iterator[Piece]:
    inside: list[BlockKind] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source):
        if kind := _OPENING.get(token.type):
            inside.append(kind)
        elif token.type in _CLOSING:
            inside.pop()
        elif token.type == "inline":
            kind = inside[-1] if inside else BlockKind.PARAGRAPH
            yield Piece(kind, _inline(token.children or []))


def _inline(tokens: list[Token]) -> str:
    return "".join(
        token.content if token.type in _WRITTEN else " " if token.type in _BREAKS else ""
        for token in tokens
    )
