"""The names of an article in order, with the nouns that the article itself calls them by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checkers.claims.clauses import Sentence, read_clauses
from checkers.claims.cues import cues_of
from checkers.claims.heads import find_head
from checkers.claims.names import Name, find_names
from checkers.claims.sentence import LONGEST, ArticleSentence
from checkers.claims.tagged import Token, tag_words

_NEAR = 4  # words between a name and a noun that calls it something
_BEFORE = 12  # characters that may hold what stands before a name


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at `article.text[start:end]`, in sentence `sentence`.

    `nouns` are what it is called there ("la ministra Ana Gil", "Anthropic, una startup"), in lower
    case. `place` is a name after "in", `person` one that is called as people are, and `woman` what
    a Spanish noun tells of them.
    """

    name: str
    start: int
    end: int
    sentence: int
    nouns: frozenset[str]
    place: bool
    person: bool = False
    woman: bool | None = None


def find_mentions(sentences: Sequence[ArticleSentence], language: str) -> Iterator[Mention]:
    """The names of the sentences in order."""
    for sentence in sentences:
        text = sentence.text[:LONGEST]
        tokens = tag_words(text, language)
        for name in whole_names(text, language):
            nouns = frozenset(_nouns(name, tokens, language))
            called = cues_of(language).references.people
            titles = [noun for noun in nouns if called.fullmatch(noun)]
            yield Mention(
                name.text,
                sentence.start + name.start,
                sentence.start + name.end,
                sentence.index,
                nouns,
                _is_place(text, name, language),
                bool(titles),
                is_woman(titles[0]) if titles and language == "es" else None,
            )


def shared(mentions: Iterator[Mention]) -> tuple[Mention, ...]:
    """The mentions in order, a person and what tells of them at one of theirs also at the others.

    "Gil" is whom the article calls "la ministra Ana Gil", before and after.
    """
    found = tuple(mentions)
    people = {m.name: m.woman for m in found if m.person}
    for name, woman in tuple(people.items()):
        people.setdefault(name.rsplit(" ", 1)[-1], woman)
    return tuple(
        replace(m, person=True, woman=people[m.name]) if m.name in people else m for m in found
    )


def is_woman(noun: str) -> bool | None:
    """What the ending of a Spanish noun tells of a person; None where it tells nothing."""
    if noun.endswith("ista"):
        return None
    if noun.endswith(("a", "triz", "esa", "ella")):
        return True
    return False if noun.endswith(("o", "or", "él")) else None


def whole_names(text: str, language: str) -> Iterator[Name]:
    """The names with the words that only the tagger takes for a part of them: "Kestrel Foods"."""
    tokens = tag_words(text, language)
    for name in find_names(text, language):
        at = next((i for i, t in enumerate(tokens) if t.start == name.start), 0)
        while at and tokens[at - 1].tag == "PROPN" and tokens[at - 1].text[:1].isupper():
            at -= 1
        start = min(name.start, tokens[at].start) if tokens else name.start
        yield Name(text[start : name.end], start, name.end)


def _is_place(text: str, name: Name, language: str) -> bool:
    before = text[max(0, name.start - _BEFORE) : name.start]
    return cues_of(language).grammar.locative.search(before) is not None


def _nouns(name: Name, tokens: Sequence[Token], language: str) -> Iterator[str]:
    """What the name begins with, and the nouns right before it and in an apposition after it."""
    cues = cues_of(language).parts
    yield name.text.split(" ", 1)[0].lower()
    first = next((i for i, t in enumerate(tokens) if t.start == name.start), None)
    last = next((i for i, t in enumerate(tokens) if t.end == name.end), None)
    if first is None or last is None:
        return
    if first and tokens[first - 1].tag == "NOUN":
        yield tokens[first - 1].lower
    yield from _apposed(tokens[last + 1 :], cues.articles, cues.links)
    if first and tokens[first - 1].text == ",":
        yield from _called_before(tokens[: first - 1], cues.links)


def _apposed(
    following: Sequence[Token], articles: frozenset[str], links: frozenset[str]
) -> Iterator[str]:
    """The noun of ", una startup especializada" or ", ministra de Sanidad" after a name."""
    if len(following) < 3 or following[0].text not in {",", "(", "—"}:  # noqa: PLR2004 - ", a X"
        return
    at = 2 if following[1].lower in articles else 1
    while at < min(len(following), _NEAR) and following[at].tag == "ADJ":
        at += 1
    if at >= len(following) or following[at].tag != "NOUN":
        return
    if at > 1 or (at + 1 < len(following) and following[at + 1].lower in links):
        yield following[at].lower


def _called_before(before: Sequence[Token], links: frozenset[str]) -> Iterator[str]:
    """The noun of "la ministra de Sanidad, " before a name."""
    at = len(before) - 1
    while at > 0 and (before[at].tag in {"NOUN", "PROPN", "ADJ"} or before[at].lower in links):
        at -= 1
    if before and before[at].tag == "DET" and at + 1 < len(before) and before[at + 1].tag == "NOUN":
        yield before[at + 1].lower


def subject_name(text: str, language: str) -> tuple[int, int] | None:
    """Where the name stands that is the subject of a sentence's first verb; None if none is.

    "El ministro Juan Gil aprobó…" and "Ayer, Navalia vendió…" have one; "La sede de Navalia…" not.
    """
    sentence = read_clauses(text[:LONGEST], language)
    if not sentence.main:
        return None
    verb = sentence.main[0].verb
    while verb and sentence.tokens[verb - 1].tag in {"PRON", "ADV", "PART"}:
        verb -= 1
    apposed: tuple[int, int] | None = None
    while verb and sentence.tokens[verb - 1].text in {",", "—", "–", ")"}:
        opening = _opening_of(sentence.tokens, verb - 1)
        if opening is None:
            return None
        apposed = _only_name(sentence.tokens[opening + 1 : verb - 1], language)
        verb = opening
    head = find_head(sentence, verb, language)
    if apposed is not None and not _holds_name(sentence, head):
        # "The contractor, Brackley Hume, may…"
        return apposed
    if head is None:
        return None
    inside = [t for t in sentence.tokens if head[0] <= t.start < head[1]]
    names = [t for t in inside if t.tag == "PROPN"]
    if not names or any(
        t.lower in cues_of(language).parts.links for t in inside if t.start < names[0].start
    ):
        return None
    return names[0].start, head[1]


def _only_name(tokens: Sequence[Token], language: str) -> tuple[int, int] | None:
    """Where tokens begin and end that are nothing but a name."""
    links = cues_of(language).grammar.name_links | {"and", "y"}
    if not tokens or not all(t.tag == "PROPN" or t.lower in links for t in tokens):
        return None
    return tokens[0].start, tokens[-1].end


def _holds_name(sentence: Sentence, head: tuple[int, int] | None) -> bool:
    if head is None:
        return False
    return any(t.tag == "PROPN" for t in sentence.tokens if head[0] <= t.start < head[1])


def _opening_of(tokens: Sequence[Token], closing: int) -> int | None:
    """The mark that opens what the one at `closing` closes, in "Navalia, que crece, …"."""
    wanted = {")": "("}.get(tokens[closing].text, tokens[closing].text)
    return next((at for at in range(closing - 1, 0, -1) if tokens[at].text == wanted), None)
