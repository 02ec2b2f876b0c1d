"""What each line of a page's text is in its markup: a heading, a quote, a caption."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml comes without types

from checkers.blocks import Block, BlockKind

_TAGS = {
    "h1": BlockKind.HEADING,
    "h2": BlockKind.HEADING,
    "h3": BlockKind.HEADING,
    "h4": BlockKind.HEADING,
    "h5": BlockKind.HEADING,
    "h6": BlockKind.HEADING,
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "li": BlockKind.LIST_ITEM,
    "td": BlockKind.TABLE,
    "th": BlockKind.TABLE,
}
# Names that templates give to classes, as words: "article-pull-quote", "pieFoto", "c-lead".
_NAMES = (
    (
        BlockKind.PULL_QUOTE,
        re.compile(r"pull(?:ed)? ?quote|quote ?pull|destacado ?cita|cita ?destacada"),
    ),
    (BlockKind.CAPTION, re.compile(r"\b(?:fig)?caption\b|\bpie ?(?:de ?)?(?:foto|imagen)\b")),
    (
        BlockKind.STANDFIRST,
        re.compile(
            r"\b(?:stand ?first|entradilla|bajada|sub ?title|subt[ií]tulo|sub ?head(?:line)?|dek"
            r"|sumario|copete|article (?:summary|lead|lede))\b"
        ),
    ),
)
_WORDS = re.compile(r"[a-záéíóúñ]+|[A-ZÁÉÍÓÚÑ]+[a-záéíóúñ]*")
_INNER = ("p", "div", "li", "span")
_MOST = 3_000  # characters up to which an element may be one of these
_MARKERS = re.compile(r"^(?:[-–•*]|\d+[.)])\s+")
_ROW = "| "
_RANK = {kind: rank for rank, (kind, _) in enumerate(_NAMES)}

Kinds = Mapping[str, BlockKind]
"""Kinds by the letters and digits of a block."""


def kinds_in(tree: HtmlElement) -> Kinds:
    """What the elements of a page are that are more than paragraphs."""
    found: dict[str, BlockKind] = {}
    for element in tree.iter("*"):
        kind = _kind_of(element)
        if kind is None:
            continue
        for key in _keys_in(element):
            known = found.get(key)
            if known is None or _RANK.get(kind, len(_RANK)) < _RANK.get(known, len(_RANK)):
                found[key] = kind
    return found


def blocks_of(text: str, kinds: Kinds, *, title: str | None) -> tuple[Block, ...]:
    """The lines of a page's text; the first one that is the title is a `TITLE`."""
    blocks: list[Block] = []
    start = 0
    titled = False
    for line in text.split("\n") if text else ():
        kind = kinds.get(_key(_MARKERS.sub("", line)), BlockKind.PARAGRAPH)
        if line.startswith(_ROW):
            kind = BlockKind.TABLE
        elif not titled and title and _key(line) == _key(title):
            kind, titled = BlockKind.TITLE, True
        blocks.append(Block(kind, start, start + len(line)))
        start += len(line) + 1
    return tuple(blocks)


def _kind_of(element: HtmlElement) -> BlockKind | None:
    names = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop"))
    words = " ".join(word.lower() for word in _WORDS.findall(names)) if names.strip() else ""
    named = next((kind for kind, pattern in _NAMES if words and pattern.search(words)), None)
    kind = named or _TAGS.get(element.tag)
    if kind is BlockKind.QUOTE and any(True for _ in element.iterancestors("aside")):
        return BlockKind.PULL_QUOTE
    return kind


def _keys_in(element: HtmlElement) -> Iterator[str]:
    whole = element.text_content()
    if len(whole) > _MOST:
        return
    for one in (element, *element.iter(*_INNER)):
        key = _key(one.text_content())
        if key:
            yield key


def _key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
