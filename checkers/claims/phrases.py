"""The definite descriptions of a statement: "la instalación", "esta compra", "the council"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checkers.claims.names import find_names
from checkers.claims.referring import Referring, referring_of
from checkers.claims.tagged import Token, tag_words
from checkers.claims.verbs import may_be_present

_COMPLETING = frozenset({"PROPN", "NUM", "V.Part", "PRON.Rel"})
_COMPLETING_WORDS = frozenset(
    {"de", "del", "of", "que", "that", "whose", "who", "for", "más", "menos", "mejor", "peor"}
)
_BARE = frozenset({"NOUN", "ADJ", "PROPN", "V.Ger", "V.Part"})
_BEFORE_NOUN = frozenset({"ADJ", "NUM", "V.Part"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A description at `text[start:end]` whose noun, with those before it, begins at `noun_start`.

    `nouns` are in lower case, the one that it is about last in English and alone in Spanish. It is
    `complete` where what follows says which one is meant, or a name does.
    """

    text: str
    start: int
    end: int
    noun_start: int
    determiner: str
    nouns: tuple[str, ...]
    same: bool
    counted: bool
    complete: bool

    @property
    def noun(self) -> str:
        """What it is about."""
        return self.nouns[-1]


def find_phrases(text: str, language: str) -> Iterator[Phrase]:
    """The definite descriptions of a statement in order."""
    # As the statement is read elsewhere, so that it is tagged once: in English with its stop.
    read = text if language == "es" else f"{text.rstrip('.')}."
    tokens, tables = tag_words(read, language), referring_of(language)
    for at, token in enumerate(tokens):
        if token.lower in tables.determiners:
            found = _after(tokens, at, tables, text)
        else:
            found = _bare(tokens, tables, text) if at == 0 and language == "en" else None
        if found is not None:
            yield found


def _bare(tokens: Sequence[Token], tables: Referring, text: str) -> Phrase | None:
    """The "Operating margin" that a statement begins with, without an article and no name."""
    names = find_names(text, tables.language)
    if tokens[0].tag not in _BARE or (names and names[0].start == 0):
        return None
    first = "NOUN" if tokens[0].tag == "PROPN" else "ADJ" if tokens[0].is_verb else tokens[0].tag
    return _run((replace(tokens[0], tag=first), *tokens[1:]), -1, 0, tables, text)


def _after(tokens: Sequence[Token], at: int, tables: Referring, text: str) -> Phrase | None:
    """The description that a determiner opens."""
    noun = at + 1
    while noun < len(tokens) and (
        tokens[noun].tag in _BEFORE_NOUN or tokens[noun].lower in tables.same
    ):
        noun += 1
    if at and tokens[at - 1].lower in tables.copulas:
        # "Navalia es la empresa": it says what something is.
        return None
    return _run(tokens, at, noun, tables, text)


def _run(
    tokens: Sequence[Token], at: int, noun: int, tables: Referring, text: str
) -> Phrase | None:
    """The description whose nouns begin at a token, after the determiner at `at`."""
    if at < 0:
        while noun < len(tokens) and tokens[noun].tag == "ADJ":
            noun += 1
    last = noun
    while last < len(tokens) and tokens[last].is_noun(tables.language):
        last += 1
        if tables.language == "es":
            break
    if last == noun:
        return None
    nouns = tuple(token.lower for token in tokens[noun:last])
    end = last
    while tables.language == "es" and end < len(tokens) and _qualifies(tokens[end], at):
        end += 1
    first = max(at, 0)
    start, stop = tokens[first].start, tokens[end - 1].end
    between = {token.lower for token in tokens[first:noun]}
    return Phrase(
        text[start:stop],
        start,
        stop,
        tokens[noun].start,
        tokens[at].lower if at >= 0 else "",
        nouns,
        bool(between & tables.same),
        any(token.tag == "NUM" for token in tokens[first:noun]),
        _is_completed(tokens, end, tables),
    )


def _qualifies(token: Token, determiner: int) -> bool:
    """Whether a Spanish word belongs to the noun before: in "La central bombea agua" none."""
    return token.tag == "ADJ" and not (determiner == 0 and may_be_present(token.lower))


def _is_completed(tokens: Sequence[Token], at: int, tables: Referring) -> bool:
    """Whether what follows a description says which one is meant."""
    if at >= len(tokens):
        return False
    following = tokens[at]
    named = (
        following.tag in _COMPLETING
        and following.text != ","
        and not (tables.language == "en" and following.tag == "V.Part")
    )
    return named or following.lower in _COMPLETING_WORDS
