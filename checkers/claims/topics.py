"""What an article is about, and whose words it is: what its descriptions fall back on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checkers.articles import Article
from checkers.claims.clauses import read_clauses
from checkers.claims.cues import cues_of
from checkers.claims.names import Name, find_names
from checkers.claims.referring import Referring, referring_of
from checkers.claims.sentence import LONGEST, ArticleSentence
from checkers.claims.verbs import lemma

_LONGEST_TITLE = 300  # characters
_SHOWS = 20_000  # characters of an article that tell what its title names
_FIRST = 4  # sentences that say what an article is about
_CONTRACTED = re.compile(r"\b(de|a) el\b")


@dataclass(frozen=True, slots=True)
class Topic:
    """What the title and the first sentences say; None for what they do not.

    `headline` is a title that tells of something, with a verb.
    `speaker` is whose words a speech is, `body` the organisation whose own words a speech or press
    release is, `place` that of its government, `here` where a speech is held, `sides` the teams of
    a match, `subject` the noun phrase without a name that the title begins with.
    """

    headline: str | None = None
    speaker: str | None = None
    body: str | None = None
    place: str | None = None
    here: str | None = None
    sides: tuple[str, str] | None = None
    subject: str | None = None

    @property
    def is_speech(self) -> bool:
        """Whether the article is what one person says, in their own words."""
        return self.speaker is not None


def read_topic(article: Article, sentences: Sequence[ArticleSentence]) -> Topic:
    """The topic of an article."""
    tables, title = referring_of(article.language), (article.title or "")[:_LONGEST_TITLE]
    names = [name for name in find_names(title, article.language) if len(name.text) > 1]
    speaker = _speaker(title, names, tables)
    body = article.publisher if speaker else _own_body(article)
    place = _place_of(body, tables) or _governed(names, article.text[:_SHOWS], tables)
    elsewhere = [n.text for n in names if speaker and speaker not in n.text and n.text != body]
    return Topic(
        headline=title if read_clauses(title[:LONGEST], article.language).main else None,
        speaker=speaker,
        body=body,
        place=place,
        here=elsewhere[-1] if elsewhere else place,
        sides=_sides(article.text, sentences, tables),
        subject=_subject(title, names, article.language),
    )


def _speaker(title: str, names: Sequence[Name], tables: Referring) -> str | None:
    """The person in "Remarks by Fisheries Minister Moira Tennant at the opening of…"."""
    begun = tables.speech.match(title)
    if begun is None:
        return None
    called = cues_of(tables.language).references.people
    for name in names:
        words = name.text.split(" ")
        titles = [i for i, word in enumerate(words) if called.fullmatch(word.lower())]
        own = words[titles[-1] + 1 :] if titles else words
        if name.start >= begun.end() and len(own) > 1:
            return " ".join(own)
    return None


def _own_body(article: Article) -> str | None:
    """The publisher as the title names it, where the article is its own: a press release.

    "Kestrel Foods" is "Kestrel Foods plc", but "Thornmere" is not "The Thornmere Post".
    """
    words = (article.publisher or "").replace(",", "").split()
    least = min(2, len(words))
    for count in range(len(words), least - 1, -1):
        name = " ".join(words[:count])
        if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", article.title or ""):
            return name
    return None


def _place_of(body: str | None, tables: Referring) -> str | None:
    found = tables.body_place.search(body or "")
    return found["place"] if found else None


def _governed(names: Sequence[Name], text: str, tables: Referring) -> str | None:
    """The name of the title that the article shows to be a place with a government."""
    for name in dict.fromkeys(one.text for one in names):
        for wording in tables.place:
            if re.search(wording.replace("NAME", re.escape(name)), text):
                return name
    return None


def _sides(
    text: str, sentences: Sequence[ArticleSentence], tables: Referring
) -> tuple[str, str] | None:
    """The two teams of the first sentence in which one beats the other."""
    if tables.match_words.search(text) is None:
        return None
    for sentence in sentences[: _FIRST + 1]:
        verb = tables.match_verbs.search(sentence.text)
        if verb is None:
            continue
        names = find_names(sentence.text, tables.language)
        before = [name.text for name in names if name.end <= verb.start()]
        after = [name.text for name in names if name.start >= verb.end()]
        if before and after:
            return before[-1], after[0]
    return None


def _subject(title: str, names: Sequence[Name], language: str) -> str | None:
    """What "Los alcornoques recuerdan la sequía" begins with: "los alcornoques"."""
    sentence = read_clauses(title[:LONGEST], language)
    if not sentence.main:
        return None
    verb = sentence.tokens[sentence.main[0].verb]
    nouns = [t for t in sentence.tokens if t.start < verb.start and t.tag in {"NOUN", "ADJ"}]
    people = cues_of(language).references.people
    if not nouns or any(name.start < verb.start for name in names):
        return None
    if any(people.fullmatch(lemma(noun.lower, language)) for noun in nouns):
        # Who has made the study is not what it is about.
        return None
    return title[:1].lower() + title[1 : nouns[-1].end]


def contracted(text: str) -> str:
    """Spanish text with "del" for "de el"."""
    return _CONTRACTED.sub(lambda found: f"{found[1]}l", text)
