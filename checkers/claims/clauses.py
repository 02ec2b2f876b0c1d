"""The clauses of a sentence: where its main verbs are, and what is said in a clause within it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from checkers.claims.cues import ClauseCues, cues_of
from checkers.claims.tagged import Token, tag_words

_OPENING, _CLOSING = "([—–", ")]—–"
_OPENERS = frozenset({"SCONJ", "PRON.Rel", "ADV"})
_OBJECTS = frozenset({"NUM", "DET", "PRON", "PROPN", "SYM"})
_COMMAS = frozenset({",", ";", "—", "–", "("})
_CACHED = 1_024
NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "PRON"})
"""Tags of what a subject can be made of."""


class Depth(Enum):
    """Where a clause stands in its sentence."""

    MAIN = "main"
    RELATIVE = "relative"
    SUBORDINATE = "subordinate"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the tokens `first` to `last` - 1, with its verb at `verb`.

    `opener` is the relative or conjunction that it begins with, None for a main clause; `joint`
    the token that joins a main clause to the one before. `set_off` says whether a comma opens it.
    """

    depth: Depth
    first: int
    last: int
    verb: int
    opener: int | None = None
    joint: int | None = None
    set_off: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of a sentence and its clauses, in the order of their verbs."""

    text: str
    language: str
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]

    @property
    def main(self) -> tuple[Clause, ...]:
        """The main clauses."""
        return tuple(clause for clause in self.clauses if clause.depth is Depth.MAIN)

    def slice(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens `first` to `last` - 1 stand in the text."""
        return self.tokens[first].start, self.tokens[last - 1].end


@lru_cache(maxsize=_CACHED)
def read_clauses(text: str, language: str) -> Sentence:
    """The clauses of a sentence or of a part of one.

    Raises:
        ModelError: the tagger's weights are missing or damaged.
    """
    tokens = tag_words(text, language)
    found = _clauses(tokens, language)
    if language == "en" and found and all(one.depth is not Depth.MAIN for one in found):
        tokens = _with_main_verb(tokens)
        found = _clauses(tokens, language)
    return Sentence(text, language, tokens, found)


def _clauses(tokens: Sequence[Token], language: str) -> tuple[Clause, ...]:
    return tuple(_Reader(tokens, cues_of(language).clauses).clauses())


def _with_main_verb(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens with the past after a comma as a verb: "X, which made a profit, closed two…"."""
    for at in range(1, len(tokens) - 1):
        token = tokens[at]
        acts = token.tag == "V.Part" and not token.lower.endswith("ing")
        if acts and tokens[at - 1].text == "," and tokens[at + 1].tag in _OBJECTS:
            return (*tokens[:at], replace(token, tag="V.Ind"), *tokens[at + 1 :])
    return tokens


@dataclass(slots=True)
class _Open:
    """A clause that has begun; `verb` is None until it is met."""

    depth: Depth
    first: int
    opener: int | None = None
    set_off: bool = False
    verb: int | None = None
    brackets: int = 0
    joint: int | None = None


class _Reader:
    """Goes through the tokens once; a stack holds the clauses that are open."""

    def __init__(self, tokens: Sequence[Token], cues: ClauseCues) -> None:
        self._tokens = tokens
        self._cues = cues
        self._stack = [_Open(Depth.MAIN, 0)]
        self._brackets = 0

    def clauses(self) -> Iterator[Clause]:
        for at, token in enumerate(self._tokens):
            yield from self._take(at, token)
        while self._stack:
            yield from self._close(len(self._tokens))

    def _take(self, at: int, token: Token) -> Iterator[Clause]:
        if token.text in _CLOSING and self._brackets:
            yield from self._leave_brackets(at)
        elif token.text in _OPENING:
            self._brackets += 1
        elif (depth := self._opens(at, token)) is not None:
            yield from self._open(at, depth)
        if token.is_finite and not self._continues(at):
            yield from self._verb(at)

    def _leave_brackets(self, at: int) -> Iterator[Clause]:
        self._brackets -= 1
        while len(self._stack) > 1 and self._stack[-1].brackets > self._brackets:
            yield from self._close(at)

    def _opens(self, at: int, token: Token) -> Depth | None:
        """How deep the clause is that a token opens; None where it opens none."""
        word = token.lower
        if word in self._cues.relatives or self._is_article_of_relative(at):
            return Depth.RELATIVE
        if word in self._cues.that and self._follows_joint(at):
            return None
        if word in self._cues.that and token.tag in _OPENERS | {"CCONJ"}:
            return Depth.RELATIVE if self._follows_noun(at) else Depth.SUBORDINATE
        if word in self._cues.conjunctions and token.tag in _OPENERS:
            return None if self._contrasts(at) else Depth.SUBORDINATE
        return None

    def _contrasts(self, at: int) -> bool:
        """Whether ", while" or ", mientras que" joins two statements instead of saying when."""
        token = self._tokens[at]
        if token.lower not in self._cues.contrasts or at == 0:
            return False
        main = self._stack[0].verb is not None and len(self._stack) == 1
        return main and self._tokens[at - 1].text in {",", ";"}

    def _is_article_of_relative(self, at: int) -> bool:
        """Whether it begins "en la que" or "lo que": the relative stands two words on at most."""
        token = self._tokens[at]
        if token.lower not in self._cues.relative_articles or at + 1 >= len(self._tokens):
            return False
        return self._tokens[at + 1].lower in self._cues.that | self._cues.relatives

    def _follows_joint(self, at: int) -> bool:
        """Whether it is the "que" of "mientras que", or of "y que" in what somebody says."""
        if at == 0 or len(self._stack) > 1 or self._stack[0].verb is None:
            return False
        before = self._tokens[at - 1]
        return before.tag == "CCONJ" or (
            before.lower in self._cues.contrasts and self._tokens[at - 2].text == ","
        )

    def _follows_noun(self, at: int) -> bool:
        before = at - 1
        if before >= 0 and self._tokens[before].text == ",":
            before -= 1
        if before < 0:
            return False
        return self._tokens[before].tag in {"NOUN", "PROPN", "ADJ", "NUM", "V.Part", "DET"}

    def _open(self, at: int, depth: Depth) -> Iterator[Clause]:
        top = self._stack[-1]
        if top.verb is None and top.opener is not None and at - top.opener <= 1:
            return
        first = at
        if depth is Depth.RELATIVE and at and self._tokens[at - 1].tag == "ADP":
            first -= 1
        comma = first > 0 and self._tokens[first - 1].text in _COMMAS
        if comma:
            yield from self._close_finished(first)
        self._stack.append(_Open(depth, first, at, set_off=comma, brackets=self._brackets))

    def _close_finished(self, at: int) -> Iterator[Clause]:
        """Close the relatives set off by a comma that have their verb: the next comma ends them."""
        while len(self._stack) > 1:
            top = self._stack[-1]
            if top.verb is None or not top.set_off or top.depth is not Depth.RELATIVE:
                return
            yield from self._close(at - 1)

    def _continues(self, at: int) -> bool:
        """Whether a verb goes on with the one before it: no clause has two side by side."""
        top = self._stack[-1]
        if top.verb is None:
            return False
        between = self._tokens[top.verb + 1 : at]
        return all(t.tag == "ADV" or t.is_verb for t in between)

    def _verb(self, at: int) -> Iterator[Clause]:
        top = self._stack[-1]
        while top.verb is not None and len(self._stack) > 1 and self._returns(top, top.verb, at):
            yield from self._close(self._boundary(top.verb, at))
            top = self._stack[-1]
        if top.verb is None:
            top.verb = at
            return
        joint = self._joint(top.verb, at)
        if joint is None:
            # Two verbs and nothing that joins them: a tag is wrong, or a comma stands for "and".
            return
        if top.depth is Depth.MAIN:
            yield self._clause(top, top.verb, joint)
            self._stack[-1] = _Open(Depth.MAIN, joint + 1, joint=joint, verb=at)

    def _returns(self, top: _Open, verb: int, at: int) -> bool:
        """Whether the verb at `at` belongs to a clause further out than the open one of `verb`."""
        between = self._tokens[verb + 1 : at]
        outer = self._stack[-2]
        comma = any(t.text in {",", ";", "—", "–", ")"} for t in between)
        joined = any(t.tag == "CCONJ" for t in between)
        if outer.verb is None:
            return comma or not joined
        return (comma and top.set_off) or any(t.text == ";" for t in between)

    def _boundary(self, verb: int, at: int) -> int:
        """Where a clause ends before the verb of the one that it stands in."""
        for position in range(at - 1, verb, -1):
            if self._tokens[position].text in {",", ";", "—", "–", ")"}:
                return position
        return at

    def _joint(self, verb: int, at: int) -> int | None:
        """The token between two main verbs that the second one's clause begins after."""
        candidates = [p for p in range(verb + 1, at) if self._joins(p)]
        if not candidates:
            return self._comma_before(at)
        strong = [
            position
            for position in candidates
            if self._tokens[position].text in {";", ":"}
            or (position and self._tokens[position - 1].text in {",", ";"})
        ]
        return strong[-1] if strong else candidates[-1]

    def _joins(self, at: int) -> bool:
        token = self._tokens[at]
        if token.text == ":":
            # What follows a colon says the same: of a rumour it is rumour.
            top = self._stack[-1].verb
            return top is not None and self._tokens[top].tag == "V.Ind"
        if token.text == ";":
            return True
        if token.lower in self._cues.contrasts:
            return at > 0 and self._tokens[at - 1].text == ","
        if token.lower in self._cues.alternatives:
            # "3 o 4" and "más o menos" join words; ", o" may join statements.
            return at > 0 and self._tokens[at - 1].text == ","
        return token.tag == "CCONJ" or token.lower in self._cues.joints

    def _comma_before(self, at: int) -> int | None:
        """The comma that a verb follows at once, as in an enumeration: "contrató a 3, cerró…"."""
        before = at - 1
        while before > 0 and self._tokens[before].tag in {"ADV", "PRON", "PART"}:
            before -= 1
        return before if before > 0 and self._tokens[before].text == "," else None

    def _close(self, at: int) -> Iterator[Clause]:
        top = self._stack.pop()
        if top.verb is not None:
            yield self._clause(top, top.verb, at)

    def _clause(self, top: _Open, verb: int, last: int) -> Clause:
        last = max(last, verb + 1)
        while (
            last - 1 > verb
            and self._tokens[last - 1].tag == "PUNCT"
            and (self._tokens[last - 1].text not in "»”\"')]%")
        ):
            last -= 1
        return Clause(top.depth, top.first, last, verb, top.opener, top.joint, set_off=top.set_off)
