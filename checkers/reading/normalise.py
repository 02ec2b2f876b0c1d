"""The one form that every text takes before offsets are counted in it."""

from __future__ import annotations

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def normalise(text: str) -> str:
    """The text as blocks divided by single newlines, in NFC, with nothing invisible in it.

    Control, zero-width, bidirectional and unassigned characters and lone surrogates are removed,
    spaces within a line collapsed, empty lines dropped. Nothing else is rewritten.
    """
    lines = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    visible = "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in _INVISIBLE)
    collapsed = _SPACES.sub(" ", unicodedata.normalize("NFC", visible))
    return "\n".join(line.strip() for line in collapsed.split("\n") if line.strip())
