"""RSS and Atom feeds of fact-checkers: their items, without anything that XML could fetch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree  # type: ignore[import-untyped]  # lxml comes without types

from checkers.errors import UnreadableInput

MOST_ITEMS = 500
_ITEMS = frozenset({"item", "entry"})
_ATOM_LINK = "alternate"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An item: where its page is, and the markup that it brings along."""

    url: str | None
    markup: tuple[str, ...]


def read_feed(data: bytes, *, name: str, url: str | None) -> tuple[FeedItem, ...]:
    """The items of an RSS or Atom feed in their order, at most `MOST_ITEMS`.

    Entities, DTDs and the network are left alone. A feed with a mistake is read as far as it can
    be.

    Args:
        data: The feed as retrieved or read.
        name: What messages call it.
        url: Where it was retrieved from; relative links are resolved by it.

    Raises:
        UnreadableInput: It is no XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableInput(f"the feed {name} is no XML: {error}") from error
    if root is None:
        raise UnreadableInput(f"the feed {name} is no XML that can be read")
    items = [element for element in root.iter() if _local(element) in _ITEMS]
    return tuple(_item(element, url) for element in items[:MOST_ITEMS])


def _item(element: etree._Element, base: str | None) -> FeedItem:
    parts = list(element)
    markup = tuple(text for one in parts if "ClaimReview" in (text := _content(one)))
    return FeedItem(_link(parts, base), markup)


def _link(parts: list[etree._Element], base: str | None) -> str | None:
    """The first link to a page: an Atom `href`, an RSS `<link>`, a `guid` that is a permalink."""
    for written in _links(parts):
        try:
            absolute = urljoin(base or "", written.strip())
            usable = urlsplit(absolute).scheme in {"http", "https"}
        except ValueError:
            continue
        if usable:
            return absolute
    return None


def _links(parts: list[etree._Element]) -> Iterator[str]:
    for one in parts:
        if _local(one) == "link" and one.get("rel", _ATOM_LINK) == _ATOM_LINK:
            yield one.get("href") or one.text or ""
    for one in parts:
        if _local(one) == "guid" and one.get("isPermaLink", "true") != "false":
            yield one.text or ""


def _content(element: etree._Element) -> str:
    """What an element holds: text, escaped markup, or markup as elements (XHTML in Atom)."""
    children = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return children or element.text or ""


def _local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments and entities."""
    # A prefix that a feed forgot to declare stays in the name, which lxml's own QName refuses.
    return re.split("[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""
