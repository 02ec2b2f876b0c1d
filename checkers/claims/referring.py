"""The tables of `referring/`: what descriptions stand for, and what belongs to what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from checkers.claims.tables import Table, alternatives
from checkers.claims.verbs import lemma


@dataclass(frozen=True, slots=True)
class Belonging:
    """Nouns of what belongs to something else: "las obras" to the power station that is built."""

    name: str
    parts: frozenset[str]
    wholes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Referring:
    """The tables of a language; nouns are base forms."""

    language: str
    determiners: frozenset[str]
    demonstrative: frozenset[str]
    same: frozenset[str]
    articles: Mapping[str, str]
    default_article: str
    never: frozenset[str]
    inside: frozenset[str]
    feminine: re.Pattern[str]
    owner_articles: tuple[str, ...]
    indefinite: frozenset[str]
    of_links: frozenset[str]
    copulas: frozenset[str]
    completing: frozenset[str]
    of: str
    body_of: str
    elided: tuple[str, ...]
    speech: re.Pattern[str]
    body_place: re.Pattern[str]
    place: tuple[str, ...]
    offices: re.Pattern[str]
    unnamed: frozenset[str]
    led: re.Pattern[str]
    countries: frozenset[str]
    actors: frozenset[str]
    roles: frozenset[str]
    hypernyms: Mapping[str, frozenset[str]]
    belongings: tuple[Belonging, ...]
    match_verbs: re.Pattern[str]
    match_words: re.Pattern[str]

    def base(self, noun: str) -> str:
        """The base form of a lower-case noun, without the "'s" of an English one."""
        plain = re.sub(r"['’]s?$", "", noun)
        return lemma(plain, self.language)

    def owner_article(self, noun: str, *, many: bool) -> str:
        """The article of what is somebody's: "La" for the "plantilla" of "su plantilla"."""
        feminine = self.feminine.fullmatch(noun.lower()) is not None
        return self.owner_articles[2 * many + feminine]

    def names(self, noun: str, nouns: frozenset[str]) -> bool:
        """Whether a lower-case noun, or its base form, is among nouns."""
        return noun in nouns or self.base(noun) in nouns


@cache
def referring_of(language: str) -> Referring:
    """The tables of "es" or "en"."""
    table = Table.load("referring", language)
    parts, hypernyms = table.table("parts"), table.table("hypernyms")
    match = parts.table("match")
    return Referring(
        language=language,
        determiners=frozenset((*table.strings("definite"), *table.strings("demonstrative"))),
        demonstrative=frozenset(table.strings("demonstrative")),
        same=frozenset(table.strings("same")),
        articles=table.mapping("articles"),
        default_article=table.string("default_article"),
        never=frozenset(table.strings("never")),
        inside=frozenset(table.strings("inside")),
        feminine=re.compile(table.string("feminine")),
        owner_articles=table.strings("owner_articles"),
        indefinite=frozenset(table.strings("indefinite")),
        of_links=frozenset(table.strings("of_links")),
        copulas=frozenset(table.strings("copulas")),
        completing=frozenset(table.strings("completing")),
        of=table.string("of"),
        body_of=table.string("body_of"),
        elided=table.strings("elided"),
        speech=re.compile(rf"^{table.string('speech')}"),
        body_place=re.compile(table.string("body_place")),
        place=table.strings("place"),
        offices=re.compile(rf"(?<!\w){alternatives(table.strings('offices'))}(?!\w)"),
        unnamed=frozenset(table.strings("unnamed")),
        led=re.compile(table.string("led")),
        countries=frozenset(table.strings("countries")),
        actors=frozenset(table.strings("actors")),
        roles=frozenset(table.strings("roles")),
        hypernyms={noun: frozenset(hypernyms.strings(noun)) for noun in hypernyms.names()},
        belongings=tuple(_belonging(name, parts.table(name)) for name in parts.names()),
        match_verbs=re.compile(rf"(?<!\w){match.string('verbs')}(?!\w)"),
        match_words=re.compile(rf"(?<!\w){match.string('words')}(?!\w)"),
    )


def _belonging(name: str, table: Table) -> Belonging:
    return Belonging(name, frozenset(table.strings("parts")), frozenset(table.strings("wholes")))
