"""Which recorded verdicts a re-check looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from checkers.errors import BadInput
from checkers.nouns import Report
from checkers.verdicts.recheck import narrowed
from warehouse.recorded import RecordedRuns, Standing


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """Runs with the claims to look at; `skipped` says which runs cannot be, and why."""

    bases: tuple[Report, ...]
    skipped: tuple[str, ...]


def choose(runs: RecordedRuns, *, before: datetime, claims: Sequence[str] = ()) -> ToLookAt:
    """The claims whose verdict stands and was last looked at before the time.

    Args:
        runs: what is recorded.
        before: later checks are left alone.
        claims: beginnings of claims' identifiers; empty for all claims.

    Raises:
        BadInput: a claim is not there or has no verdict.
    """
    standing = runs.standing()
    wanted = [one for one in _named(standing, claims) if one.checked_at < before]
    by_run: dict[str, list[str]] = {}
    for one in wanted:
        by_run.setdefault(one.run_id, []).append(one.claim_id)
    bases: list[Report] = []
    skipped: list[str] = []
    for run_id, claim_ids in by_run.items():
        try:
            bases.append(narrowed(runs.report(run_id), claim_ids))
        except BadInput as error:
            skipped.append(str(error))
    return ToLookAt(tuple(bases), tuple(skipped))


def _named(standing: Iterable[Standing], claims: Sequence[str]) -> list[Standing]:
    known = list(standing)
    for name in claims:
        if not any(one.claim_id.startswith(name) for one in known):
            message = (
                f"there is no claim {name!r} with a verdict: veredicto sql verdicts_current lists "
                "those there are"
            )
            raise BadInput(message)
    return [one for one in known if not claims or one.claim_id.startswith(tuple(claims))]
