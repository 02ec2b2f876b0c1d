"""What sort of statement a sentence makes, and the cue that decides it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checkers.claims.attribution import Attribution, Voice, find_attribution
from checkers.claims.clauses import Depth, read_clauses
from checkers.claims.cues import cues_of
from checkers.claims.reasons import Cause
from checkers.claims.tagged import tag_words
from checkers.claims.verbs import conditional, future, words_of
from checkers.labels import StatementKind

_STOP = re.compile(r"[.!?…][»”\"')\]]*$")
_QUESTION = re.compile(r"\?[»”\"')\]]*$")
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
    if order := _order(sentence, language):
        return Reading(StatementKind.OTHER, Cause.IMPERATIVE, order)
    if _is_fragment(sentence, language, stops_expected=stops_expected):
        return Reading(StatementKind.OTHER, Cause.HEADING)
    attribution = find_attribution(sentence, language)
    if attribution is None:
        return _mood(sentence, language)
    return _attributed(attribution, language)


def confidence_of(reading: Reading, language: str) -> float:
    """How sure the kind is, in [0, 1]: how often a reading like this one is right."""
    shares = cues_of(language).confidence
    return shares[reading.kind.value if reading.cause is None else reading.cause.value]


def states(text: str, language: str) -> bool:
    """Whether a title is a sentence: it has a verb of its own, or says who says something."""
    if find_attribution(text, language) is not None:
        return True
    return bool(read_clauses(text, language).main)


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
    acts = any(token.is_finite for token in tag_words(sentence, language))
    if language == "es" and not acts:
        return True
    if stops_expected and not ends_with_stop(sentence):
        return count < _LONG_FRAGMENT
    return count < _SHORT and not acts


def _order(sentence: str, language: str) -> str:
    """The order or invitation that a sentence begins with; empty for one that asserts."""
    if found := cues_of(language).imperative.match(sentence):
        return found.group().strip()
    read = read_clauses(sentence, language)
    if not read.main:
        return ""
    clause = read.main[0]
    verb = read.tokens[clause.verb]
    ordered = verb.tag == "V.Imp" or (language == "es" and verb.tag == "V.Sub")
    led = all(t.tag in {"PUNCT", "ADV", "PRON", "PART"} for t in read.tokens[: clause.verb])
    ordered = ordered and verb.lower not in cues_of(language).not_orders
    return verb.text if ordered and led else ""


def _mood(text: str, language: str) -> Reading:
    """Opinion, rumour, hedge or prediction of the main clause, else fact."""
    return next(_moods(main_clause(text, language), language), _FACTUAL)


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


def main_clause(text: str, language: str) -> str:
    """The sentence without its relatives and what says when, if or why; what is said stays."""
    sentence, that = read_clauses(text, language), cues_of(language).clauses.that
    kept, at = "", 0
    for clause in sorted(sentence.clauses, key=lambda one: one.first):
        start, end = sentence.slice(clause.first, clause.last)
        opener = None if clause.opener is None else sentence.tokens[clause.opener].lower
        complement = clause.depth is Depth.SUBORDINATE and opener in that
        if clause.depth is Depth.MAIN or complement or start < at:
            continue
        kept, at = kept + text[at:start], end
    return kept + text[at:]


def _verb_phrase(text: str, start: int) -> str:
    """The verb with the non-finite form that follows it: "estarían explorando"."""
    following = _PERIPHRASIS.match(text, start)
    return following.group() if following else ""
