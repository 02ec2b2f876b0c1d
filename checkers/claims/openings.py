"""What a statement begins with put into a name: a pronoun, "su beneficio", a gap, "la ministra"."""

from __future__ import annotations

import re
from dataclasses import replace

from checkers.claims.alone import Alone, Statement
from checkers.claims.antecedents import Antecedent
from checkers.claims.cues import cues_of
from checkers.claims.gaps import (
    is_plural,
    missing_subject,
    unresolved_pronoun,
    verb_group_start,
)
from checkers.claims.mentions import is_woman
from checkers.claims.names import find_names
from checkers.claims.reasons import Cause
from checkers.claims.referring import referring_of
from checkers.claims.tagged import Token, tag_words

_OPENS_SPEECH = tuple('«“"—–-')


def name_opening(alone: Alone, statement: Statement) -> Alone:
    """The wording with a name for what it begins with, after "en julio," if it has it."""
    said = statement.said_by
    if said and said.direct and said.saying_id is None and alone.wording[:1] in _OPENS_SPEECH:
        # That the words were said is told word for word.
        return alone
    lead = cues_of(statement.language).references.lead.match(alone.wording)
    if lead is None:
        return _first(alone, statement)
    rest = alone.wording[lead.end() :]
    led = _first(Alone(rest[:1].upper() + rest[1:], alone.references, alone.missing), statement)
    if led.wording[1:] == rest[1:]:
        return replace(led, wording=alone.wording)
    return replace(led, wording=f"{lead.group()}{led.wording}")


def _first(alone: Alone, statement: Statement) -> Alone:
    text = alone.wording
    if pronoun := unresolved_pronoun(text, statement.language):
        return _named(alone, statement, pronoun, _of_pronoun(pronoun, statement))
    if owned := cues_of(statement.language).references.possessive.match(text):
        return _possessed(alone, statement, owned)
    if statement.language == "es" and (gap := _omitted(text, statement)):
        return _filled(alone, statement, gap)
    return name_person(alone, statement)


def name_person(alone: Alone, statement: Statement) -> Alone:
    """The wording with a name for the "la ministra" or "esta cifra" at its beginning."""
    cues = cues_of(statement.language).references
    if found := cues.subject.match(alone.wording):
        if alone.begins_resolved():
            return alone
        noun = found.group().split(" ")[1].lower()
        company = statement.referents.company(noun, statement.sentence)
        return _named(alone, statement, found.group(), company)
    found = cues.named.match(alone.wording) or cues.demonstrative.match(alone.wording)
    if found is None or alone.begins_resolved():
        return alone
    phrase = found.group()
    noun = phrase.rsplit(" ", maxsplit=1)[-1].lower()
    means = statement.referents.called(noun, statement.start)
    person = cues.people.fullmatch(noun) is not None
    if means is None and person:
        means = _person(noun, statement)
    if means is None and not person and not cues.demonstrative.match(phrase):
        # An article may begin a description with "the project": not every one points back.
        return alone
    return _named(alone, statement, phrase, means)


def _person(noun: str, statement: Statement) -> Antecedent | None:
    """The only person that "la investigadora" or "el delantero" may be."""
    cues, referents = cues_of(statement.language).references, statement.referents
    woman = is_woman(noun) if statement.language == "es" else None
    if noun in cues.anybody:
        return referents.only_person(statement.sentence, woman=woman)
    before = referents.lone_subject_of_previous(statement.sentence)
    if before is None or " " not in before.name or referents.is_place(before.name):
        return None
    return None if _is_other(before.name, statement, woman=woman) else before


def _is_other(name: str, statement: Statement, *, woman: bool | None) -> bool:
    """Whether the article tells of a man where a reference is to a woman, or the reverse."""
    told = statement.referents.is_woman(name)
    return told is not None and woman is not None and told is not woman


def _of_pronoun(pronoun: str, statement: Statement) -> Antecedent | None:
    """Whom "he", "she", "it", "él" or "ella" stands for; None for "they" and "this"."""
    word = pronoun.lower().partition(" ")[0]
    if word not in cues_of(statement.language).references.singular:
        return None
    thing, referents = word == "it", statement.referents
    found = statement.speaker() or statement.subject_before()
    woman = is_woman(word) if statement.language == "es" else None
    if found is not None and (
        thing == referents.is_person(found.name) or _is_other(found.name, statement, woman=woman)
    ):
        found = None
    if found is not None or thing:
        return found
    spoken = referents.speaker_before(statement.sentence)
    if spoken is not None and (one := referents.speaker_named(spoken, statement.sentence)):
        return one
    return referents.only_person(statement.sentence, woman=woman)


def _possessed(alone: Alone, statement: Statement, owned: re.Match[str]) -> Alone:
    """The statement with whose "su beneficio" is, or ambiguous."""
    if find_names(owned.string[owned.end("owner") :].split(",")[0], statement.language)[:1]:
        names = find_names(owned.string, statement.language)
        if names and names[0].start <= owned.end() + 1:
            # "Su colega Mateo Brandariz" is named.
            return alone
    owner = statement.speaker() or statement.subject_before()
    if owner is None:
        return alone.lacking(Cause.AMBIGUOUS, owned.group("owner"))
    pattern = cues_of(statement.language).references.owned
    many = owned.group("owner").lower().endswith("s")
    article = referring_of(statement.language).owner_article(owned.group("thing"), many=many)
    put = pattern.replace("{article}", article).replace("{thing}", owned.group("thing"))
    put = put.replace("{owner}", owner.name)
    reference = statement.reference(owned.group("owner"), owner)
    return alone.put(0, len(owned.group("phrase")), put, reference)


def _omitted(text: str, statement: Statement) -> Token | None:
    said = statement.said_by
    return missing_subject(text, reported=said is not None and said.saying_id is not None)


def _filled(alone: Alone, statement: Statement, verb: Token) -> Alone:
    """A subject that is left out: that of the sentence before, or who speaks."""
    antecedent = _left_out(statement, verb)
    if antecedent is None:
        if is_plural(verb):
            return alone
        return alone.lacking(Cause.AMBIGUOUS_SUBJECT, verb.text)
    # It stands before the verb, its negation and pronouns: "En 2024 Navalia no la vendió".
    at = verb_group_start(alone.wording, verb)
    before, after = alone.wording[:at], alone.wording[at:]
    name = antecedent.name
    if not before:
        after = after[:1].lower() + after[1:]
        name = name[:1].upper() + name[1:]
    reference = statement.omitted(verb.text, antecedent)
    return Alone(f"{before}{name} {after}", (*alone.references, reference), alone.missing)


def _left_out(statement: Statement, verb: Token) -> Antecedent | None:
    cues, said = cues_of(statement.language).references, statement.said_by
    if said is None:
        if is_plural(verb):
            return None
        return statement.referents.subject_of_previous(statement.sentence)
    own = said.cue.split(" ")[-1].lower()
    if not cues.of_oneself.fullmatch(own):
        return None
    if is_plural(verb):
        return _several(statement)
    return statement.speaker()


def _several(statement: Statement) -> Antecedent | None:
    """Those who speak, where they are several: "los autores reconocen que no han medido…"."""
    said = statement.said_by
    if said is None or said.who is None or said.direct or said.anonymous:
        return None
    tokens = tag_words(said.who, statement.language)
    plural = bool(tokens) and tokens[0].lower in {"los", "las"}
    return Antecedent(said.who) if plural else None


def _named(alone: Alone, statement: Statement, phrase: str, antecedent: Antecedent | None) -> Alone:
    """The phrase that a statement begins with, replaced; else what is missing."""
    if antecedent is None:
        return alone.lacking(Cause.AMBIGUOUS, phrase)
    reference = statement.reference(phrase, antecedent)
    return alone.put(0, len(phrase), antecedent.name, reference)
