"""What the words of a rating mean among the four labels, where a list says so."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from checkers.labels import VerdictLabel

_LIST = "readings.toml"


def read_rating(words: str | None) -> VerdictLabel | None:
    """The label that the whole rating is listed under; None where it is not listed.

    Numbers are never read: 1 is the best of one scale and the worst of the next.
    """
    return _readings().get(_plain(words or ""))


@cache
def _readings() -> dict[str, VerdictLabel]:
    text = (files("checkers.factchecks") / _LIST).read_text(encoding="utf-8")
    return {
        _plain(phrase): VerdictLabel(label)
        for label, phrases in tomllib.loads(text).items()
        for phrase in phrases
    }


def _plain(words: str) -> str:
    """The words in lower case without accents, without what is no letter or digit at the ends."""
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'")
    collapsed = " ".join(letters.split())
    inside = [i for i, c in enumerate(collapsed) if c.isalnum()]
    return collapsed[inside[0] : inside[-1] + 1] if inside else ""
