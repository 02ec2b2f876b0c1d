"""The cues of a language: the tables of `cues/`, compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from checkers.claims.tables import Table, alternatives, words


@dataclass(frozen=True, slots=True)
class AttributionCues:
    """What tells that somebody else says it. The verbs are lemmas."""

    verbs: frozenset[str]
    participles: frozenset[str]
    opinion_verbs: frozenset[str]
    labelling: frozenset[str]
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
    subject_relatives: frozenset[str]
    possessive: Mapping[str, str]
    links: frozenset[str]
    articles: frozenset[str]
    not_appositions: frozenset[str]
    unaccusative: frozenset[str]
    copula: str
    copula_past: str
    passive: str
    passive_many: str
    participle_links: frozenset[str]
    past: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ClauseCues:
    """Words in lower case that open a clause or join two; `that` are both relative and not."""

    that: frozenset[str]
    relatives: frozenset[str]
    relative_articles: frozenset[str]
    conjunctions: frozenset[str]
    joints: frozenset[str]
    contrasts: frozenset[str]
    alternatives: frozenset[str]
    unchanging: frozenset[str]
    times: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReferenceCues:
    """Wordings that point to something named before."""

    subject: re.Pattern[str]
    opened: re.Pattern[str]
    company: re.Pattern[str]
    genitive: re.Pattern[str]
    of: str
    pronouns: frozenset[str]
    singular: frozenset[str]
    people: re.Pattern[str]
    things: re.Pattern[str]
    anybody: frozenset[str]
    named: re.Pattern[str]
    demonstrative: re.Pattern[str]
    possessive: re.Pattern[str]
    owned: str
    of_oneself: re.Pattern[str]
    we: re.Pattern[str]
    lead: re.Pattern[str]
    impersonal: frozenset[str]
    copulas: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues of a language."""

    hedge: re.Pattern[str]
    prediction: re.Pattern[str]
    opinion: re.Pattern[str]
    opinion_adjective: re.Pattern[str]
    imperative: re.Pattern[str]
    not_orders: frozenset[str]
    first_person: re.Pattern[str]
    connective: re.Pattern[str]
    adverbial: re.Pattern[str]
    attribution: AttributionCues
    grammar: GrammarCues
    clauses: ClauseCues
    parts: PartCues
    references: ReferenceCues
    confidence: Mapping[str, float]


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
        not_orders=frozenset(table.table("imperative").strings("not_orders")),
        connective=_leading(connectives.strings("words")),
        adverbial=_leading((*connectives.strings("words"), *connectives.strings("times"))),
        attribution=_attribution(table.table("attribution")),
        grammar=_grammar(table.table("grammar")),
        clauses=_clauses(table.table("clauses")),
        parts=_parts(table.table("parts")),
        references=_references(table.table("references")),
        confidence={k: float(v) for k, v in table.mapping("confidence").items()},
    )


def _leading(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\s*{alternatives(patterns)}(?!\w),?\s*", re.IGNORECASE)


def _attribution(table: Table) -> AttributionCues:
    return AttributionCues(
        verbs=frozenset(table.strings("verbs")),
        participles=frozenset(table.strings("participles")),
        opinion_verbs=frozenset(table.strings("opinion_verbs")),
        labelling=frozenset(table.strings("labelling")),
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


def _clauses(table: Table) -> ClauseCues:
    return ClauseCues(
        that=frozenset(table.strings("that")),
        relatives=frozenset(table.strings("relatives")),
        relative_articles=frozenset(table.strings("relative_articles")),
        conjunctions=frozenset(table.strings("conjunctions")),
        joints=frozenset(table.strings("joints")),
        contrasts=frozenset(table.strings("contrasts")),
        alternatives=frozenset(table.strings("alternatives")),
        unchanging=frozenset(table.strings("unchanging")),
        times=frozenset(table.strings("times")),
    )


def _parts(table: Table) -> PartCues:
    return PartCues(
        relatives=alternatives(table.strings("relatives")),
        apposition=table.string("apposition"),
        coordination=re.compile("|".join(table.strings("coordination"))),
        subordinate=re.compile("|".join(table.strings("subordinate"))),
        frame=words(table.strings("frames")),
        consequence=re.compile(table.string("consequence")),
        subject_relatives=frozenset(table.strings("subject_relatives")),
        possessive=table.mapping("possessive"),
        links=frozenset(table.strings("links")),
        articles=frozenset(table.strings("articles")),
        not_appositions=frozenset(table.strings("not_appositions")),
        unaccusative=frozenset(table.strings("unaccusative")),
        copula=table.string("copula"),
        copula_past=table.string("copula_past"),
        passive=table.string("passive"),
        passive_many=table.string("passive_many"),
        participle_links=frozenset(table.strings("participle_links")),
        past=words(table.strings("past")),
    )


def _references(table: Table) -> ReferenceCues:
    nouns = alternatives(table.strings("nouns"))
    acting = alternatives((*table.strings("nouns"), *table.strings("bodies")))
    people = table.strings("people")
    named = alternatives((*people, *table.strings("named")))
    subject, genitive = table.string("subject"), table.string("genitive")
    end = table.string("end")
    return ReferenceCues(
        subject=re.compile(
            rf"(?:{subject.replace('NOUN', nouns)})(?:{table.string('modifier')})?(?![\w'’])"
            rf"{table.string('whole')}"
        ),
        opened=re.compile(rf"(?:{subject.replace('NOUN', acting)})(?![\w'’])"),
        company=re.compile(nouns),
        genitive=re.compile(rf"(?<!\w)(?:{genitive.replace('NOUN', nouns)})(?!\w)"),
        of=table.string("of"),
        pronouns=frozenset(table.strings("pronouns")),
        singular=frozenset(table.strings("singular")),
        people=re.compile(alternatives(people)),
        things=re.compile(alternatives(table.strings("named"))),
        anybody=frozenset(table.strings("anybody")),
        named=re.compile(rf"(?:{subject.replace('NOUN', named)}){end}"),
        demonstrative=re.compile(rf"(?:{table.string('demonstrative')})", re.IGNORECASE),
        possessive=re.compile(table.string("possessive")),
        owned=table.string("owned"),
        of_oneself=words(table.strings("of_oneself")),
        we=words(table.strings("we")),
        lead=re.compile(table.string("lead")),
        impersonal=frozenset(table.strings("impersonal")),
        copulas=frozenset(table.strings("copulas")),
    )
