"""The fact-checks in the warehouse, looked up for claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from checkers.evidence.gather import Judges
from checkers.factchecks.bearing import LEAST_BEARING, bearings
from checkers.factchecks.index import FactCheckIndex, Near, trace
from checkers.models.embedder import Embedder
from checkers.nouns import Claim, EarlierFactCheck, FactCheck
from warehouse.fact_checks import FactCheckShelf

BATCH = 256
SHOWN_A_CLAIM = 3
"""Of the fact-checks of one claim, a run shows so many."""
SPARE = 5
"""So many more than wanted are judged, for some will turn out to be about something else."""
OnTraced = Callable[[int, int], None]
"""Told (done, total) as fact-checks are embedded."""


@dataclass(frozen=True, slots=True)
class Question:
    """A claim to look up: the identifier that answers carry, and its wording."""

    claim_id: str
    text: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A fact-check that may be about a question."""

    question: Question
    near: Near


class EarlierFactChecks:
    """Finds what was published about claims; one for all runs of a process."""

    def __init__(self, shelf: FactCheckShelf) -> None:
        self._shelf = shelf

    def complete(self, embedder: Embedder, on_traced: OnTraced) -> int:
        """Embeds the fact-checks that have no vector of this embedder; gives their number.

        What was embedded is kept batch by batch, so that an interrupted call goes on where it was.
        """
        lacking = self._shelf.untraced(embedder.title, most=BATCH)
        # Each look opens the warehouse: a check, of which none is lacking, makes one.
        total = self._shelf.count_untraced(embedder.title) if lacking else 0
        done = 0
        while lacking:
            self._shelf.record_traces(trace(lacking, embedder))
            done += len(lacking)
            on_traced(done, max(done, total))
            lacking = self._shelf.untraced(embedder.title, most=BATCH)
        return done

    def find_of(
        self, claims: Sequence[Claim], language: str, judges: Judges, on_traced: OnTraced
    ) -> tuple[EarlierFactCheck, ...]:
        """What a run shows of the claims of an article; raises as `find`."""
        questions = [Question(claim.id, claim.wording) for claim in claims]
        return self.find(questions, language, judges, most=SHOWN_A_CLAIM, on_traced=on_traced)

    def find(
        self,
        questions: Sequence[Question],
        language: str | None,
        judges: Judges,
        *,
        most: int,
        on_traced: OnTraced,
    ) -> tuple[EarlierFactCheck, ...]:
        """At most `most` fact-checks a question, best first, the questions in their order.

        Raises:
            ModelError: a model returned something that is no number.
            WarehouseError: the fact-checks cannot be read.
        """
        self.complete(judges.embedder, on_traced)
        candidates = self._candidates(questions, language, judges.embedder, most + SPARE)
        if not candidates:
            return ()
        fact_checks = self._shelf.get([one.near.fact_check_id for one in candidates])
        pairs = [(one.question.text, it) for one, it in zip(candidates, fact_checks, strict=True)]
        bearing = bearings(pairs, language, judges.stance)
        return tuple(_kept(candidates, fact_checks, bearing, most))

    def _candidates(
        self, questions: Sequence[Question], language: str | None, embedder: Embedder, most: int
    ) -> list[_Candidate]:
        traces = self._shelf.traces(embedder.title)
        if not traces.ids or not questions:
            return []
        index = FactCheckIndex(traces)
        vectors = embedder.embed_claims([question.text for question in questions])
        return [
            _Candidate(question, near)
            for question, vector in zip(questions, vectors, strict=True)
            for near in index.nearest(question.text, language, vector, most=most)
        ]


def _kept(
    candidates: Sequence[_Candidate],
    fact_checks: Sequence[FactCheck],
    bearing: Sequence[float],
    most: int,
) -> Iterator[EarlierFactCheck]:
    """The candidates that bear on their questions, ranked anew within each."""
    judged = zip(candidates, fact_checks, bearing, strict=True)
    about = [one for one in judged if one[2] >= LEAST_BEARING]
    for claim_id, group in groupby(about, key=lambda one: one[0].question.claim_id):
        for rank, (candidate, fact_check, probability) in enumerate(list(group)[:most], start=1):
            near = candidate.near
            yield EarlierFactCheck(
                claim_id, fact_check, rank, near.similarity, near.score, probability
            )
