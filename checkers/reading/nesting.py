"""Markup that is nested deeper than any page is, which parsers cut off or give up on."""

from __future__ import annotations

import re
from collections.abc import Iterator

DEEPEST = 60
"""Elements within one another, those without an end tag left out; parsers stop at 256."""
_REACH = 20
"""So many elements that were left open may lie within one that is ended."""
_TAG = re.compile(r"<!--|<(?P<end>/?)(?P<name>[a-z][\w:-]*)[^<>]*>", re.IGNORECASE)
_RAW = {
    "script": re.compile(r"</script", re.IGNORECASE),
    "style": re.compile(r"</style", re.IGNORECASE),
}
"""Elements whose text is no markup."""
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
    for start, end, name, ends in _tags(markup):
        if name in _KEPT:
            continue
        deep = len(opened) > DEEPEST
        if name not in _UNCLOSED:
            deep = _follow(opened, name, ended=ends) or deep
        if deep:
            kept += markup[position:start], " "
            position = end
    return "".join((*kept, markup[position:])) if kept else markup


def _tags(markup: str) -> Iterator[tuple[int, int, str, bool]]:
    """Where each tag begins and ends, its name, and whether it is an end tag.

    Those in comments and scripts are none; what is not ended goes on to the end of the page.
    """
    position = 0
    while match := _TAG.search(markup, position):
        position = match.end()
        name = (match["name"] or "").lower()
        if not name:
            position = markup.find("-->", position)
        elif name in _RAW and not match["end"]:
            closing = _RAW[name].search(markup, position)
            position = closing.start() if closing else -1
        else:
            yield match.start(), match.end(), name, bool(match["end"])
        if position < 0:
            return


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
