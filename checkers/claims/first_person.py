"""Words of which only who speaks can be meant, and what stands in quotation marks."""

from __future__ import annotations

import re

from checkers.claims.alone import Statement
from checkers.claims.cues import cues_of
from checkers.claims.tagged import tag_words

_QUOTED = re.compile(r"[«“\"][^«»“”\"]*[»”\"]")


def first_person(text: str, language: str) -> str | None:
    """The "nuestro", "hemos" or "we" of a text; None where it speaks of nobody so."""
    cues = cues_of(language)
    if found := cues.first_person.search(text) or cues.references.we.search(text):
        return found.group()
    if language != "es":
        return None
    verbs = (t.text for t in tag_words(text, language) if t.is_finite and t.lower.endswith("mos"))
    return next(verbs, None)


def without_quotations(text: str) -> str:
    """The text with spaces for what it quotes."""
    return _QUOTED.sub(lambda found: " " * len(found.group()), text)


def is_quoted(text: str, at: int, statement: Statement) -> bool:
    """Whether words of a statement are, or will be, word for word those of who speaks.

    What is put in there stands in brackets.
    """
    if any(found.start() < at < found.end() for found in _QUOTED.finditer(text)):
        return True
    said = statement.said_by
    direct = said is not None and said.direct and said.saying_id is not None
    speech = statement.referents.topic.is_speech
    return (direct or speech) and first_person(text, statement.language) is not None
