"""Markup that is nested deeper than any page is, which parsers cut off or give up on."""

from __future__ import annotations

import re

DEEPEST = 60
"""Elements within one another, those without an end tag left out; parsers stop at 256."""
_REACH = 20
"""So many elements that were left open may lie within one that is ended."""
_TAG = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style)\b.*?</(?P=raw)\s*>|<(?P<end>/?)(?P<name>[a-z][\w:-]*)[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
# What lies within one of these is read, however deep it is; they hold none of their own kind.
_KEPT = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNCLOSED = frozenset(
    {
        "html", "head", "body", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead",
        "tbody", "tfoot", "colgroup", "rb", "rt", "rp", "area", "base", "br", "col", "embed", "hr",
        "img", "input", "link", "meta", "param", "source", "track", "wbr",
    }
)  # fmt: skip
"""Elements that need no end tag, so that none says how deep it is."""


def flattened(markup: str) -> str:
    """The markup without the tags that lie deeper than `DEEPEST`; as it is where none do."""
    kept: list[str] = []
    opened: list[str] = []
    position = 0
    for match in _TAG.finditer(markup):
        name = (match["name"] or "").lower()
        if not name or name in _KEPT:
            continue
        deep = len(opened) > DEEPEST
        if name not in _UNCLOSED:
            deep = _follow(opened, name, ended=bool(match["end"])) or deep
        if deep:
            kept += markup[position : match.start()], " "
            position = match.end()
    return "".join((*kept, markup[position:])) if kept else markup


def _follow(opened: list[str], name: str, *, ended: bool) -> bool:
    """Opens or ends an element; whether it lies too deep."""
    if not ended:
        opened.append(name)
        return len(opened) > DEEPEST
    deep = len(opened) > DEEPEST
    # An end tag without its element ends nothing; one further out ends what is within.
    for at in range(len(opened) - 1, max(-1, len(opened) - _REACH), -1):
        if opened[at] == name:
            del opened[at:]
            break
    return deep
