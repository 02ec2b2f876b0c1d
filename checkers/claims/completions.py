"""What the nouns of an article are of: "la central de Sorbel", "the tram line"."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from checkers.claims.referring import Referring, referring_of
from checkers.claims.sentence import LONGEST, ArticleSentence
from checkers.claims.tagged import Token, tag_words

Key = TypeVar("Key", bound=Hashable)
One = TypeVar("One")

_MOST_TOKENS = 9  # of what a noun is of
_NOMINAL = frozenset({"PROPN", "NOUN"})
_WITHIN = frozenset({"PROPN", "NOUN", "ADJ", "NUM", "SYM"})


@dataclass(frozen=True, slots=True)
class Completion:
    """A noun with what it is of, at `article.text[start:end]`.

    `text` is both ("central reversible de Sorbel"), `complement` what it is of ("de Sorbel"), which
    stands `before` the noun in English ("tram" of "tram line"). `named` tells that it holds a name.
    `article` is the definite one, "" where the text has none to tell it by.
    """

    noun: str
    text: str
    complement: str
    before: bool
    named: bool
    article: str
    start: int
    end: int

    @property
    def whole(self) -> str:
        """The noun with its article and what it is of: "la central reversible de Sorbel"."""
        return f"{self.article} {self.text}".strip()


def find_completions(sentences: Sequence[ArticleSentence], language: str) -> Iterator[Completion]:
    """The nouns with what they are of, in order."""
    tables = referring_of(language)
    for sentence in sentences:
        text = sentence.text[:LONGEST]
        tokens = tag_words(text, language)
        for at, token in enumerate(tokens):
            if not token.is_noun(language) or tables.base(token.lower) in tables.never:
                continue
            span = _after(tokens, at, tables)
            if span is None and language == "en":
                span = _before(tokens, at)
            if span is not None:
                yield _completion(sentence, tokens, at, span, tables)


def grouped(things: Iterable[One], key: Callable[[One], Key]) -> Mapping[Key, Sequence[One]]:
    """Things in their order under what is alike of them."""
    found: dict[Key, list[One]] = {}
    for one in things:
        found.setdefault(key(one), []).append(one)
    return found


def find_bare(sentences: Sequence[ArticleSentence], language: str) -> Mapping[str, tuple[int, str]]:
    """Where each noun stands first, by its base form, with its definite article before it."""
    tables = referring_of(language)
    found: dict[str, tuple[int, str]] = {}
    for sentence in sentences:
        tokens = tag_words(sentence.text[:LONGEST], language)
        for at, token in enumerate(tokens):
            if token.tag != "NOUN" or (noun := tables.base(token.lower)) in found:
                continue
            if article := _definite_article(tokens, at, tables):
                found[noun] = (sentence.start + token.start, f"{article} {token.lower}")
    return found


def _completion(
    sentence: ArticleSentence,
    tokens: Sequence[Token],
    at: int,
    span: tuple[int, int],
    tables: Referring,
) -> Completion:
    """The completion of the noun at a token by the tokens of a span."""
    before = span[0] < at
    first, last = min(span[0], at), max(span[1], at + 1)
    start, end = tokens[first].start, tokens[last - 1].end
    return Completion(
        tables.base(tokens[at].lower),
        sentence.text[start:end],
        sentence.text[tokens[span[0]].start : tokens[span[1] - 1].end],
        before,
        any(token.tag == "PROPN" for token in tokens[slice(*span)]),
        _definite_article(tokens, first, tables),
        sentence.start + start,
        sentence.start + end,
    )


def _definite_article(tokens: Sequence[Token], first: int, tables: Referring) -> str:
    """The definite article of a noun, by the word that stands before it."""
    at = first - 1
    while at >= 0 and tokens[at].tag in {"ADJ", "NUM", "SYM"}:
        at -= 1
    return (
        tables.articles.get(tokens[at].lower, tables.default_article)
        if at >= 0
        else (tables.default_article)
    )


def _after(tokens: Sequence[Token], at: int, tables: Referring) -> tuple[int, int] | None:
    """The tokens of "de Sorbel" or "of the harbour" after a noun; None without such."""
    link = at + 1
    while link < len(tokens) and tokens[link].tag == "ADJ":
        link += 1
    if link >= len(tokens) or tokens[link].lower not in tables.completing:
        return None
    last = link + 1
    while last < min(len(tokens), link + _MOST_TOKENS) and (
        tokens[last].tag in _WITHIN
        or tokens[last].lower in tables.inside
        or tokens[last].text == "%"
    ):
        last += 1
    while last > link + 1 and tokens[last - 1].tag not in _NOMINAL:
        last -= 1
    inside = tokens[link:last]
    named = any(token.tag == "PROPN" for token in inside)
    definite = any(token.lower in tables.determiners for token in inside[:2])
    if last == link + 1 or not (named or definite):
        return None
    # "Una huella en los anillos" tells of one, "las mujeres en las notas" of some at that time.
    introduced = at > 0 and tokens[at - 1].lower in tables.indefinite
    return (link, last) if tokens[link].lower in tables.of_links or introduced else None


def _before(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The tokens of "tram" or "Port Sallow" before an English noun that ends its phrase."""
    if at + 1 < len(tokens) and tokens[at + 1].tag in _NOMINAL:
        return None
    first = at
    while first and tokens[first - 1].tag in _NOMINAL:
        first -= 1
    while first < at and first and tokens[first - 1].text in {"-", "–"}:
        first += 1
    return (first, at) if first < at else None
