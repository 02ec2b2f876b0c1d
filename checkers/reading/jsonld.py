"""The JSON-LD that pages carry in `<script type="application/ld+json">`."""

from __future__ import annotations

import json
import re

from bs4 import BeautifulSoup, ParserRejectedMarkup, SoupStrainer

_TYPE = "application/ld+json"
_PROLOG = re.compile(r"\A\s*<\?xml[^>]*>")


def blocks_in(markup: str) -> tuple[str, ...]:
    """The JSON-LD blocks of a page as they are written; none where the markup is hopeless."""
    # BeautifulSoup warns of a prolog, though XHTML has one too.
    plain = _PROLOG.sub("", markup)
    try:
        return blocks_of(BeautifulSoup(plain, "lxml", parse_only=SoupStrainer("script")))
    except (ParserRejectedMarkup, RecursionError, ValueError, AssertionError):
        return ()


def blocks_of(soup: BeautifulSoup) -> tuple[str, ...]:
    """The JSON-LD blocks of a parsed page as they are written."""
    scripts = soup.find_all("script", type=_is_json_ld)
    return tuple(tag.get_text() for tag in scripts)


def load_block(block: str) -> object:
    """What a block holds; None for what is no JSON."""
    try:
        return json.loads(block.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return None


def _is_json_ld(written: str | None) -> bool:
    """Whether a type is JSON-LD's, in any case and with any parameters."""
    return (written or "").partition(";")[0].strip().lower() == _TYPE
