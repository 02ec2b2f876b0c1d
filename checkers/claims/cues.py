"""The cues of a language: the tables of `cues/`, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from checkers.claims.tables import Table, alternatives, words


@dataclass(frozen=True, slots=True)
class AttributionCues:
    """What tells that somebody else says it. The verbs are lemmas."""

    verbs: frozenset[str]
    participles: frozenset[str]
    opinion_verbs: frozenset[str]
    prediction_verbs: frozenset[str]
    that: str
    that_optional: frozenset[str]
    impersonal: frozenset[str]
    negations: frozenset[str]
    perfect: frozenset[str]
    opener: re.Pattern[str]
    bare_opener: re.Pattern[str]
    not_source: re.Pattern[str]
    source_end: re.Pattern[str]
    source_begin: re.Pattern[str]
    speakers: frozenset[str]
    anonymous: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class GrammarCues:
    """Closed classes of words, in lower case; `locative` matches at the end of what precedes."""

    locative: re.Pattern[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    auxiliaries: frozenset[str]
    irregular: frozenset[str]
    name_links: frozenset[str]


@dataclass(frozen=True, slots=True)
class PartCues:
    """Where a sentence can be taken apart."""

    relatives: str
    apposition: str
    coordination: re.Pattern[str]
    subordinate: re.Pattern[str]
    frame: re.Pattern[str]
    consequence: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ReferenceCues:
    """Wordings that point to something named before."""

    subject: re.Pattern[str]
    genitive: re.Pattern[str]
    of: str
    pronouns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues of a language."""

    hedge: re.Pattern[str]
    prediction: re.Pattern[str]
    opinion: re.Pattern[str]
    opinion_adjective: re.Pattern[str]
    imperative: re.Pattern[str]
    first_person: re.Pattern[str]
    connective: re.Pattern[str]
    adverbial: re.Pattern[str]
    attribution: AttributionCues
    grammar: GrammarCues
    parts: PartCues
    references: ReferenceCues


@cache
def cues_of(language: str) -> Cues:
    """The cues of "es" or "en"."""
    table = Table.load("cues", language)
    opinion, connectives = table.table("opinion"), table.table("connectives")
    return Cues(
        hedge=words(table.table("hedge").strings("words")),
        prediction=words(table.table("prediction").strings("words")),
        opinion=words(opinion.strings("words")),
        opinion_adjective=words(opinion.strings("adjectives")),
        first_person=words(table.table("first_person").strings("words")),
        imperative=_leading(table.table("imperative").strings("words")),
        connective=_leading(connectives.strings("words")),
        adverbial=_leading((*connectives.strings("words"), *connectives.strings("times"))),
        attribution=_attribution(table.table("attribution")),
        grammar=_grammar(table.table("grammar")),
        parts=_parts(table.table("parts")),
        references=_references(table.table("references")),
    )


def _leading(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\s*{alternatives(patterns)}(?!\w),?\s*", re.IGNORECASE)


def _attribution(table: Table) -> AttributionCues:
    return AttributionCues(
        verbs=frozenset(table.strings("verbs")),
        participles=frozenset(table.strings("participles")),
        opinion_verbs=frozenset(table.strings("opinion_verbs")),
        prediction_verbs=frozenset(table.strings("prediction_verbs")),
        that=table.string("that"),
        that_optional=frozenset(table.strings("that_optional")),
        impersonal=frozenset(table.strings("impersonal")),
        negations=frozenset(table.strings("negations")),
        perfect=frozenset(table.strings("perfect")),
        opener=words(table.strings("openers")),
        bare_opener=words(table.strings("bare_openers")),
        not_source=_leading(table.strings("not_sources")),
        source_end=words(table.strings("source_ends")),
        source_begin=_leading(table.strings("source_begins")),
        speakers=frozenset(table.strings("speakers")),
        anonymous=_leading(table.strings("anonymous")),
    )


def _grammar(table: Table) -> GrammarCues:
    return GrammarCues(
        locative=re.compile(rf"(?<!\w){alternatives(table.strings('locatives'))} $", re.IGNORECASE),
        determiners=frozenset(table.strings("determiners")),
        prepositions=frozenset(table.strings("prepositions")),
        auxiliaries=frozenset(table.strings("auxiliaries")),
        irregular=frozenset(table.strings("irregular")),
        name_links=frozenset(table.strings("name_links")),
    )


def _parts(table: Table) -> PartCues:
    return PartCues(
        relatives=alternatives(table.strings("relatives")),
        apposition=table.string("apposition"),
        coordination=re.compile("|".join(table.strings("coordination"))),
        subordinate=re.compile("|".join(table.strings("subordinate"))),
        frame=words(table.strings("frames")),
        consequence=re.compile(table.string("consequence")),
    )


def _references(table: Table) -> ReferenceCues:
    nouns = alternatives(table.strings("nouns"))
    subject, genitive = table.string("subject"), table.string("genitive")
    return ReferenceCues(
        subject=re.compile(
            rf"(?:{subject.replace('NOUN', nouns)})(?:{table.string('modifier')})?(?![\w'’])"
        ),
        genitive=re.compile(rf"(?<!\w)(?:{genitive.replace('NOUN', nouns)})(?!\w)"),
        of=table.string("of"),
        pronouns=frozenset(table.strings("pronouns")),
    )
