"""Descriptions put into names: "la instalación", "the board", "esta compra"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkers.claims.alone import Alone, Statement
from checkers.claims.antecedents import Antecedent
from checkers.claims.completions import Completion
from checkers.claims.cues import cues_of
from checkers.claims.first_person import is_quoted
from checkers.claims.names import find_names
from checkers.claims.phrases import Phrase, find_phrases
from checkers.claims.referring import Belonging, Referring, referring_of
from checkers.claims.topics import contracted
from checkers.readings import Stretch

_LONGEST_NAME = 3  # words that stand well before an English noun
_LONGEST_HEADLINE = 90


@dataclass(frozen=True, slots=True)
class _Put:
    """What a statement has in the place of `wording[start:end]`, for a phrase of the article."""

    start: int
    end: int
    text: str
    antecedent: Antecedent


def name_descriptions(alone: Alone, statement: Statement) -> Alone:
    """The wording with what its descriptions stand for, where the article tells only one thing."""
    chosen: list[tuple[Phrase, _Put]] = []
    said: frozenset[str] = frozenset()
    for phrase in find_phrases(alone.wording, statement.language):
        found = _Describer(statement, alone.wording, phrase, said).find()
        if found is not None:
            chosen.append((phrase, found))
            said |= {name.text for name in find_names(found.text, statement.language)}
    for phrase, found in reversed(chosen):
        text = contracted(found.text) if statement.language == "es" else found.text
        if found.start == 0:
            text = text[:1].upper() + text[1:]
        name = contracted(found.antecedent.name)
        reference = statement.reference(phrase.text, replace(found.antecedent, name=name))
        alone = alone.put(found.start, found.end, text, reference)
    return alone


@dataclass(frozen=True, slots=True)
class _Describer:
    """Finds what one description of a statement stands for."""

    statement: Statement
    wording: str
    phrase: Phrase
    said: frozenset[str]

    def find(self) -> _Put | None:
        """What to put in the place of the phrase; None where it says itself what it is."""
        if self.phrase.complete or self.tables.names(self.phrase.noun, self.tables.never):
            return None
        for found in self._candidates():
            if found is not None and not self._is_said(found):
                return found
        return None

    def _candidates(self) -> Iterator[_Put | None]:
        yield self._company()
        yield self._same()
        yield self._country()
        yield self._completed()
        yield self._other_word()
        yield self._actor()
        person = cues_of(self.statement.language).references.people.fullmatch(self.phrase.noun)
        if (person and self.phrase.noun not in self.tables.roles) or self.phrase.counted:
            # "La investigadora" is one of those who are named, "las diez ciudades" are several.
            return
        for belonging in self.tables.belongings:
            nouns = (self.phrase.noun, self.phrase.nouns[0])
            if any(self.tables.names(noun, belonging.parts) for noun in nouns):
                yield self._belongs(belonging)

    @property
    def tables(self) -> Referring:
        """The tables of the article's language."""
        return referring_of(self.statement.language)

    def _is_said(self, found: _Put) -> bool:
        """Whether the statement says so already: "la central, la mayor de Sorbel"."""
        rest = f"{self.wording[: self.phrase.start]}{self.wording[self.phrase.end :]}"
        new = [name.text for name in find_names(found.text, self.statement.language)]
        old = [name.text for name in find_names(self.phrase.text, self.statement.language)]
        added = [name for name in new if name not in old]
        return bool(added) and all(name in rest or name in self.said for name in added)

    def _instead(self, antecedent: Antecedent) -> _Put:
        """The antecedent in the place of the phrase, with the preposition of "del" and "al"."""
        lead = {"del": "de ", "al": "a "}.get(self.phrase.determiner, "")
        text = f"{lead}{self._added(antecedent.name)}"
        return _Put(self.phrase.start, self.phrase.end, text, antecedent)

    def _added(self, text: str) -> str:
        """What is put in, in brackets where it is put into somebody's own words."""
        quoted = is_quoted(self.wording, self.phrase.start, self.statement)
        return f"[{text}]" if quoted else text

    def _company(self) -> _Put | None:
        """Whom "the company" is: what the article has called so, or is about."""
        if self.phrase.determiner in {"del", ""}:
            return None
        if cues_of(self.statement.language).references.company.fullmatch(self.phrase.noun) is None:
            return None
        if len(self.phrase.nouns) > 1 or self.phrase.text.count(" ") > 1:
            return None
        sentence = self.statement.sentence
        found = self.statement.referents.company(self.phrase.noun, sentence)
        if found is None or (self.phrase.start and not self._is_alone(found.name)):
            return None
        return self._instead(found)

    def _is_alone(self, name: str) -> bool:
        """Whether no other organisation of the statement can be "the company" in its midst."""
        referents = self.statement.referents
        if name == referents.topic.body:
            return True
        companies = {mention.name for mention in referents.companies}
        named = {n.text for n in find_names(self.wording, self.statement.language)}
        return all(name.startswith(other) for other in named & companies)

    def _same(self) -> _Put | None:
        """What "la misma agencia" or "the vaccine" is: the article has called one name so."""
        cues, noun = cues_of(self.statement.language).references, self.phrase.noun
        pointed = self._is_demonstrative() or noun in self.tables.actors
        if not (pointed or cues.things.fullmatch(noun) or cues.people.fullmatch(noun)):
            return None
        found = self.statement.referents.called(noun, self.statement.start)
        return None if found is None else self._instead(found)

    def _country(self) -> _Put | None:
        """What "ese país" is: the only country in the sentence before."""
        if not self._is_demonstrative() or self.phrase.noun not in self.tables.countries:
            return None
        found = self.statement.referents.country_before(self.statement.sentence)
        return None if found is None else self._instead(found)

    def _is_demonstrative(self) -> bool:
        return self.phrase.same or self.phrase.determiner in self.tables.demonstrative

    def _completed(self) -> _Put | None:
        """For "la central" "la central de Sorbel", after the article has said so once."""
        noun = frozenset({self.tables.base(self.phrase.noun)})
        found = self.statement.referents.completed(noun, self.statement.start)
        if found is None or self.phrase.determiner == "" or len(self.phrase.nouns) > 1:
            return None
        many = self.tables.base(self.phrase.noun) != self.phrase.noun
        if many and self.phrase.start and not self._is_demonstrative():
            # "Las mujeres" may be women at large.
            return None
        return self._with(found)

    def _with(self, found: Completion) -> _Put:
        """The phrase with what it is of, after it or before its noun."""
        where = Stretch(found.start, found.end)
        at = self.phrase.noun_start if found.before else self.phrase.end
        wording = self.wording
        before, after = wording[self.phrase.start : at], wording[at : self.phrase.end]
        added = self._added(found.complement)
        text = f"{before}{added} {after}" if found.before else f"{before} {added}"
        return _Put(self.phrase.start, self.phrase.end, text, Antecedent(text, where))

    def _other_word(self) -> _Put | None:
        """For "la instalación" "la central de Sorbel": another word for the same thing."""
        others = self.tables.hypernyms.get(self.tables.base(self.phrase.noun))
        if others is None or self.phrase.determiner == "":
            return None
        found = self.statement.referents.completed(others, self.statement.start)
        if found is not None and found.article:
            return self._instead(Antecedent(found.whole, Stretch(found.start, found.end)))
        if self._is_demonstrative():
            bare = self.statement.referents.first_of(others, self.statement.start)
            if bare is not None:
                return self._instead(Antecedent(bare))
        for other in sorted(others):
            named = self.statement.referents.called(other, self.statement.start)
            if named is not None:
                return self._instead(named)
        return None

    def _actor(self) -> _Put | None:
        """What "the brand" is: what the sentence before is about."""
        noun = self.tables.base(self.phrase.noun)
        if self.phrase.start or noun not in self.tables.actors or len(self.phrase.nouns) > 1:
            return None
        referents = self.statement.referents
        found = referents.lone_subject_of_previous(self.statement.sentence)
        if found is None or referents.is_person(found.name) or referents.is_place(found.name):
            return None
        return self._instead(found)

    def _belongs(self, belonging: Belonging) -> _Put | None:
        """For "las obras" "las obras de la central de Sorbel"."""
        topic = self.statement.referents.topic
        if belonging.name == "event":
            return self._of_headline()
        if belonging.name == "place":
            return self._of_name(topic.here if topic.is_speech else topic.place)
        if belonging.name == "territory":
            return self._of_name(topic.place if topic.is_speech else None)
        if belonging.name == "organisation":
            found = self.statement.referents.organisation(self.statement.sentence)
            return None if found is None else self._of_name(found.name, found)
        if belonging.name == "match":
            return self._of_match(belonging)
        return self._of_thing(belonging)

    def _of_name(self, name: str | None, antecedent: Antecedent | None = None) -> _Put | None:
        """The phrase with the name of what it belongs to: before its noun in English."""
        if name is None or name in self.wording:
            return None
        found = antecedent or self.statement.referents.own(name)
        if self.statement.language == "es" or name.count(" ") >= _LONGEST_NAME:
            return self._of_whole(name, found.found)
        at = self.phrase.noun_start if self.phrase.determiner else self.phrase.start
        wording = self.wording
        text = (
            f"{wording[self.phrase.start : at]}{self._added(name)} {wording[at : self.phrase.end]}"
        )
        if at == 0:
            noun = wording[: self.phrase.end]
            text = f"{name} {noun[:1].lower()}{noun[1:]}"
        return _Put(self.phrase.start, self.phrase.end, text, Antecedent(text, found.found))

    def _of_whole(self, whole: str | None, where: Stretch | None) -> _Put | None:
        if whole is None:
            return None
        added = self._added(contracted(self.tables.of.replace("{whole}", whole).strip()))
        text = f"{self.phrase.text} {added}"
        return _Put(self.phrase.start, self.phrase.end, text, Antecedent(text, where))

    def _of_thing(self, belonging: Belonging) -> _Put | None:
        """What belongs to a thing that the article has named, or to the study that it is about."""
        if self.phrase.determiner == "":
            return None
        referents, at = self.statement.referents, self.statement.start
        own = self.tables.base(self.phrase.noun)
        found = referents.completed(belonging.wholes - {own}, at)
        if found is not None and found.article:
            return self._of_whole(found.whole, Stretch(found.start, found.end))
        return self._of_study(belonging) if belonging.name == "study" else None

    def _of_study(self, belonging: Belonging) -> _Put | None:
        """The study of what the title begins with, where the article is about one."""
        topic, at = self.statement.referents.topic, self.statement.start
        study = self.statement.referents.first_of(belonging.wholes, at)
        if study is None or topic.subject is None or topic.subject in self.wording:
            return None
        if self.tables.base(self.phrase.noun) in belonging.wholes:
            return self._of_whole(topic.subject, None)
        of_topic = self.tables.of.replace("{whole}", topic.subject)
        return self._of_whole(f"{study}{of_topic}", None)

    def _of_match(self, belonging: Belonging) -> _Put | None:
        """The match between the two teams, or what belongs to it."""
        sides = self.statement.referents.topic.sides
        if sides is None:
            return None
        between = (
            "el partido entre {} y {}"
            if self.statement.language == "es"
            else ("the match between {} and {}")
        )
        match = between.format(*sides)
        if self.tables.base(self.phrase.noun) in belonging.wholes:
            return self._instead(Antecedent(match))
        return self._of_whole(match, None)

    def _of_headline(self) -> _Put | None:
        """For "la operación" "la operación [Norvia compra Telmar]", which the headline tells."""
        headline = self.statement.referents.topic.headline
        apart = self.phrase.start and self.statement.said_by is None
        if headline is None or apart or self.phrase.text.count(" ") != 1:
            return None
        if ":" in headline or len(headline) > _LONGEST_HEADLINE:
            return None
        text = f"{self.phrase.text} [{headline}]"
        return _Put(self.phrase.start, self.phrase.end, text, Antecedent(text))
