"""The people, organisations, places and works that a text names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from babel import Locale

from checkers.claims.cues import cues_of
from checkers.claims.names import Name, find_names
from checkers.claims.tables import Table, alternatives
from checkers.labels import EntityType

_SURE, _LIKELY, _HINT = 3, 2, 1  # votes
_REACH = 40  # characters beside a name in which its cues stand
_ACRONYM = re.compile(r"[A-ZÁÉÍÓÚÑ]{2,6}")
_DEMONYM = re.compile(r"\w+(?:ish|ese|ian|ean|can)")
_POSSESSIVE = re.compile(r"['’]s?$")
_FIRST_WORD = re.compile(r"(?:^|[.!?]\s+|\n|[«“\"])(?P<word>[^\W\d_]+) $")
_QUOTED = r"[«“\"](?P<work>[^«»“”\"\n]{2,80})[»”\"]"

Votes = Counter[EntityType]


@dataclass(frozen=True, slots=True)
class Entity:
    """A name at `text[start:end]` with what it names.

    `name` is the whole name of a person whom `text` calls by a part of it; else it is `text`.
    """

    text: str
    start: int
    end: int
    type: EntityType
    name: str


def find_entities(text: str, language: str) -> tuple[Entity, ...]:
    """The entities of a text of "es" or "en" in order, every mention of each.

    What speaks for a type at one mention speaks for it at all: a surname goes with the whole name.
    """
    cues = _cues_of(language)
    works = _quoted_works(text, cues)
    starts = [one.start for one in works]
    names: list[Name] = []
    reached = 0
    for found in find_names(text, language):
        if len(found.text) == 1:
            continue
        name = cues.delimited(found, text)
        before = bisect_right(starts, name.start) - 1
        in_work = before >= 0 and name.start < works[before].end
        if name.start >= reached and not in_work and cues.names_something(name, text):
            names.append(name)
            reached = name.end
    votes: dict[str, Votes] = {}
    for name in names:
        votes.setdefault(name.text, Counter()).update(cues.votes(name, text))
    _share_in_lists(names, votes, text, cues)
    wholes = _wholes(votes)
    types = {name: _decide(name, votes, wholes) for name in votes}
    decided = (
        Entity(one.text, one.start, one.end, types[one.text], _whole_of(one.text, types, wholes))
        for one in names
    )
    return tuple(sorted((*works, *decided), key=lambda one: one.start))


def _share_in_lists(
    names: Sequence[Name], votes: Mapping[str, Votes], text: str, cues: _Cues
) -> None:
    """What is listed together is of one type, where nothing speaks of some of it."""
    for one, other in (*pairwise(names), *pairwise(reversed(names))):
        first, last = sorted((one, other), key=lambda name: name.start)
        if not votes[other.text] and cues.joint.fullmatch(text[first.end : last.start]):
            votes[other.text].update(votes[one.text])


def _wholes(votes: Mapping[str, Votes]) -> dict[str, tuple[str, ...]]:
    """The longer names that each one is the last word or the beginning of."""
    ends: dict[str, list[str]] = {}
    begins: dict[str, list[str]] = {}
    for name in votes:
        words = name.split()
        ends.setdefault(words[-1], []).append(name)
        for many in range(1, len(words)):
            begins.setdefault(" ".join(words[:many]), []).append(name)
    longer = {
        short: tuple(it for it in (*ends.get(short, ()), *begins.get(short, ())) if it != short)
        for short in votes
    }
    return {short: names for short, names in longer.items() if names}


def _decide(
    name: str, votes: Mapping[str, Votes], wholes: Mapping[str, tuple[str, ...]]
) -> EntityType:
    told = Counter(votes[name])
    if name in wholes:
        told.update(votes[wholes[name][0]])
    if told:
        best = max(told.values())
        return next(one for one in EntityType if told[one] == best)
    return EntityType.PERSON if " " in name else EntityType.ORGANISATION


def _whole_of(
    name: str, types: Mapping[str, EntityType], wholes: Mapping[str, tuple[str, ...]]
) -> str:
    """The one person whose name this is a part of; a place or company may well be another one."""
    if types[name] is not EntityType.PERSON:
        return name
    people = [it for it in wholes.get(name, ()) if types[it] is EntityType.PERSON]
    longest = max(people, key=len, default=name)
    return longest if all(it in longest for it in people) else name


@dataclass(frozen=True, slots=True)
class _Cues:
    """The compiled tables of a language."""

    given: re.Pattern[str]
    says: re.Pattern[str]
    said_before: re.Pattern[str]
    article: re.Pattern[str]
    titles: re.Pattern[str]
    department: re.Pattern[str]
    common: re.Pattern[str]
    joint: re.Pattern[str]
    heads: re.Pattern[str] | None
    tails: re.Pattern[str] | None
    before: Mapping[EntityType, re.Pattern[str]]
    after: Mapping[EntityType, re.Pattern[str]]
    words: Mapping[EntityType, re.Pattern[str]]
    none: frozenset[str]
    events: re.Pattern[str]
    countries: frozenset[str]
    language: str

    def delimited(self, name: Name, text: str) -> Name:
        """The name without title, possessive and department, with the head or tail that it has."""
        start, end = name.start, name.start + len(_POSSESSIVE.sub("", name.text))
        for prefix in (self.titles, self.department):
            if (met := prefix.match(text, start, end)) and met.end() < end:
                start = met.end()
        if self.heads and (head := self.heads.search(text, max(0, start - _REACH), start)):
            start = head.start()
        elif first := _FIRST_WORD.search(text, max(0, start - _REACH), start):
            word = first["word"]
            named = word[0].isupper() and not self.common.fullmatch(word)
            start = first.start("word") if named else start
        if self.tails and (tail := self.tails.match(text, end)):
            end = tail.end()
        return Name(text[start:end], start, end)

    def names_something(self, name: Name, text: str) -> bool:
        """Whether it is of one of the four types: no day, event, demonym or common word."""
        if name.text in self.none or self.events.match(name.text):
            return False
        following = text[name.end : name.end + 2]
        demonym = self.language == "en" and _DEMONYM.fullmatch(name.text) is not None
        return not (demonym and following[:1] == " " and following[1:].islower())

    def votes(self, name: Name, text: str) -> Votes:
        """What speaks for each type where the name stands."""
        before = text[max(0, name.start - _REACH) : name.start]
        after = text[name.end : name.end + _REACH]
        told: Votes = Counter()
        for kind, pattern in self.words.items():
            told[kind] += _SURE * (pattern.search(name.text) is not None)
        for kind, pattern in self.before.items():
            sure = _LIKELY if kind is EntityType.PLACE else _SURE
            told[kind] += sure * (pattern.search(before) is not None)
        for kind, pattern in self.after.items():
            told[kind] += _LIKELY * (pattern.match(after) is not None)
        told[EntityType.PERSON] += _SURE * (self.given.match(name.text) is not None)
        speaks = self.says.match(after) or self.said_before.search(before)
        told[EntityType.PERSON] += _HINT * (speaks is not None)
        told[EntityType.PERSON] += _HINT * (" " in name.text)
        told[EntityType.ORGANISATION] += _LIKELY * (_ACRONYM.fullmatch(name.text) is not None)
        lone = " " not in name.text
        told[EntityType.ORGANISATION] += _HINT * (lone and self.article.search(before) is not None)
        told[EntityType.PLACE] += _SURE * (name.text in self.countries)
        return +told


def _quoted_works(text: str, cues: _Cues) -> list[Entity]:
    noun = cues.before[EntityType.WORK].pattern.removesuffix("$")
    return [
        Entity(
            match["work"], match.start("work"), match.end("work"), EntityType.WORK, match["work"]
        )
        for match in re.finditer(noun + _QUOTED, text)
    ]


@cache
def _cues_of(language: str) -> _Cues:
    table = Table.load("entities", language)
    sections = {kind: table.table(kind.value) for kind in EntityType}
    person, organisation, place = (
        sections[kind] for kind in (EntityType.PERSON, EntityType.ORGANISATION, EntityType.PLACE)
    )
    says, heads, tails = (
        person.string("says"),
        place.strings("heads"),
        organisation.strings("tails"),
    )
    none = table.table("none")
    grammar = cues_of(language).grammar
    function_words = grammar.determiners | grammar.prepositions | grammar.auxiliaries
    common = "|".join(sorted(re.escape(word) for word in function_words))
    return _Cues(
        given=re.compile(rf"{alternatives(person.strings('given'))}(?!\w)"),
        says=re.compile(rf",? (?:{says})(?!\w)"),
        said_before=re.compile(rf"(?<!\w)(?:{says}) $"),
        article=re.compile(rf"(?<!\w)(?:{organisation.string('article')}) $"),
        titles=re.compile(rf"(?:{person.string('titles')})\.? "),
        department=re.compile(
            rf"{alternatives(none.strings('names'))} (?:(?:de|del|de la|the|of) )"
        ),
        common=re.compile(rf"(?:{common}|\w+ly|\w+mente)", re.IGNORECASE),
        joint=re.compile(none.string("joints")),
        heads=re.compile(rf"(?<!\w){alternatives(heads)} $") if heads else None,
        tails=re.compile(rf" {alternatives(tails)}(?!\w)") if tails else None,
        before={
            kind: re.compile(rf"(?<!\w){alternatives(section.strings('before'))} $")
            for kind, section in sections.items()
        },
        after={
            kind: re.compile(rf"{alternatives(section.strings('after'))}")
            for kind, section in sections.items()
            if kind is not EntityType.WORK
        },
        words={
            kind: re.compile(rf"(?<!\w){alternatives(section.strings('words'))}(?!\w)")
            for kind, section in sections.items()
            if kind is not EntityType.PERSON
        },
        none=frozenset(none.strings("names")),
        events=re.compile(rf"{alternatives(none.strings('events'))}(?!\w)"),
        countries=frozenset(Locale(language).territories.values()),
        language=language,
    )
