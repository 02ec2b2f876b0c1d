"""Descriptions put into names: "la instalación", "the board", "esta compra"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checkers.claims.alone import Alone, Statement
from checkers.claims.antecedents import Antecedent
from checkers.claims.cues import cues_of
from checkers.claims.described import Description, Put
from checkers.claims.names import find_names
from checkers.claims.phrases import Phrase, find_phrases
from checkers.claims.referring import Belonging
from checkers.claims.topics import contracted
from checkers.readings import Stretch

_LONGEST_NAME = 3  # words that stand well before an English noun
_LONGEST_HEADLINE = 90


def name_descriptions(alone: Alone, statement: Statement) -> Alone:
    """The wording with what its descriptions stand for, where the article tells only one thing."""
    chosen: list[tuple[Phrase, Put]] = []
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


class _Describer(Description):
    """Finds what one description of a statement stands for."""

    __slots__ = ()

    def find(self) -> Put | None:
        """What to put in the place of the phrase; None where it says itself what it is."""
        if self.phrase.complete or self.tables.names(self.phrase.noun, self.tables.never):
            return None
        for found in self._candidates():
            if found is not None and not self.is_said(found):
                return found
        return None

    def _candidates(self) -> Iterator[Put | None]:
        yield self._led()
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

    def _led(self) -> Put | None:
        """For "el equipo, dirigido por Ana Gil" "el equipo de Ana Gil"."""
        text = self.statement.sentence.text
        at = text.find(self.phrase.text)
        led = self.tables.led.match(text, at + len(self.phrase.text)) if at >= 0 else None
        if led is None:
            return None
        names = find_names(text[led.end() :].split(",")[0], self.statement.language)
        return self.of_whole(names[0].text, None) if len(names) == 1 else None

    def _company(self) -> Put | None:
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
        return self.instead(found)

    def _is_alone(self, name: str) -> bool:
        """Whether no other organisation of the statement can be "the company" in its midst."""
        referents = self.statement.referents
        if name == referents.topic.body:
            return True
        named = {n.text for n in find_names(self.wording, self.statement.language)}
        return all(name.startswith(other) for other in named & referents.company_names)

    def _same(self) -> Put | None:
        """What "la misma agencia" or "the vaccine" is: the article has called one name so."""
        cues, noun = cues_of(self.statement.language).references, self.phrase.noun
        pointed = self.is_demonstrative() or noun in self.tables.actors
        if not (pointed or cues.things.fullmatch(noun) or cues.people.fullmatch(noun)):
            return None
        found = self.statement.referents.called(noun, self.statement.start)
        return None if found is None else self.instead(found)

    def _country(self) -> Put | None:
        """What "ese país" is: the only country in the sentence before."""
        if not self.is_demonstrative() or self.phrase.noun not in self.tables.countries:
            return None
        found = self.statement.referents.country_before(self.statement.sentence)
        return None if found is None else self.instead(found)

    def _completed(self) -> Put | None:
        """For "la central" "la central de Sorbel", after the article has said so once."""
        noun = frozenset({self.tables.base(self.phrase.noun)})
        found = self.statement.referents.completed(noun, self.statement.start)
        if found is None or self.phrase.determiner == "" or len(self.phrase.nouns) > 1:
            return None
        many = self.tables.base(self.phrase.noun) != self.phrase.noun
        if many and self.phrase.start and not self.is_demonstrative():
            # "Las mujeres" may be women at large.
            return None
        return self.completed_by(found)

    def _other_word(self) -> Put | None:
        """For "la instalación" "la central de Sorbel": another word for the same thing."""
        others = self.tables.hypernyms.get(self.tables.base(self.phrase.noun))
        if others is None or self.phrase.determiner == "":
            return None
        found = self.statement.referents.completed(others, self.statement.start)
        if found is not None and found.article:
            return self.instead(Antecedent(found.whole, Stretch(found.start, found.end)))
        if self.is_demonstrative():
            bare = self.statement.referents.first_of(others, self.statement.start)
            if bare is not None:
                return self.instead(Antecedent(bare))
        for other in sorted(others):
            named = self.statement.referents.called(other, self.statement.start)
            if named is not None:
                return self.instead(named)
        return None

    def _actor(self) -> Put | None:
        """What "the brand" is: what the sentence before is about."""
        noun = self.tables.base(self.phrase.noun)
        if self.phrase.start or noun not in self.tables.actors or len(self.phrase.nouns) > 1:
            return None
        referents = self.statement.referents
        found = referents.lone_subject_of_previous(self.statement.sentence)
        if found is None or referents.is_person(found.name) or referents.is_place(found.name):
            return None
        return self.instead(found)

    def _belongs(self, belonging: Belonging) -> Put | None:
        """For "las obras" "las obras de la central de Sorbel"."""
        topic = self.statement.referents.topic
        if belonging.name == "event":
            return self._of_headline()
        if belonging.name == "place":
            return self.of_name(topic.here if topic.is_speech else topic.place)
        if belonging.name == "territory":
            return self.of_name(topic.place if topic.is_speech else None)
        if belonging.name == "organisation":
            found = self.statement.referents.organisation(self.statement.sentence)
            return None if found is None else self.of_name(found.name, found)
        if belonging.name == "match":
            return self._of_match(belonging)
        return self._of_thing(belonging)

    def _of_thing(self, belonging: Belonging) -> Put | None:
        """What belongs to a thing that the article has named, or to the study that it is about."""
        if self.phrase.determiner == "":
            return None
        referents, at = self.statement.referents, self.statement.start
        own = self.tables.base(self.phrase.noun)
        found = referents.completed(belonging.wholes - {own}, at)
        if found is not None and found.article:
            return self.of_whole(found.whole, Stretch(found.start, found.end))
        return self._of_study(belonging) if belonging.name == "study" else None

    def _of_study(self, belonging: Belonging) -> Put | None:
        """The study of what the title begins with, where the article is about one."""
        topic, at = self.statement.referents.topic, self.statement.start
        study = self.statement.referents.first_of(belonging.wholes, at)
        if study is None or topic.subject is None or topic.subject in self.wording:
            return None
        if self.tables.base(self.phrase.noun) in belonging.wholes:
            return self.of_whole(topic.subject, None)
        of_topic = self.tables.of.replace("{whole}", topic.subject)
        return self.of_whole(f"{study}{of_topic}", None)

    def _of_match(self, belonging: Belonging) -> Put | None:
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
            return self.instead(Antecedent(match))
        return self.of_whole(match, None)

    def _of_headline(self) -> Put | None:
        """For "la operación" "la operación [Norvia compra Telmar]", which the headline tells."""
        headline = self.statement.referents.topic.headline
        apart = self.phrase.start and self.statement.said_by is None
        if headline is None or apart or self.phrase.text.count(" ") != 1:
            return None
        if ":" in headline or len(headline) > _LONGEST_HEADLINE:
            return None
        text = f"{self.phrase.text} [{headline}]"
        return Put(self.phrase.start, self.phrase.end, text, Antecedent(text))
