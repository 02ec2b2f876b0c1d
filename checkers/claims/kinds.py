"""What sort of statement a sentence makes, and the cue that decides it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checkers.claims.attribution import Attribution, Voice, find_attribution
from checkers.claims.cues import Cues, cues_of
from checkers.claims.reasons import Cause
from checkers.claims.verbs import conditional, finite_verb, future, words_of
from checkers.labels import StatementKind

_STOP = re.compile(r"[.!?…][»”\"')\]]*$")
_QUESTION = re.compile(r"\?[»”\"')\]]*$")
_CLAUSE_END = re.compile(r"[,;](?!\d)|[.!?…][»”\"')\]]*$")
_PERIPHRASIS = re.compile(r"\w+(?: (?:\w+ndo|\w+[ai]do|\w+[aeií]r)(?!\w))?")
_LONG_FRAGMENT = 12  # words from which a line without a stop may still be a statement
_SHORT = 4  # words under which a sentence without a verb is a fragment


@dataclass(frozen=True, slots=True)
class Reading:
    """How a sentence is read: `cause` and `cue` say why it is not checked, None where it is."""

    kind: StatementKind
    cause: Cause | None = None
    cue: str = ""
    attribution: Attribution | None = None


_FACTUAL = Reading(StatementKind.FACTUAL)


def read_kind(sentence: str, language: str, *, stops_expected: bool = True) -> Reading:
    """The kind of a sentence; of an attributed one, what its content is unless it is asserted.

    Args:
        sentence: One sentence, verbatim.
        language: "es" or "en".
        stops_expected: Whether a sentence without a final stop is likely a heading; a text that
            never uses stops has no headings to tell by that.
    """
    if _QUESTION.search(sentence):
        return Reading(StatementKind.QUESTION, Cause.QUESTION)
    if _is_fragment(sentence, language, stops_expected=stops_expected):
        return Reading(StatementKind.OTHER, Cause.HEADING)
    if found := cues_of(language).imperative.match(sentence):
        return Reading(StatementKind.OTHER, Cause.IMPERATIVE, found.group().strip())
    attribution = find_attribution(sentence, language)
    if attribution is None:
        return _mood(sentence, language)
    return _attributed(attribution, language)


def ends_with_stop(sentence: str) -> bool:
    """Whether a sentence ends as sentences do; headings and captions do not."""
    return _STOP.search(sentence) is not None


def _attributed(attribution: Attribution, language: str) -> Reading:
    """Somebody's thought is opinion, their forecast prediction, their rumour hedged."""
    cue = attribution.cue
    if attribution.voice is Voice.THINKS:
        return Reading(StatementKind.OPINION, Cause.OPINION, cue, attribution)
    if attribution.voice is Voice.EXPECTS:
        return Reading(StatementKind.PREDICTION, Cause.FUTURE, cue, attribution)
    mood = _mood(attribution.content, language)
    if mood.cause is None:
        return Reading(StatementKind.ATTRIBUTED, attribution=attribution)
    return Reading(mood.kind, mood.cause, mood.cue, attribution)


def _is_fragment(sentence: str, language: str, *, stops_expected: bool) -> bool:
    count = sum(1 for _ in words_of(sentence))
    if count <= 1:
        return True
    if language == "es" and finite_verb(sentence, language) is None:
        return True
    if stops_expected and not ends_with_stop(sentence):
        return count < _LONG_FRAGMENT
    return count < _SHORT and finite_verb(sentence, language) is None


def _mood(text: str, language: str) -> Reading:
    """Opinion, rumour, hedge or prediction of the main clause, else fact."""
    return next(_moods(main_clause(text, cues_of(language)), language), _FACTUAL)


def _moods(main: str, language: str) -> Iterator[Reading]:
    """What cues the clause holds, the decisive ones first."""
    cues = cues_of(language)
    spanish = language == "es"
    if found := cues.opinion.search(main):
        yield Reading(StatementKind.OPINION, Cause.OPINION, found.group())
    if spanish and (word := conditional(main)):
        yield Reading(StatementKind.HEDGED, Cause.CONDITIONAL, _verb_phrase(main, word.start))
    if found := cues.hedge.search(main):
        yield Reading(StatementKind.HEDGED, Cause.HEDGE, found.group())
    if found := cues.prediction.search(main):
        yield Reading(StatementKind.PREDICTION, Cause.FUTURE, found.group())
    if spanish and (word := future(main)):
        yield Reading(StatementKind.PREDICTION, Cause.FUTURE, word.text)
    if not any(c.isdigit() for c in main) and (found := cues.opinion_adjective.search(main)):
        yield Reading(StatementKind.OPINION, Cause.OPINION, found.group())


def main_clause(text: str, cues: Cues) -> str:
    """The sentence without the clauses that a comma and a relative or the like set apart."""
    kept, at = "", 0
    while found := cues.parts.subordinate.search(text, at):
        kept += text[at : found.start()]
        closing = _clause_end(text, found.end())
        at = closing
    return kept + text[at:]


def _clause_end(text: str, start: int) -> int:
    found = _CLAUSE_END.search(text, start)
    return found.start() if found else len(text)


def _verb_phrase(text: str, start: int) -> str:
    """The verb with the non-finite form that follows it: "estarían explorando"."""
    following = _PERIPHRASIS.match(text, start)
    return following.group() if following else ""
