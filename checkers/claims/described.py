"""A description of a statement with what may be put in its place."""

from __future__ import annotations

from dataclasses import dataclass

from checkers.claims.alone import Statement
from checkers.claims.antecedents import Antecedent
from checkers.claims.completions import Completion
from checkers.claims.first_person import is_quoted
from checkers.claims.names import find_names
from checkers.claims.phrases import Phrase
from checkers.claims.referring import Referring, referring_of
from checkers.claims.topics import contracted
from checkers.readings import Stretch

_LONGEST_NAME = 3  # words that stand well before an English noun


@dataclass(frozen=True, slots=True)
class Put:
    """What a statement has in the place of `wording[start:end]`, for a phrase of the article."""

    start: int
    end: int
    text: str
    antecedent: Antecedent


@dataclass(frozen=True, slots=True)
class Description:
    """A phrase of a statement's wording, in which the names of `said` have been put already."""

    statement: Statement
    wording: str
    phrase: Phrase
    said: frozenset[str]

    @property
    def tables(self) -> Referring:
        """The tables of the article's language."""
        return referring_of(self.statement.language)

    def is_demonstrative(self) -> bool:
        """Whether it points back: "esa", "la misma"."""
        return self.phrase.same or self.phrase.determiner in self.tables.demonstrative

    def is_said(self, found: Put) -> bool:
        """Whether the statement says so already: "la central, la mayor de Sorbel"."""
        rest = f"{self.wording[: self.phrase.start]}{self.wording[self.phrase.end :]}"
        new = [name.text for name in find_names(found.text, self.statement.language)]
        old = [name.text for name in find_names(self.phrase.text, self.statement.language)]
        added = [name for name in new if name not in old]
        return bool(added) and all(name in rest or name in self.said for name in added)

    def instead(self, antecedent: Antecedent) -> Put:
        """The antecedent in the place of the phrase, with the preposition of "del" and "al"."""
        lead = {"del": "de ", "al": "a "}.get(self.phrase.determiner, "")
        text = f"{lead}{self._added(antecedent.name)}"
        return Put(self.phrase.start, self.phrase.end, text, antecedent)

    def _added(self, text: str) -> str:
        """What is put in, in brackets where it is put into somebody's own words."""
        quoted = is_quoted(self.wording, self.phrase.start, self.statement)
        return f"[{text}]" if quoted else text

    def completed_by(self, found: Completion) -> Put:
        """The phrase with what it is of, after it or before its noun."""
        where = Stretch(found.start, found.end)
        at = self.phrase.noun_start if found.before else self.phrase.end
        wording = self.wording
        before, after = wording[self.phrase.start : at], wording[at : self.phrase.end]
        added = self._added(found.complement)
        text = f"{before}{added} {after}" if found.before else f"{before} {added}"
        return Put(self.phrase.start, self.phrase.end, text, Antecedent(text, where))

    def of_name(self, name: str | None, antecedent: Antecedent | None = None) -> Put | None:
        """The phrase with the name of what it belongs to: before its noun in English."""
        if name is None or name in self.wording:
            return None
        found = antecedent or self.statement.referents.own(name)
        if self.statement.language == "es" or name.count(" ") >= _LONGEST_NAME:
            return self.of_whole(name, found.found)
        at = self.phrase.noun_start if self.phrase.determiner else self.phrase.start
        wording = self.wording
        text = (
            f"{wording[self.phrase.start : at]}{self._added(name)} {wording[at : self.phrase.end]}"
        )
        if at == 0:
            noun = wording[: self.phrase.end]
            text = f"{name} {noun[:1].lower()}{noun[1:]}"
        return Put(self.phrase.start, self.phrase.end, text, Antecedent(text, found.found))

    def of_whole(self, whole: str | None, where: Stretch | None) -> Put | None:
        """The phrase with what it belongs to after it; None where that is not known."""
        if whole is None:
            return None
        added = self._added(contracted(self.tables.of.replace("{whole}", whole).strip()))
        text = f"{self.phrase.text} {added}"
        return Put(self.phrase.start, self.phrase.end, text, Antecedent(text, where))
