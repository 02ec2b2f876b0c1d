"""What "la compañía", "the group" or "it" stand for, where that can be told without guessing."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cache

from babel import Locale

from checkers.claims.cues import cues_of
from checkers.claims.names import Name, find_names
from checkers.claims.verbs import finite_verb, words_of
from checkers.nouns import Article

# Names that companies are not: acronyms of things, and (below) countries.
_NO_COMPANIES = frozenset({"IA", "AI", "PIB", "GDP", "IVA", "VAT", "IPC", "CPI", "CEO", "UE", "EU"})
_ALWAYS_PRONOUNS = frozenset(
    {"esto", "eso", "ella", "él", "ellos", "ellas", "aquello", "he", "she", "they", "it"}
)
_SINGULAR_PRONOUNS = frozenset({"it", "he", "she"})
_EXPLETIVES = frozenset({"is", "was", "has", "will", "seems", "took", "takes"})
_REMEMBERED = 500  # names before a reference that it may point to
_DECISIVE = 2  # mentions that make a name without a title the article's subject


@dataclass(frozen=True, slots=True)
class Referents:
    """The names of an article that may be organisations, in order, and how its title begins."""

    language: str
    names: tuple[str, ...]
    ends: tuple[int, ...]
    titular: str | None

    @classmethod
    def of(cls, article: Article) -> Referents:
        """The referents of an article."""
        named = find_names(article.title or "", article.language)
        titular = named[0].text if named and named[0].start == 0 else None
        names = _companies(article.text, article.language)
        return cls(
            article.language, tuple(n.text for n in names), tuple(n.end for n in names), titular
        )

    def subject_before(self, position: int) -> str | None:
        """The organisation named most often before the position; None where none stands out."""
        stop = bisect_right(self.ends, position)
        counts = Counter(self.names[max(0, stop - _REMEMBERED) : stop])
        ranked = counts.most_common(2)
        if not ranked:
            return None
        name, count = ranked[0]
        if self.titular and counts[self.titular] == count:
            return self.titular
        tied = len(ranked) > 1 and ranked[1][1] == count
        return None if tied or count < _DECISIVE else name


def _companies(text: str, language: str) -> tuple[Name, ...]:
    """The names of a text without places and without surnames of people named in full."""
    names = find_names(text, language)
    surnames = {name.text.split(" ", 1)[1] for name in names if " " in name.text}
    located = cues_of(language).grammar.locative
    elsewhere = {n.text for n in names if not located.search(text[max(0, n.start - 10) : n.start])}
    left_out = surnames | _NO_COMPANIES | _countries(language)
    return tuple(n for n in names if n.text in elsewhere and n.text not in left_out)


@cache
def _countries(language: str) -> frozenset[str]:
    return frozenset(Locale(language).territories.values())


def resolve(text: str, previous: str, position: int, referents: Referents) -> str:
    """The text with its references to an organisation replaced by the name; else as it is.

    Args:
        text: A statement.
        previous: The sentence before it in the same block, "" where it is the first.
        position: Where the statement begins in the article.
        referents: The names of the article.
    """
    language = referents.language
    earlier = _leading_name(previous, language)
    pronoun = _pronoun_resolved(text, previous, earlier, language)
    if pronoun is not None:
        return pronoun
    cues = cues_of(language).references
    subject, genitive = cues.subject.match(text), cues.genitive.search(text)
    name = referents.subject_before(position) if subject or genitive else None
    if name is None or (earlier is not None and earlier != name):
        return text
    if subject:
        return f"{name}{text[subject.end() :]}"
    others = {n.text for n in find_names(text, language)}
    if all(other.startswith(name) for other in others):
        return cues.genitive.sub(f"{cues.of} {name}", text)
    return text


def _leading_name(sentence: str, language: str) -> str | None:
    names = find_names(sentence, language)
    return names[0].text if names and names[0].start == 0 else None


def _pronoun_resolved(text: str, previous: str, earlier: str | None, language: str) -> str | None:
    """The text with "it", "he" or "she" replaced by the only name of the sentence before."""
    first = text.split(" ", 1)[0]
    lone = {n.text for n in find_names(previous, language)} == {earlier}
    if earlier is None or not lone or first.lower() not in _SINGULAR_PRONOUNS:
        return None
    return f"{earlier}{text[len(first) :]}" if unresolved_pronoun(text, language) else None


def unresolved_pronoun(text: str, language: str) -> str | None:
    """The pronoun that a statement begins with and that nothing in it explains; else None."""
    tokens = list(words_of(text))
    if len(tokens) <= 1 or tokens[0].lower not in cues_of(language).references.pronouns:
        return None
    first, second = tokens[0], tokens[1]
    if first.lower == "it" and second.lower in _EXPLETIVES and " that " in text:
        return None
    verb = finite_verb(text, language)
    acts = verb is not None and verb.start == second.start
    return first.text if first.lower in _ALWAYS_PRONOUNS or acts else None
