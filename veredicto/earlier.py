"""The fact-checks in the warehouse, looked up for claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checkers.factchecks.index import FactCheckIndex, trace
from checkers.models.embedder import Embedder
from checkers.nouns import Claim, EarlierFactCheck
from warehouse.fact_checks import FactCheckShelf

BATCH = 256
SHOWN_A_CLAIM = 3
"""Of the fact-checks of one claim, a run shows so many."""
OnTraced = Callable[[int, int], None]
"""Told (done, total) as fact-checks are embedded."""


@dataclass(frozen=True, slots=True)
class Question:
    """A claim to look up: the identifier that answers carry, and its wording."""

    claim_id: str
    text: str


class EarlierFactChecks:
    """Finds what was published about claims; one for all runs of a process."""

    def __init__(self, shelf: FactCheckShelf) -> None:
        self._shelf = shelf

    def complete(self, embedder: Embedder, on_traced: OnTraced) -> int:
        """Embeds the fact-checks that have no vector of this embedder; gives their number.

        What was embedded is kept batch by batch, so that an interrupted call goes on where it was.
        """
        total = self._shelf.count_untraced(embedder.title)
        done = 0
        while lacking := self._shelf.untraced(embedder.title, most=BATCH):
            self._shelf.record_traces(trace(lacking, embedder))
            done += len(lacking)
            on_traced(done, max(done, total))
        return done

    def find(
        self,
        questions: Sequence[Question],
        language: str | None,
        embedder: Embedder,
        *,
        most: int,
        on_traced: OnTraced,
    ) -> tuple[EarlierFactCheck, ...]:
        """At most `most` fact-checks a question, best first, the questions in their order.

        Raises:
            ModelError: the embedder returned something that is no number.
            WarehouseError: the fact-checks cannot be read.
        """
        self.complete(embedder, on_traced)
        traces = self._shelf.traces(embedder.title)
        if not traces.ids or not questions:
            return ()
        index = FactCheckIndex(traces)
        vectors = embedder.embed_claims([question.text for question in questions])
        found = [
            (question, rank, near)
            for question, vector in zip(questions, vectors, strict=True)
            for rank, near in enumerate(
                index.nearest(question.text, language, vector, most=most), start=1
            )
        ]
        fact_checks = self._shelf.get([near.fact_check_id for _, _, near in found])
        return tuple(
            EarlierFactCheck(question.claim_id, fact_check, rank, near.similarity, near.score)
            for (question, rank, near), fact_check in zip(found, fact_checks, strict=True)
        )

    def find_of(
        self,
        claims: Sequence[Claim],
        language: str,
        embedder: Embedder,
        on_traced: OnTraced,
    ) -> tuple[EarlierFactCheck, ...]:
        """What a run shows of the claims of an article; raises as `find`."""
        questions = [Question(claim.id, claim.wording) for claim in claims]
        return self.find(questions, language, embedder, most=SHOWN_A_CLAIM, on_traced=on_traced)
