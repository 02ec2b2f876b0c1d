"""A recorded run derived again from its article, its snapshots and its settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from checkers.claims.choose import Selection
from checkers.errors import WarehouseError
from checkers.evidence.gather import Judges
from checkers.fetching.snapshot import SnapshotStore
from checkers.fetching.sources import read_source
from checkers.nouns import Claim, Report, Source
from checkers.verdicts.compare import (
    Comparisons,
    Difference,
    Kind,
    Side,
    compare_claims,
    compare_sources,
    compare_verdicts,
)
from checkers.verdicts.derive import Rules, derive, read_claims
from checkers.verdicts.policies import POLICY, recorded_limit, recorded_policy
from checkers.verdicts.policy import Policy

RECHECK = "recheck"
"""The setting of a run that names the run that it judged again."""
ASKED_BY = "asked_by"
"""The setting of a run that holds the identifier of the person who asked for it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A page whose snapshot is missing, damaged or altered; `why` says which."""

    url: str
    snapshot: str
    why: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of deriving a run, or one of its verdicts, again.

    `notes` are what a reader must know first: other models, version or policy. Where a snapshot is
    `unreadable` no evidence is derived and no verdict compared, for pages are never left out in
    silence. `carried` counts verdicts that the run left as an earlier one had come to them.
    """

    run_id: str
    verdict_id: str | None
    notes: tuple[str, ...]
    unreadable: tuple[Unreadable, ...]
    comparisons: Comparisons
    claims: int
    pages: int
    verdicts: int
    carried: int

    @property
    def same(self) -> bool:
        """Whether everything was derived again and nothing differs beyond the tolerance."""
        return not self.unreadable and self.comparisons.same

    @property
    def identical(self) -> bool:
        """Whether it is the same to the last bit."""
        return not self.unreadable and self.comparisons.identical


def replay(
    recorded: Report,
    snapshots: SnapshotStore,
    judges: Judges,
    *,
    version: str,
    policy: Policy,
    verdict_id: str | None = None,
) -> Replay:
    """Derive the run again and compare; nothing is fetched and nothing is written.

    Args:
        recorded: the run as it was read back.
        snapshots: has its pages.
        judges: the models of this installation.
        version: of this installation.
        policy: taken for a run that noted none.
        verdict_id: compares this verdict only, with its claim and the pages of the run.

    Raises:
        BadInput: the run's policy is of another version.
        ModelError: a model returned something that is no number.
    """
    run = recorded.run
    judges = judges.as_of(run.models)
    settings = dict(run.settings)
    noted = recorded_policy(settings)
    claims = read_claims(recorded.article, judges, Selection.noted(settings))
    if RECHECK in settings:
        looked_at = {claim.id for claim in recorded.claims}
        claims = tuple(claim for claim in claims if claim.id in looked_at)
    compared = _compared(recorded, verdict_id)
    shown = None if verdict_id is None else compared
    sources, unreadable = _read_again(recorded.sources, snapshots)
    lost = {one.url for one in unreadable}
    found = (
        _compare_models(run.models, judges.titles)
        + compare_claims(_only(recorded.claims, shown), _only(claims, shown))
        + compare_sources(
            [source for source in recorded.sources if source.url not in lost], sources
        )
    )
    if not unreadable:
        judged = {one.claim_id for one in recorded.assessments if one.carried_from is None}
        derived = derive(
            recorded.article,
            claims,
            recorded.searches,
            sources,
            judges,
            Rules(noted or policy, recorded_limit(settings), run.finished_at),
            judged=judged,
        )
        side = Side(
            claims, sources, derived.found.passages, derived.found.evidence, derived.assessments
        )
        found += compare_verdicts(_narrowed(_side(recorded), compared), _narrowed(side, compared))
    return Replay(
        run_id=run.id,
        verdict_id=verdict_id,
        notes=tuple(_notes(recorded, judges, version, policy, noted)),
        unreadable=unreadable,
        comparisons=found,
        claims=len(recorded.claims) if verdict_id is None else len(compared),
        pages=sum(source.retrieved for source in recorded.sources),
        verdicts=sum(
            one.verdict is not None and one.claim_id in compared for one in recorded.assessments
        ),
        carried=sum(one.carried_from is not None for one in recorded.assessments),
    )


def _compared(recorded: Report, verdict_id: str | None) -> frozenset[str]:
    """The claims whose assessments are this run's own, or the one with the verdict."""
    return frozenset(
        one.claim_id
        for one in recorded.assessments
        if one.carried_from is None
        and (verdict_id is None or (one.verdict is not None and one.verdict.id == verdict_id))
    )


def _only(claims: Iterable[Claim], wanted: AbstractSet[str] | None) -> list[Claim]:
    return [claim for claim in claims if wanted is None or claim.id in wanted]


def _read_again(
    recorded: Iterable[Source], snapshots: SnapshotStore
) -> tuple[tuple[Source, ...], tuple[Unreadable, ...]]:
    """The pages read from their snapshots, those that were not retrieved as they are noted."""
    sources: list[Source] = []
    unreadable: list[Unreadable] = []
    for source in recorded:
        if not source.retrieved:
            sources.append(source)
            continue
        name = source.snapshot or ""
        try:
            document = snapshots.get(name)
        except WarehouseError as error:
            unreadable.append(Unreadable(source.url, name, str(error)))
            continue
        again = read_source(document, name)
        sources.append(replace(again, retrieved_at=source.retrieved_at))
    return tuple(sources), tuple(unreadable)


def _side(recorded: Report) -> Side:
    return Side(
        recorded.claims,
        recorded.sources,
        recorded.passages,
        recorded.evidence,
        recorded.assessments,
    )


def _narrowed(side: Side, claims: AbstractSet[str]) -> Side:
    return replace(
        side,
        evidence=[piece for piece in side.evidence if piece.claim_id in claims],
        assessments=[one for one in side.assessments if one.claim_id in claims],
    )


def _compare_models(
    recorded: Sequence[tuple[str, str]], now: Sequence[tuple[str, str]]
) -> Comparisons:
    was, are = dict(recorded), dict(now)
    return Comparisons(
        tuple(
            Difference(Kind.RUN, "models", role, was.get(role), are.get(role))
            for role in dict.fromkeys((*was, *are))
            if was.get(role) != are.get(role)
        )
    )


def _notes(
    recorded: Report, judges: Judges, version: str, policy: Policy, noted: Policy | None
) -> Iterable[str]:
    run = recorded.run
    if run.version != version:
        yield f"recorded by veredicto {run.version}, replayed by {version}"
    are = dict(judges.titles)
    for role, title in run.models:
        if are.get(role) != title:
            yield f"the {role} model was {title}, and is {are.get(role) or 'none'}"
    if noted is not None and noted != policy:
        yield f"decided under the run's own {POLICY}, which is not this installation's"
    carried = {one.carried_from for one in recorded.assessments if one.carried_from}
    for origin in sorted(carried):
        yield f"some verdicts were left as run {origin} came to them: replay that one for them"
