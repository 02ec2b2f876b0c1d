"""What a sentence quotes: words in quotation marks and speech after a dash."""

from __future__ import annotations

import re

from checkers.claims.attributions import Attribution
from checkers.claims.clauses import read_clauses
from checkers.claims.cues import AttributionCues
from checkers.claims.sources import (
    Voice,
    after_connectives,
    before_colon,
    speaker_of,
    subject_before,
    verb_alone,
)
from checkers.claims.verbs import base_forms

_QUOTE = re.compile(r"^[«“\"](?P<content>[^»”\"]{3,}?),?[»”\"],?\s+(?P<rest>[^«“\"]+)$")
_COLON_QUOTE = re.compile(r"^(?P<who>[^:«“\"]{2,80}):\s*[«“\"](?P<content>[^»”\"]{3,})[»”\"]\.?$")
_ONLY_QUOTED = re.compile(r"^[«“\"](?P<content>[^«»“”\"]{3,})[»”\"][.,]?$")
_QUOTED_WORDS = re.compile(r"[«“\"](?P<content>[^«»“”\"]{3,})[»”\"]")
_DASHED = re.compile(r"^[—–-]\s?(?P<content>[^—–]{3,}?)[,.]?\s[—–-](?P<rest>\w[^—–]*)")


def quoted(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """Speech in quotation marks: "«…», dijo X", "X: «…»", or nothing but the quotation."""
    if match := _QUOTE.match(sentence):
        who, cue = speaker_of(match["rest"], cues, language)
        cue = cue or verb_alone(match["rest"], cues, language)
        if cue:
            return Attribution(who, cue, match["content"], *match.span("content"), direct=True)
    if match := _COLON_QUOTE.match(sentence):
        said = match.span("content")
        who, cue = before_colon(match["who"].strip(), cues, language)
        return Attribution(who, cue, match["content"], *said, direct=True)
    if match := _ONLY_QUOTED.match(sentence):
        said = match.span("content")
        return Attribution(None, sentence[0], match["content"], *said, direct=True)
    return None


def spoken(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """Speech after a dash: "—No hemos ganado nada —avisó el entrenador—. Quedan…"."""
    match = _DASHED.match(sentence)
    if match is None:
        return None
    who, cue = speaker_of(match["rest"], cues, language)
    if cue is None:
        return None
    return Attribution(who, cue, match["content"], *match.span("content"), direct=True)


def called(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """What somebody calls something in quotation marks: "calificó la ley de «disparate»"."""
    quoted = _QUOTED_WORDS.search(sentence)
    read = read_clauses(sentence, language)
    if quoted is None or not read.main:
        return None
    verb = read.tokens[read.main[0].verb]
    if not base_forms(verb.lower, language) & cues.labelling or verb.start > quoted.start():
        return None
    if any(
        t.lower in cues.impersonal for t in read.tokens if t.end in {verb.start, verb.start - 1}
    ):
        return None
    who = subject_before(sentence[after_connectives(sentence, language) : verb.start], cues)
    if who is None:
        return None
    content = quoted["content"]
    return Attribution(who, verb.text, content, *quoted.span("content"), Voice.THINKS, direct=True)
