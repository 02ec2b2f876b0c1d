"""What tells that two passages say something in the same words."""

from __future__ import annotations

import re
from typing import TypeAlias

Wording: TypeAlias = tuple[str, ...]

_OF_NO_MEANING = "\"'`´«»‹›“”„‟‘’‚‛()\\[\\]{}.…!¡¿_*•·‐‑‒–—―−-"
"""Marks that papers change when they take over a sentence.

A comma, a question mark, a colon, a sign of currency or an arrow can turn what is said, so those
are not among them.
"""
_WORD_OR_SIGN = re.compile(
    rf"(?<!\w)[-−]?\d+(?:[.,:/]\d+)*|\w+|[^\w\s{_OF_NO_MEANING}]",
)
_ENDS = (",", ";", ":")


def wording_of(text: str) -> Wording:
    """The words, figures and telling signs of a passage, in order, in lower case.

    Two passages with the same ones differ at most in capitals, spaces, quotation marks, brackets,
    dashes and full stops. Not a word is left out: "bajó al 11 %" is not "bajó un 11 %".
    """
    found = _WORD_OR_SIGN.findall(text.casefold())
    while found and found[-1] in _ENDS:
        found.pop()
    return tuple(found)
