"""The nouns of the desk: people, what they do, and what a claim's state follows from it.

Everything that somebody does is an `Action`. Actions are only ever added; the state of a claim is
what its actions come to, in order (`veredicto.desk.book.state`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from checkers.labels import Decision, VerdictLabel


class Role(StrEnum):
    """What somebody may do: a reader looks, an editor decides, a chief settles and appoints."""

    READER = "reader"
    EDITOR = "editor"
    CHIEF = "chief"

    def may(self, needed: Role) -> bool:
        """Whether the role is that one or one above it."""
        order = tuple(Role)
        return order.index(self) >= order.index(needed)


class ActionKind(StrEnum):
    """What can be done. The first twelve are of a claim and can be undone; the rest are not."""

    DECIDE = "decide"
    SECOND_READING = "second_reading"
    SETTLE = "settle"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    MERGE = "merge"
    SEPARATE = "separate"
    REWORD = "reword"
    ASSIGN = "assign"
    UNDO = "undo"
    ADD_EVIDENCE = "add_evidence"
    RECHECK = "recheck"
    SIGN_IN = "sign_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_OUT = "sign_out"
    INVITE = "invite"
    JOIN = "join"
    CHANGE_ROLE = "change_role"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - the name of an action
    REDACT = "redact"


class DeskState(StrEnum):
    """Where a claim is on its way; the order is that of the way."""

    OPEN = "open"
    SECOND_READING = "second_reading"
    DISAGREEMENT = "disagreement"
    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `keys` maps the name of a command to the key that was chosen."""

    id: str
    name: str
    role: Role
    created_at: datetime
    language: str | None = None
    keys: tuple[tuple[str, str], ...] = ()
    disabled_at: datetime | None = None

    @property
    def active(self) -> bool:
        """Whether they may sign in."""
        return self.disabled_at is None


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that somebody did, as the chain holds it.

    `number` counts from 1 without gaps. `evidence` is the verdict that was on the page, whose
    evidence the decision rests on. `content` holds the details, such as `reason`, `from` and `to`,
    masked where it was redacted. `hash` covers everything and the hash of the action before.
    """

    number: int
    kind: ActionKind
    at: datetime
    by: str
    claim_id: str | None
    evidence: str | None
    content: dict[str, str | int | None]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person decided on a claim; `label` is what they stand behind.

    `label` is None where the claim is not checkable. `action` is the number of the action, and
    `merged_with` the claim whose decision this one follows.
    """

    action: int
    by: str
    at: datetime
    decision: Decision
    label: VerdictLabel | None
    reason: str
    verdict_id: str
    merged_with: str | None = None

    def agrees_with(self, other: Reading) -> bool:
        """Whether both come to the same, reasons aside."""
        return self.label is other.label


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What the actions on a claim come to.

    `version` is the number of the last action on it, 0 without any: whoever changes it says which
    version they saw. `first` and `second` are the readings under way, `standing` the one that is to
    be published or is, `published` the one that is published, with `published_wording`. `undoable`
    is the number of the action that an undo would take back, `redoable` that of the undo which
    another undo would take back. `asked` are those of the actions that asked for a page as evidence
    or for a re-check and were not taken back.
    """

    claim_id: str
    version: int = 0
    state: DeskState = DeskState.OPEN
    first: Reading | None = None
    second: Reading | None = None
    standing: Reading | None = None
    published: Reading | None = None
    wording: str | None = None
    merged_into: str | None = None
    assignee: str | None = None
    undoable: int | None = None
    redoable: int | None = None
    published_wording: str | None = None
    asked: tuple[int, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether a person has decided anything on it."""
        return self.first is not None or self.published is not None
