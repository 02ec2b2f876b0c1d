"""What a statement's references stand for, by what the article says before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from checkers.articles import Article
from checkers.claims.antecedents import (
    REMEMBERED,
    Antecedent,
    antecedent_of,
    companies_of,
    countries,
    distinct,
    latest,
)
from checkers.claims.attribution import find_attribution
from checkers.claims.completions import Completion, find_bare, find_completions, grouped
from checkers.claims.cues import cues_of
from checkers.claims.gaps import missing_subject
from checkers.claims.mentions import Mention, find_mentions, shared, subject_name
from checkers.claims.names import find_names
from checkers.claims.relative_dates import calendar_names
from checkers.claims.sentence import ArticleSentence
from checkers.claims.topics import Topic, read_topic
from checkers.readings import Stretch

_MOST_WORDS = 4  # of a person's name
_DECISIVE = 2  # mentions that make a name without a title the article's subject


@dataclass(frozen=True, slots=True)
class Referents:
    """The names of an article, in order, with what tells which of them is meant.

    `named`, `endings` and `within` have them by the whole name, by its last word and by sentence;
    `completions` have what nouns are of by the noun, and `bare` where each noun stands first.
    """

    language: str
    day: date | None
    mentions: tuple[Mention, ...]
    companies: tuple[Mention, ...]
    company_names: frozenset[str]
    completions: Mapping[str, Sequence[Completion]]
    bare: Mapping[str, tuple[int, str]]
    named: Mapping[str, Sequence[Mention]]
    endings: Mapping[str, Sequence[Mention]]
    within: Mapping[int, Sequence[Mention]]
    sentences: tuple[ArticleSentence, ...]
    titular: str | None
    topic: Topic

    @classmethod
    def of(cls, article: Article, sentences: Sequence[ArticleSentence]) -> Referents:
        """The referents of an article."""
        named = find_names(article.title or "", article.language)
        mentions = shared(find_mentions(sentences, article.language))
        companies = tuple(companies_of(mentions, article.language))
        return cls(
            article.language,
            article.day,
            mentions,
            companies,
            frozenset(mention.name for mention in companies),
            grouped(find_completions(sentences, article.language), lambda one: one.noun),
            find_bare(sentences, article.language),
            grouped(mentions, lambda one: one.name),
            grouped(mentions, lambda one: one.name.rsplit(" ", 1)[-1]),
            grouped(mentions, lambda one: one.sentence),
            tuple(sentences),
            named[0].text if named and named[0].start == 0 else None,
            read_topic(article, sentences),
        )

    def before(self, position: int) -> tuple[Mention, ...]:
        """The names before a position, the latest ones of many."""
        return latest(self.mentions, position)

    def called(self, noun: str, position: int) -> Antecedent | None:
        """The one name that the article has called so before a position; None if several or none.

        "La ministra" is Ana Gil after "la ministra de Sanidad, Ana Gil".
        """
        found = [m for m in self.before(position) if noun in m.nouns]
        names = distinct(m.name for m in found)
        return antecedent_of(found[0], names[-1]) if len(names) == 1 else None

    def completed(self, nouns: frozenset[str], position: int) -> Completion | None:
        """What makes "la central" whole ("de Sorbel"), where only one was told of before.

        Args:
            nouns: The base forms of it, and of what else it may have been called.
            position: Where it stands in the article.
        """
        found = [
            one
            for noun in nouns
            for one in self.completions.get(noun, ())[:REMEMBERED]
            if one.end <= position
        ]
        found.sort(key=lambda one: one.start)
        named = [one for one in found if one.named] or found
        complements = {one.complement.casefold() for one in named}
        return named[0] if len(complements) == 1 else None

    def company(self, noun: str, sentence: ArticleSentence) -> Antecedent | None:
        """Whom "the company" is: what the article has called so, or the organisation of it."""
        return self.called(noun, sentence.start) or self.organisation(sentence)

    def organisation(self, sentence: ArticleSentence) -> Antecedent | None:
        """The organisation that "the company" is; None where more than one may be meant."""
        if self.topic.body is not None and not self.topic.is_speech:
            return self.own(self.topic.body)
        before = latest(self.companies, sentence.start)
        counts = Counter(m.name for m in before)
        if not counts:
            return None
        name = self._most_named(counts)
        earlier = self.subject_of_previous(sentence)
        if name is None or (earlier is not None and earlier.name != name):
            return None
        return antecedent_of(next(m for m in before if m.name == name), name)

    def _most_named(self, counts: Counter[str]) -> str | None:
        ranked = counts.most_common(2)
        name, count = ranked[0]
        if len(ranked) == 1 or (self.titular and counts[self.titular] == count):
            return self.titular if self.titular in counts else name
        return None if ranked[1][1] == count or count < _DECISIVE else name

    def country_before(self, sentence: ArticleSentence) -> Antecedent | None:
        """The only country that the sentence before names; None if several or none."""
        known = countries(self.language)
        named = [m for m in self.within.get(sentence.index - 1, ()) if m.name in known]
        return antecedent_of(named[0], named[0].name) if len(named) == 1 else None

    def first_of(self, nouns: frozenset[str], position: int) -> str | None:
        """The first of some nouns that the article has before a position, with its article."""
        found = [self.bare[noun] for noun in nouns if noun in self.bare]
        before = [one for one in found if one[0] < position]
        return min(before)[1] if before else None

    def own(self, name: str) -> Antecedent:
        """Something that the article is about, with where it is named first."""
        first = next(iter(self.named.get(name, ())), None)
        return Antecedent(name) if first is None else antecedent_of(first, name)

    def subject_of_previous(self, sentence: ArticleSentence) -> Antecedent | None:
        """The name that is the subject of the sentence before, in the same block."""
        return self._subject(sentence.previous, sentence.index - 1)

    def _subject(self, text: str, index: int) -> Antecedent | None:
        """Through sentences that leave their subject out, as far back as the block goes."""
        if not text or index < 0:
            return None
        found = subject_name(text, self.language)
        start = self.sentences[index].start
        if found is None:
            return self._left_open(text, index)
        name = text[found[0] : found[1]]
        return Antecedent(
            self.whole_name(name, start + found[0]), Stretch(start + found[0], start + found[1])
        )

    def _left_open(self, text: str, index: int) -> Antecedent | None:
        """The subject of a sentence that leaves it out or calls it "the company"."""
        opened = cues_of(self.language).references.opened.match(text)
        if opened is not None:
            return self.organisation(self.sentences[index])
        omitted = self.language == "es" and missing_subject(text) is not None
        return self._subject(self.sentences[index].previous, index - 1) if omitted else None

    def speaker(self, who: str, sentence: ArticleSentence) -> Antecedent | None:
        """Whom the article names in "la ministra, Ana Gil"; None where it names nobody."""
        names = find_names(who, self.language)
        if not names:
            return None
        at = sentence.text.find(names[0].text)
        if at < 0:
            return Antecedent(names[0].text)
        start = sentence.start + at
        name = self.whole_name(names[0].text, start)
        return Antecedent(name, Stretch(start, start + len(names[0].text)))

    def is_person(self, name: str) -> bool:
        """Whether the article calls somebody of this name a minister, a player or the like."""
        return any(m.person for m in self.named.get(name, ()))

    def is_place(self, name: str) -> bool:
        """Whether the article has a name after "in" wherever it has it."""
        found = [m.place for m in self.named.get(name, ())]
        return bool(found) and all(found)

    def is_woman(self, name: str) -> bool | None:
        """What the article's nouns tell of a person of this name; None where they tell nothing."""
        return next((m.woman for m in self.named.get(name, ()) if m.person), None)

    def speaker_named(self, who: str, sentence: ArticleSentence) -> Antecedent | None:
        """The whole name of who spoke in the sentence before; None where it is no name."""
        names = find_names(who, self.language)
        if len(names) != 1:
            return None
        return Antecedent(self.whole_name(names[0].text, sentence.start))

    def only_person(
        self, sentence: ArticleSentence, *, woman: bool | None = None
    ) -> Antecedent | None:
        """The one person that was named before in the same paragraph; None if several or none.

        Args:
            sentence: That of the reference.
            woman: What the reference tells, by which the article's "la ministra" is told from
                "el portavoz"; None where it tells nothing.
        """
        first = sentence
        while first.previous and first.index:
            first = self.sentences[first.index - 1]
        found = [
            m
            for m in self.before(sentence.start)
            if m.start >= first.start
            and m.person
            and (woman is None or m.woman is None or m.woman is woman)
        ]
        if not found and woman is not None:
            # The only woman of the article, where several paragraphs tell of men.
            found = [m for m in self.before(sentence.start) if m.person and m.woman is woman]
            known = [m for m in self.before(sentence.start) if m.person and m.woman is None]
            found = [] if known else found
        names = distinct(self.whole_name(m.name, m.start) for m in found)
        return antecedent_of(found[-1], names[0]) if len(names) == 1 else None

    def lone_subject_of_previous(self, sentence: ArticleSentence) -> Antecedent | None:
        """That subject where no other name of the sentence may be meant instead."""
        subject = self.subject_of_previous(sentence)
        mentions = self.within.get(sentence.index - 1, ())
        return subject if subject is not None and self._is_lone(subject, mentions) else None

    def lone_subject_before(self, sentence: ArticleSentence, position: int) -> Antecedent | None:
        """The subject of the sentence itself for what stands in it from a position on."""
        subject = self._subject(sentence.text, sentence.index)
        if subject is None or subject.found is None or subject.found.end > position:
            return None
        before = [m for m in self.within.get(sentence.index, ()) if m.start < position]
        return subject if self._is_lone(subject, before) else None

    def _is_lone(self, subject: Antecedent, mentions: Sequence[Mention]) -> bool:
        """Whether none of the other names may be meant instead: they are places or dates."""
        dates = calendar_names(self.language)
        others = {m.name for m in mentions if not m.place} - {subject.name} - dates
        return all(other in subject.name for other in others)

    def speaker_before(self, sentence: ArticleSentence) -> str | None:
        """Who speaks in the sentence before, which "he added" and "añadió" go on with."""
        if not sentence.previous:
            return None
        said = find_attribution(sentence.previous, self.language)
        if said is None:
            return None
        return said.who or self.speaker_before(self.sentences[sentence.index - 1])

    def whole_name(self, name: str, position: int) -> str:
        """The full name that a surname is of, where the article has one such name before."""
        full = distinct(
            m.name
            for m in self.endings.get(name, ())[:REMEMBERED]
            if m.start < position and 0 < m.name.count(" ") < _MOST_WORDS
        )
        return full[0] if len(full) == 1 else name
