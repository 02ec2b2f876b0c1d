"""Who speaks, put into what they say and into the claim that they say it."""

from __future__ import annotations

import re

from checkers.claims.alone import Alone, Statement
from checkers.claims.antecedents import Antecedent
from checkers.claims.cues import cues_of
from checkers.claims.descriptions import name_descriptions
from checkers.claims.first_person import first_person, without_quotations
from checkers.claims.names import find_names
from checkers.claims.offices import affiliation
from checkers.claims.openings import name_opening
from checkers.claims.reasons import Cause
from checkers.claims.referring import referring_of
from checkers.claims.tagged import tag_words
from checkers.readings import Reference

_ACTS = " x"  # in the place of a verb
_FROM = re.compile(r"^(?:desde|from) ", re.IGNORECASE)
_INDEFINITE = frozenset({"un", "una", "a", "an"})


def name_speaker(alone: Alone, statement: Statement) -> Alone:
    """With the name of whom "según la directiva" or "ha añadido" tells of, in a saying."""
    said = statement.said_by
    if said is None or said.saying_id is not None or said.who is None:
        return alone
    if alone.has_resolved(said.who):
        return alone
    if said.who.lower() in alone.wording.lower():
        return _named(alone, statement, said.who)
    told = any(one.meaning and one.meaning in alone.wording for one in alone.references)
    return alone if told else _unnamed(alone, statement, said.who, said.cue)


def _named(alone: Alone, statement: Statement, who: str) -> Alone:
    """With the name of who is called "la directiva" there; ambiguous where nobody is named."""
    if _is_nobodys(who, statement.language):
        return alone.lacking(Cause.AMBIGUOUS, who)
    described = _described(who, statement)
    if described.missing is not None:
        return alone.lacking(described.missing.cause, described.missing.text)
    means = next((one.meaning for one in described.references), None)
    if means is None:
        return _unless_bare(alone, statement, who)
    if means in alone.wording:
        return alone
    at = alone.wording.lower().index(who.lower())
    reference = statement.reference(who, Antecedent(means, described.references[0].found))
    return alone.put(at, at + len(who), means, reference)


def _is_nobodys(who: str, language: str) -> bool:
    """Whether it is "a spokesman" of whom nobody says whose."""
    determiner, _, noun = who.lower().partition(" ")
    return determiner in _INDEFINITE and noun in referring_of(language).unnamed


def _unless_bare(alone: Alone, statement: Statement, who: str) -> Alone:
    """Ambiguous where the source is "la constructora" and the article names none."""
    cues = cues_of(statement.language).references
    plain = _FROM.sub("", who)
    phrase = plain[:1].upper() + plain[1:]
    bare = cues.named.match(f"{phrase} x y") is not None and phrase.count(" ") == 1
    named = find_names(phrase, statement.language)
    return alone.lacking(Cause.AMBIGUOUS, who) if bare and not named else alone


def _described(who: str, statement: Statement) -> Alone:
    """A statement of "la directiva", "the company" or "she", wherever it stands, resolved."""
    opened = Alone(f"{who[:1].upper()}{who[1:]}{_ACTS}")
    return name_opening(name_descriptions(opened, statement), statement)


def _unnamed(alone: Alone, statement: Statement, who: str, cue: str) -> Alone:
    """The speaker of the sentence before put to "ha añadido", or before a quotation."""
    tokens = [t for t in tag_words(alone.wording, statement.language) if t.text == cue]
    where = statement.position(cue)
    reference = Reference("", where, where, who)
    if not tokens or not tokens[-1].is_verb:
        return Alone(f"{who}: {alone.wording}", (*alone.references, reference), alone.missing)
    at = tokens[-1].start
    before = alone.wording[:at].rstrip()
    auxiliary = before.rsplit(" ", 1)[-1]
    if auxiliary.lower() in cues_of(statement.language).attribution.perfect:
        at = len(before) - len(auxiliary)
    rest = alone.wording[at:]
    rest = rest if alone.wording[:at] else rest[:1].lower() + rest[1:]
    wording = f"{alone.wording[:at]}{who} {rest}"
    return Alone(wording, (*alone.references, reference), alone.missing)


def name_first_person(alone: Alone, statement: Statement) -> Alone:
    """Before "we" and "I" in somebody's words: whose words they are, and for whom they speak."""
    said, topic = statement.said_by, statement.referents.topic
    reported = said is not None and not said.direct and topic.is_speech
    if said is not None and said.who is not None and said.saying_id is not None and not reported:
        return _own_words(alone, statement, said.who)
    return alone if topic.speaker is None else _of_speech(alone, statement, topic.speaker)


def _own_words(alone: Alone, statement: Statement, who: str) -> Alone:
    """What somebody says of themselves or of those for whom they speak."""
    spoken = first_person(alone.wording, statement.language)
    if spoken is None:
        return alone
    described = _described(who, statement)
    if described.missing is not None:
        alone = alone.lacking(described.missing.cause, described.missing.text)
    named = described.wording.removesuffix(_ACTS) if described.references else who
    body = affiliation(who, statement.sentence, statement.referents)
    return _in_words_of(alone, statement, spoken, named, body)


def _of_speech(alone: Alone, statement: Statement, speaker: str) -> Alone:
    """What a speech says of "us" and "me": of who gives it, also in what others have said."""
    spoken = first_person(without_quotations(alone.wording), statement.language)
    if spoken is None:
        return alone
    body = statement.referents.topic.body
    own = None if body is None else statement.referents.own(body)
    return _in_words_of(alone, statement, spoken, speaker, own)


def _in_words_of(
    alone: Alone, statement: Statement, spoken: str, who: str, body: Antecedent | None
) -> Alone:
    """The wording as words of somebody: "Ana Gil (Navalia): «Hemos contratado a 320»"."""
    named = who
    if body is not None and body.name not in who:
        pattern = referring_of(statement.language).body_of
        named = pattern.replace("{speaker}", who).replace("{body}", body.name)
    reference = statement.reference(spoken, body or Antecedent(who))
    text = alone.wording.rstrip(".")
    opening, closing = ("«", "»") if statement.language == "es" else ("“", "”")
    wording = f"{named}: {opening}{text}{closing}"
    return Alone(wording, (*alone.references, reference), alone.missing)
