"""The same done with many claims; what a person has decided is never done again unseen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from checkers.labels import Decision
from veredicto.desk.book.refused import ChangedMeanwhile, Refusal, Refused
from veredicto.desk.desk import Desk
from veredicto.desk.marking import Unfit, _
from veredicto.desk.nouns import ActionKind, DeskState, Person, Role
from veredicto.desk.queue.line import Waiting

MOST = 2_000
"""So many claims at once."""
TOO_MANY = _("{count} claims are chosen, and {most} are the most at once: narrow the filter.")


class BulkKind(StrEnum):
    """What can be done with many claims."""

    CONFIRM = "confirm"
    NOT_CHECKABLE = "not_checkable"
    PUBLISH = "publish"
    ASSIGN = "assign"


class WhyNot(StrEnum):
    """Why a claim is left alone."""

    DECIDED = "decided"
    NO_VERDICT = "no_verdict"
    NO_DRAFT = "no_draft"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Planned:
    """A claim with the version and the verdict that were seen."""

    claim: Waiting
    version: int
    verdict_id: str | None

    @property
    def listed(self) -> str:
        """What was seen, as the form carries it."""
        return f"{self.claim.claim_id}:{self.version}:{self.verdict_id or ''}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done: to which claims, and which are left alone and why."""

    kind: BulkKind
    chosen: int
    planned: tuple[Planned, ...]
    left: tuple[tuple[WhyNot, int], ...]

    @property
    def listed(self) -> str:
        """The claims as they were seen, as the form carries them."""
        return " ".join(one.listed for one in self.planned)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and what was not and why.

    `listed` are the claims with the number of what was done on each, as the form that undoes it all
    carries them. `kind` is None where it was undone.
    """

    kind: BulkKind | None
    done: int
    left: tuple[tuple[WhyNot, int], ...]
    listed: str = ""


def assignable(desk: Desk) -> tuple[Person, ...]:
    """The people that a claim can be given to, by name."""
    return tuple(it for it in desk.book.people.all() if it.active and it.role.may(Role.EDITOR))


def look_over(desk: Desk, kind: BulkKind, chosen: Sequence[str]) -> Plan:
    """What would be done with the chosen claims.

    Raises:
        BadInput: They are too many.
    """
    if len(chosen) > MOST:
        raise Unfit(TOO_MANY, count=len(chosen), most=MOST)
    left: dict[WhyNot, int] = {}
    planned = []
    for claim_id in dict.fromkeys(chosen):
        found = _planned(desk, kind, claim_id)
        if isinstance(found, WhyNot):
            left[found] = left.get(found, 0) + 1
        else:
            planned.append(found)
    return Plan(kind, len(chosen), tuple(planned), tuple(left.items()))


def carry_out(
    desk: Desk,
    person: Person,
    kind: BulkKind,
    listed: str,
    *,
    reason: str = "",
    assignee: str | None = None,
) -> Done:
    """Does it with each claim that is as it was seen.

    Raises:
        BadInput: The list is none of ours, a reason is missing, or they cannot be assigned to.
    """
    if kind is BulkKind.NOT_CHECKABLE and not reason.strip():
        raise Unfit(_("a reason is needed to mark claims as not checkable."))
    if assignee is not None and assignee not in {it.id for it in assignable(desk)}:
        raise Refused(Refusal.NOBODY)
    done, left = list[str](), dict[WhyNot, int]()
    for seen in _seen(listed):
        claim_id = seen.partition(":")[0]
        found = _planned(desk, kind, claim_id)
        if isinstance(found, Planned) and found.listed != seen:
            found = WhyNot.CHANGED
        if isinstance(found, WhyNot):
            left[found] = left.get(found, 0) + 1
            continue
        action, content = _action(desk, kind, found, reason.strip(), assignee)
        try:
            state = desk.act(
                person,
                action,
                claim_id,
                content=content,
                evidence=found.verdict_id,
                version=found.version,
            )
        except ChangedMeanwhile:
            left[WhyNot.CHANGED] = left.get(WhyNot.CHANGED, 0) + 1
        else:
            done.append(f"{claim_id}:{state.version}:")
    return Done(kind, len(done), tuple(left.items()), " ".join(done))


def undo(desk: Desk, person: Person, listed: str) -> Done:
    """Takes back what was done on each claim, unless something was done on it since.

    Raises:
        BadInput: The list is none of ours.
    """
    done, left = 0, 0
    for seen in _seen(listed):
        claim_id, number = seen.split(":")[0], int(seen.split(":")[1])
        if claim_id not in desk.line or desk.book.actions.state(claim_id).undoable != number:
            left += 1
            continue
        content = {"undoes": number}
        try:
            desk.act(person, ActionKind.UNDO, claim_id, content=content, version=number)
        except (ChangedMeanwhile, Refused):
            left += 1
        else:
            done += 1
    return Done(None, done, ((WhyNot.CHANGED, left),) if left else ())


def _planned(desk: Desk, kind: BulkKind, claim_id: str) -> Planned | WhyNot:
    waiting, row = desk.line.find(claim_id), desk.line.row(claim_id)
    if waiting is None or row is None:
        return WhyNot.UNKNOWN
    state = desk.book.actions.state(claim_id)
    if kind in {BulkKind.CONFIRM, BulkKind.NOT_CHECKABLE}:
        if waiting.state is not DeskState.OPEN:
            return WhyNot.DECIDED
        if row["verdict_id"] is None:
            return WhyNot.NO_VERDICT
    if kind is BulkKind.PUBLISH and waiting.state is not DeskState.DRAFT:
        return WhyNot.NO_DRAFT
    return Planned(waiting, state.version, row["verdict_id"])


def _action(
    desk: Desk, kind: BulkKind, planned: Planned, reason: str, assignee: str | None
) -> tuple[ActionKind, dict[str, str | int | None]]:
    if kind is BulkKind.ASSIGN:
        return ActionKind.ASSIGN, {"to": assignee}
    if kind is BulkKind.PUBLISH:
        return ActionKind.PUBLISH, {}
    row = desk.line.row(planned.claim.claim_id) or {}
    confirms = kind is BulkKind.CONFIRM
    return ActionKind.DECIDE, {
        "decision": Decision.CONFIRM if confirms else Decision.NOT_CHECKABLE,
        "label": row["label"] if confirms else None,
        "engine_label": row["label"],
        "reason": reason,
        "verdict_id": planned.verdict_id,
    }


def _seen(listed: str) -> list[str]:
    """The claims as they were seen, each as `Planned.listed` has it."""
    parts = listed.split()
    if len(parts) > MOST:
        raise Unfit(TOO_MANY, count=len(parts), most=MOST)
    if not all(re.fullmatch(r"[^:]+:\d{1,15}:[^:]*", part) for part in parts):
        raise Unfit(_("the list of claims is damaged: choose them anew."))
    return parts
