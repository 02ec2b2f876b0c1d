"""A wording that stands on its own, and the statement of an article that it is made from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from checkers.claims.antecedents import Antecedent
from checkers.claims.excerpt import Excerpt
from checkers.claims.reasons import Cause
from checkers.claims.referents import Referents
from checkers.claims.sentence import ArticleSentence
from checkers.readings import Reference, SaidBy


@dataclass(frozen=True, slots=True)
class Missing:
    """What a statement needs and the article does not tell: `text` is the wording that points."""

    cause: Cause
    text: str


@dataclass(frozen=True, slots=True)
class Alone:
    """A wording that stands on its own, with what was put in; or what is missing for that."""

    wording: str
    references: tuple[Reference, ...] = ()
    missing: Missing | None = None

    def lacking(self, cause: Cause, text: str) -> Alone:
        """The same with what is missing, unless something else is already."""
        return replace(self, missing=self.missing or Missing(cause, text))

    def put(self, start: int, end: int, text: str, reference: Reference) -> Alone:
        """The wording with a text in the place of `wording[start:end]`."""
        wording = f"{self.wording[:start]}{text}{self.wording[end:]}"
        return Alone(wording, (*self.references, reference), self.missing)

    def begins_resolved(self) -> bool:
        """Whether the wording begins with what one of its references means."""
        meanings = (one.meaning for one in self.references)
        text = self.wording.casefold()
        return any(one and text.startswith(one.casefold()) for one in meanings)

    def has_resolved(self, phrase: str) -> bool:
        """Whether a phrase of the article has its meaning in the wording already."""
        return any(one.text.lower() == phrase.lower() for one in self.references)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement in its sentence, with what its references may stand for.

    `said_by` is in whose name it stands; where it is the claim that they said it, that has no
    `saying_id`.
    """

    sentence: ArticleSentence
    excerpt: Excerpt
    referents: Referents
    said_by: SaidBy | None

    @property
    def language(self) -> str:
        """The language of the article."""
        return self.referents.language

    @property
    def start(self) -> int:
        """Where its sentence begins in the article; what it points back to stands before."""
        return self.sentence.start

    def reference(self, phrase: str, antecedent: Antecedent) -> Reference:
        """A phrase of the statement with what it stands for."""
        start = self.position(phrase)
        written = self.excerpt.article[start : start + len(phrase)]
        if written.lower() != phrase.lower():
            return Reference("", start, start, antecedent.name, antecedent.found)
        return Reference(written, start, start + len(phrase), antecedent.name, antecedent.found)

    def omitted(self, beside: str, antecedent: Antecedent) -> Reference:
        """Something that is left out before a word, with what it is."""
        where = self.position(beside)
        return Reference("", where, where, antecedent.name, antecedent.found)

    def position(self, phrase: str) -> int:
        """Where the excerpt has a phrase, whatever its case; where it begins if it has not."""
        for one in self.excerpt.stretches:
            at = self.excerpt.article[one.start : one.end].lower().find(phrase.lower())
            if at >= 0:
                return one.start + at
        return self.excerpt.start

    def subject_before(self) -> Antecedent | None:
        """The one whom a pronoun or "su" at its beginning can mean: a subject before it."""
        if self.said_by is None and self.excerpt.start > self.start:
            return self.referents.lone_subject_before(self.sentence, self.excerpt.start)
        return self.referents.lone_subject_of_previous(self.sentence)

    def speaker(self) -> Antecedent | None:
        """Who speaks, in what they are reported to say: "Navalia said it would…"."""
        said = self.said_by
        if said is None or said.who is None or said.anonymous:
            return None
        if said.direct or said.saying_id is None:
            # Who speaks says "I" of themselves; and of who is said to speak nothing is said here.
            return None
        return self.referents.speaker(said.who, self.sentence)
