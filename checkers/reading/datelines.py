"""Datelines: the place, day and agency that a news item begins with."""

from __future__ import annotations

import re

# As in: Madrid, 16 nov (Efe).- ; MADRID, 16 Nov. (EUROPA PRESS) - ; WASHINGTON (AP) — .
_DATELINE = re.compile(r"[A-ZÁÉÍÓÚÑ][^\n()!?]{1,60}\([^\n()]{2,40}\)[ .]{0,2}[-–—]+[ \t]+")


def dateline_length(text: str) -> int:
    """How many characters of `text` are its dateline with the dash and spaces after it; 0 for none.

    The agency in brackets before a dash is what tells one.
    """
    found = _DATELINE.match(text)
    return found.end() if found else 0
