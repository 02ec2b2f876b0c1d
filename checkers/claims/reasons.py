"""Why a statement is not checked, in the article's language."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from checkers.claims.tables import Table

_QUOTED = 60  # characters of a repeated sentence that a reason shows


class Cause(StrEnum):
    """What keeps a statement from being checked; the names are keys of the cue tables."""

    TITLE = "title"
    LONE_TITLE = "lone_title"
    REPEAT = "repeat"
    HEADING = "heading"
    QUESTION = "question"
    CONDITIONAL = "conditional"
    HEDGE = "hedge"
    FUTURE = "future"
    OPINION = "opinion"
    IMPERATIVE = "imperative"
    PARTS = "parts"
    AMBIGUOUS = "ambiguous"
    AMBIGUOUS_SUBJECT = "ambiguous_subject"
    AMBIGUOUS_DATE = "ambiguous_date"
    SATIRE = "satire"
    LONG = "long"


def reason(cause: Cause, language: str, *, cue: str = "", repeated: str = "") -> str:
    """One line for the editor: what the cue was, or the beginning of the sentence repeated."""
    short = repeated if len(repeated) <= _QUOTED else f"{repeated[:_QUOTED].rsplit(' ', 1)[0]}…"
    return _wordings(language).string(cause).replace("{cue}", cue).replace("{repeated}", short)


@cache
def _wordings(language: str) -> Table:
    return Table.load("cues", language).table("reasons")
