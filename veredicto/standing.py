"""Which recorded claims a re-check looks at, and which stand in an updated article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from checkers.articles import Article
from checkers.errors import BadInput
from checkers.labels import ClaimStatus
from checkers.nouns import Report
from checkers.reading.canonical import canonical_address
from checkers.reading.watched import is_feed_url
from checkers.verdicts.recheck import narrowed
from warehouse.recorded import RecordedRuns, Standing


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """Runs with the claims to look at; `skipped` says which runs cannot be, and why."""

    bases: tuple[Report, ...]
    skipped: tuple[str, ...]


CAN_BE_JUDGED = frozenset({ClaimStatus.JUDGED, ClaimStatus.RETRIEVAL_FAILED})


def choose(
    runs: RecordedRuns,
    *,
    before: datetime,
    claims: Sequence[str] = (),
    failed: bool = False,
) -> ToLookAt:
    """The claims that were last looked at before the time: those with a verdict, unless named.

    Args:
        runs: what is recorded.
        before: later checks are left alone.
        claims: beginnings of claims' identifiers, with a verdict or without; empty for all claims.
        failed: only claims whose retrieval failed.

    Raises:
        BadInput: a claim is not there, or is not one to check.
    """
    named = _named(runs.standing(), claims)
    statuses = _statuses(named=bool(claims), failed=failed)
    wanted = [one for one in named if one.checked_at < before and one.status in statuses]
    bases: list[Report] = []
    skipped: list[str] = []
    for run_id, claim_ids in _by_run(wanted).items():
        try:
            bases.append(narrowed(runs.report(run_id), claim_ids))
        except BadInput as error:
            skipped.append(str(error))
    return ToLookAt(tuple(bases), tuple(skipped))


def earlier_version(runs: RecordedRuns, article: Article, location: str) -> tuple[Report, ...]:
    """What stands of the article as it was checked last, by the runs that spoke last on its claims.

    An article is known by the address that it gives itself or was read at, or by its file. Runs
    that were recorded before runs kept what they saw are left out: their claims are checked anew.
    """
    at = location if is_feed_url(location) else str(Path(location).absolute())
    addresses = {article.url or at, canonical_address(article.url or at)}
    bases = []
    for run_id, claim_ids in _by_run(runs.version_before(sorted(addresses))).items():
        with suppress(BadInput):
            bases.append(narrowed(runs.report(run_id), claim_ids))
    return tuple(bases)


def the_one_named(runs: RecordedRuns, names: Sequence[str]) -> str:
    """The identifier of the only claim to check whose identifier begins so.

    Raises:
        BadInput: there is none, or more than one.
    """
    if len(names) != 1:
        raise BadInput(
            "a page is added to one claim, or left out of one: name it with --claim ID, which"
            " veredicto sql verdicts_current lists."
        )
    (name,) = names
    found = [it.claim_id for it in _named(runs.standing(), [name]) if it.status in CAN_BE_JUDGED]
    if len(found) > 1:
        raise BadInput(
            f"{len(found)} claims begin with {name!r}: give more of the one that is meant."
        )
    return found[0]


def _by_run(standing: Iterable[Standing]) -> dict[str, list[str]]:
    """The claims by the run that spoke last on them."""
    by_run: dict[str, list[str]] = {}
    for one in standing:
        by_run.setdefault(one.run_id, []).append(one.claim_id)
    return by_run


def _statuses(*, named: bool, failed: bool) -> frozenset[ClaimStatus]:
    if failed:
        return frozenset({ClaimStatus.RETRIEVAL_FAILED})
    return CAN_BE_JUDGED if named else frozenset({ClaimStatus.JUDGED})


def _named(standing: Iterable[Standing], claims: Sequence[str]) -> list[Standing]:
    known = list(standing)
    for name in claims:
        found = [one for one in known if one.claim_id.startswith(name)]
        if not found:
            raise BadInput(
                f"there is no claim {name!r}: veredicto sql verdicts_current lists those there are."
            )
        if not any(one.status in CAN_BE_JUDGED for one in found):
            raise BadInput(
                f"the claim {name!r} is not one to check: {found[0].reason or found[0].status}."
            )
    return [one for one in known if not claims or one.claim_id.startswith(tuple(claims))]
