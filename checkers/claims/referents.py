"""What a statement's references stand for, by what the article says before it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale

from checkers.articles import Article
from checkers.claims.attribution import find_attribution
from checkers.claims.mentions import (
    Completion,
    Mention,
    find_completions,
    find_mentions,
    subject_name,
)
from checkers.claims.names import find_names
from checkers.claims.sentence import ArticleSentence
from checkers.readings import Stretch

# Names that companies are not: acronyms of things, and (below) countries.
_NO_COMPANIES = frozenset({"IA", "AI", "PIB", "GDP", "IVA", "VAT", "IPC", "CPI", "CEO", "UE", "EU"})
_REMEMBERED = 500  # names before a reference that it may point to
_DECISIVE = 2  # mentions that make a name without a title the article's subject


@dataclass(frozen=True, slots=True)
class Antecedent:
    """What a reference stands for, and where the article names it; None for its title or date."""

    name: str
    found: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Referents:
    """The names of an article, in order, with what tells which of them is meant."""

    language: str
    day: date | None
    mentions: tuple[Mention, ...]
    companies: tuple[Mention, ...]
    completions: tuple[Completion, ...]
    sentences: tuple[ArticleSentence, ...]
    titular: str | None
    endings: Mapping[str, Sequence[Mention]]
    """The names of several words by the last of them."""

    @classmethod
    def of(cls, article: Article, sentences: Sequence[ArticleSentence]) -> Referents:
        """The referents of an article."""
        named = find_names(article.title or "", article.language)
        mentions = tuple(find_mentions(sentences, article.language))
        return cls(
            article.language,
            article.day,
            mentions,
            tuple(_companies(mentions, article.language)),
            tuple(find_completions(sentences, article.language)),
            tuple(sentences),
            named[0].text if named and named[0].start == 0 else None,
            _by_ending(mentions),
        )

    def before(self, position: int) -> tuple[Mention, ...]:
        """The names before a position, the latest ones of many."""
        return _before(self.mentions, position)

    def called(self, noun: str, position: int) -> Antecedent | None:
        """The one name that the article has called so before a position; None if several or none.

        "La ministra" is Ana Gil after "la ministra de Sanidad, Ana Gil".
        """
        found = [m for m in self.before(position) if noun in m.nouns]
        names = _distinct(m.name for m in found)
        return _antecedent(found[0], names[-1]) if len(names) == 1 else None

    def completed(self, phrase: str, sentence: ArticleSentence) -> Antecedent | None:
        """What makes "la central" whole ("de Sorbel"), where only one was told of before."""
        noun = phrase.rsplit(" ", maxsplit=1)[-1].lower()
        found = [one for one in self.completions if one.noun == noun and one.end <= sentence.start]
        names = list(dict.fromkeys(one.complement for one in found))
        if len(names) != 1:
            return None
        return Antecedent(f"{phrase} {names[0]}", Stretch(found[0].start, found[0].end))

    def organisation(self, sentence: ArticleSentence) -> Antecedent | None:
        """The organisation that "the company" is; None where more than one may be meant."""
        before = _before(self.companies, sentence.start)
        counts = Counter(m.name for m in before)
        if not counts:
            return None
        name = self._most_named(counts)
        earlier = self.subject_of_previous(sentence)
        if name is None or (earlier is not None and earlier.name != name):
            return None
        return _antecedent(next(m for m in before if m.name == name), name)

    def _most_named(self, counts: Counter[str]) -> str | None:
        ranked = counts.most_common(2)
        name, count = ranked[0]
        if len(ranked) == 1 or (self.titular and counts[self.titular] == count):
            return self.titular if self.titular in counts else name
        return None if ranked[1][1] == count or count < _DECISIVE else name

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
            return None
        name = text[found[0] : found[1]]
        return Antecedent(
            self.whole_name(name, start + found[0]), Stretch(start + found[0], start + found[1])
        )

    def is_person(self, name: str) -> bool:
        """Whether the article calls somebody of this name a minister, a player or the like."""
        return any(m.name == name and m.person for m in self.mentions)

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
        names = _distinct(m.name for m in found)
        return _antecedent(found[-1], names[0]) if len(names) == 1 else None

    def lone_subject_of_previous(self, sentence: ArticleSentence) -> Antecedent | None:
        """That subject where no other name of the sentence may be meant instead."""
        subject = self.subject_of_previous(sentence)
        if subject is None:
            return None
        others = {
            m.name for m in self.mentions if m.sentence == sentence.index - 1 and not m.place
        } - {subject.name}
        return subject if all(other in subject.name for other in others) else None

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
        full = _distinct(
            m.name
            for m in self.endings.get(name.rsplit(" ", maxsplit=1)[-1], ())
            if m.start < position and m.name.endswith(f" {name}") and m.name.count(" ") <= 3  # noqa: PLR2004 - two surnames
        )
        return full[0] if len(full) == 1 and " " not in name else name


def _by_ending(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        if " " in mention.name:
            found.setdefault(mention.name.rsplit(" ", maxsplit=1)[-1], []).append(mention)
    return found


def _distinct(names: Iterator[str]) -> list[str]:
    """The names, of one that another holds ("Gil", "Ana Gil") the longer one only."""
    unique = list(dict.fromkeys(names))
    return [n for n in unique if not any(n != o and n in o.split(" ") for o in unique)]


def _antecedent(mention: Mention, name: str) -> Antecedent:
    return Antecedent(name, Stretch(mention.start, mention.end))


def _before(mentions: Sequence[Mention], position: int) -> tuple[Mention, ...]:
    stop = bisect_left(mentions, position, key=lambda mention: mention.start)
    return tuple(mentions[max(0, stop - _REMEMBERED) : stop])


def _companies(mentions: Sequence[Mention], language: str) -> Iterator[Mention]:
    """The names that may be organisations': no places, people, surnames or acronyms of things."""
    left_out = {m.name.split(" ", 1)[1] for m in mentions if " " in m.name}
    left_out |= {m.name for m in mentions if m.person}
    left_out |= _NO_COMPANIES | _countries(language)
    elsewhere = {m.name for m in mentions if not m.place}
    return (m for m in mentions if m.name in elsewhere and m.name not in left_out)


@cache
def _countries(language: str) -> frozenset[str]:
    return frozenset(Locale(language).territories.values())
