"""Records runs with what their claims repeat, and fills in what was recorded without."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from checkers.before import ClaimTrace
from checkers.claims.differences import Said
from checkers.evidence.gather import Judges
from checkers.nouns import Report
from checkers.repeats.clusters import Wording, assign
from checkers.repeats.traces import centres, compact, lookup_of, traces_of
from warehouse.claim_traces import ClaimTraces, Traced, Untraced
from warehouse.writer import Warehouse

BATCH = 128
TRIES = 3
"""A run that others overtake looks again so often, then takes what it has found."""
OnFilled = Callable[[int, int], None]
"""Told (done, total) as claims get their clusters."""


class Repeats:
    """Finds the claims that say what claims of this warehouse have said before."""

    def __init__(self, warehouse: Warehouse, traces: ClaimTraces) -> None:
        self._warehouse = warehouse
        self._traces = traces

    def record(self, report: Report, judges: Judges) -> Report:
        """Records the run and gives it as it was recorded, with what its claims repeat.

        Two runs that meet the same claim at the same moment would each begin a cluster. So the
        writer refuses what others have overtaken since it was looked up, and it is looked up again.

        Raises:
            ModelError: a model returned something that is no number.
            WarehouseError: the warehouse cannot be read or written.
        """
        found = report
        if serves(judges, report.article.language):
            for _ in range(TRIES):
                seen = self._traces.count()
                found = self._with_repeats(report, judges)
                if self._warehouse.record(found, traces_seen=seen):
                    return found
        self._warehouse.record(found)
        return found

    def fill_in(self, judges: Judges, on_filled: OnFilled) -> int:
        """Gives checked claims that have none their trace and cluster; gives their number.

        What is done is kept batch by batch, so that an interrupted call goes on where it was.

        Raises:
            ModelError: a model returned something that is no number.
            WarehouseError: the warehouse cannot be read or written.
        """
        embedder = judges.embedder.title
        total = self._traces.count_untraced(embedder)
        done = 0
        while lacking := self._traces.untraced(embedder, most=BATCH):
            self._traces.record(self._clustered(lacking, judges))
            done += len(lacking)
            on_filled(done, max(done, total))
        return done

    def _with_repeats(self, report: Report, judges: Judges) -> Report:
        article = report.article
        claims = [
            Untraced(claim.id, claim.wording, article.language, article.published_at)
            for claim in report.claims
            if claim.to_check and not claim.ambiguous
        ]
        known = self._traces.get([claim.claim_id for claim in claims], judges.embedder.title)
        new = self._clustered([one for one in claims if one.claim_id not in known], judges)
        # A new claim that begins a cluster repeats nothing.
        joined = [trace for trace in new if trace.cluster_id != trace.claim_id]
        standing = [*(one.trace for one in known.values()), *joined]
        return replace(
            report,
            traces=new,
            checked_before=self._traces.checked_before(standing, article.id),
        )

    def _clustered(self, claims: Sequence[Untraced], judges: Judges) -> tuple[ClaimTrace, ...]:
        if not claims:
            return ()
        kept = compact(judges.embedder.embed_claims([claim.wording for claim in claims]))
        languages = [claim.language for claim in claims]
        ids = [claim.claim_id for claim in claims]
        wordings = list(_wordings(claims, traces_of(ids, kept, languages, judges.embedder.title)))
        lookup = lookup_of([wording.trace for wording in wordings])
        near = self._traces.firsts_near(lookup.embedder, lookup.probes, lookup.sketches)
        firsts = {
            claim_id: [_wording_of(one) for one in found]
            for claim_id, found in zip(lookup.claim_ids, near, strict=True)
        }
        return assign(wordings, firsts, judges.stance)


def serves(judges: Judges, language: str) -> bool:
    """Whether repeats can be told: what they are told by was measured with the shipped embedder."""
    embedder, by_language = centres()
    return judges.embedder.title == embedder and language in by_language


def _wordings(claims: Sequence[Untraced], traces: Sequence[ClaimTrace]) -> Iterator[Wording]:
    for claim, trace in zip(claims, traces, strict=True):
        yield Wording(Said(claim.wording, claim.language, claim.said_at), trace)


def _wording_of(first: Traced) -> Wording:
    return Wording(Said(first.wording, first.trace.language, first.said_at), first.trace)
