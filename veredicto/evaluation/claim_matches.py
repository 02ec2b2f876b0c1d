"""The claims that were found in an article beside those that a fact-checker labelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from checkers.labels import StatementKind
from checkers.nouns import Claim
from checkers.readings import Stretch
from veredicto.evaluation.article_rows import (
    ArticleRow,
    LabelledAttribution,
    LabelledClaim,
    LabelledStatement,
    ReferenceType,
)

OVERLAP = 0.5
"""Characters that both spans share, of those that either has, from which they are one claim."""


@dataclass(frozen=True, slots=True)
class Match:
    """A labelled claim with the one that was found at its place."""

    labelled: LabelledClaim
    found: Claim

    def resolved(self, *, context: bool) -> Iterator[bool]:
        """Of each reference whether the claim says what it stands for, of those of one sort.

        Args:
            context: of what only the article tells; else of the words that point to something.
                Where a claim is ambiguous, to say so is to resolve it, and guessing is not.
        """
        if self.labelled.missing is not None:
            if not context:
                yield self.found.ambiguous
            return
        wording = self.found.wording.casefold()
        for one in self.labelled.references:
            if (one.type is ReferenceType.CONTEXT) is context:
                said = any(form.casefold() in wording for form in one.forms)
                yield said and not self.found.ambiguous


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled statement with the kind and the source that were found; None where none was."""

    labelled: LabelledStatement
    kind: StatementKind | None
    who: str | None

    @property
    def named_right(self) -> bool | None:
        """Whether the right source is named; None where there is no attribution to name one of."""
        told = self.labelled.attribution
        if told is None or self.who is None:
            return None
        who = self.who.casefold()
        return any(name in who or who in name for name in _names(told))


@dataclass(frozen=True, slots=True)
class Links:
    """Which statement repeats which, by their numbers, as labelled and as found."""

    labelled: frozenset[tuple[int, int]]
    found: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found in one article beside its `labels`; `found` counts what would be checked."""

    labels: tuple[LabelledClaim, ...]
    found: int
    matches: tuple[Match, ...]
    statements: tuple[Judged, ...]
    repeats: Links

    @property
    def labelled(self) -> int:
        """How many claims are labelled."""
        return len(self.labels)


def compare(row: ArticleRow, claims: Sequence[Claim]) -> Compared:
    """The claims beside the labels: spans matched one to one, as many as can be."""
    labelled = [claim for statement in row.statements for claim in statement.claims]
    checked = [claim for claim in claims if claim.to_check or claim.ambiguous]
    return Compared(
        labels=tuple(labelled),
        found=len(checked),
        matches=tuple(_matches(labelled, checked)),
        statements=tuple(_judged(statement, claims) for statement in row.statements),
        repeats=_links(row, claims),
    )


def characters_of(claim: Claim) -> frozenset[int]:
    """The offsets of the article that a claim is made of."""
    spans = claim.spans or (Stretch(claim.start, claim.end),)
    return frozenset(at for one in spans for at in range(one.start, one.end))


def _matches(labelled: Sequence[LabelledClaim], found: Sequence[Claim]) -> Iterator[Match]:
    if not labelled or not found:
        return
    spans = [characters_of(claim) for claim in found]
    overlaps = np.array([[_overlap(one.characters, span) for span in spans] for one in labelled])
    overlaps[overlaps < OVERLAP] = 0.0
    # One more match outweighs any number of closer ones.
    worth = overlaps + (overlaps > 0) * len(labelled)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if overlaps[row, column] > 0:
            yield Match(labelled[row], found[column])


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)


def _judged(statement: LabelledStatement, claims: Sequence[Claim]) -> Judged:
    """What the claims within a statement make of it.

    It is attributed where one of them stands in somebody's name, whatever kind the content is;
    otherwise it has the kind of the claim that is most of it.
    """
    within = [c for c in claims if statement.start <= c.start and c.end <= statement.end]
    if not within:
        return Judged(statement, None, None)
    attributed = [c for c in within if c.attributed_to or c.kind is StatementKind.ATTRIBUTED]
    if attributed:
        who = next((c.attributed_to for c in attributed if c.attributed_to), None)
        return Judged(statement, StatementKind.ATTRIBUTED, who)
    return Judged(statement, max(within, key=lambda c: c.end - c.start).kind, None)


def _links(row: ArticleRow, claims: Sequence[Claim]) -> Links:
    """The repetitions; one that is found where no statement was labelled has the number -1."""
    starts = {claim.id: claim.start for claim in claims}

    def number(start: int) -> int:
        within = (i for i, one in enumerate(row.statements) if one.start <= start < one.end)
        return next(within, -1)

    labelled = ((i, one.repeats) for i, one in enumerate(row.statements))
    found = ((number(c.start), number(starts[c.repeats])) for c in claims if c.repeats)
    return Links(
        frozenset((i, other) for i, other in labelled if other is not None), frozenset(found)
    )


def _names(told: LabelledAttribution) -> Iterator[str]:
    yield told.name.casefold()
    if told.who is not None:
        yield told.who.text.casefold()
