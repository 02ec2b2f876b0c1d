"""What programs send and get. Fields that are not here are refused."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from checkers.labels import Decision, Outcome, SearchOutcome, Stance, VerdictLabel
from veredicto.desk.book.jobs import Job
from veredicto.desk.nouns import Action, ActionKind, ClaimState, Person, Role
from veredicto.desk.queue.line import Count, Waiting
from warehouse.desk.related import PastCheck, Repeat

Identifier = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(max_length=10_000)]


class Body(BaseModel):
    """What is sent; nothing besides its fields is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Credentials(Body):
    """Who signs in."""

    name: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]


class Session(BaseModel):
    """A session that was opened; the token is shown only now."""

    token: str
    person: Person


class Decided(Body):
    """A decision on the verdict that was seen, or how a chief settles a disagreement."""

    kind: Literal[ActionKind.DECIDE, ActionKind.SETTLE]
    decision: Literal[Decision.CONFIRM, Decision.OVERRULE, Decision.NOT_CHECKABLE]
    verdict_id: Identifier
    label: VerdictLabel | None = None
    reason: Text = ""


class Plain(Body):
    """What needs no details."""

    kind: Literal[ActionKind.PUBLISH, ActionKind.UNPUBLISH, ActionKind.SEPARATE, ActionKind.RECHECK]


class Merged(Body):
    """Lets the decision on another claim stand for this one."""

    kind: Literal[ActionKind.MERGE]
    into: Identifier


class Reworded(Body):
    """Words the claim; null is the wording of the article."""

    kind: Literal[ActionKind.REWORD]
    wording: Annotated[str, Field(max_length=2000)] | None


class Assigned(Body):
    """Gives the claim to a person; null is nobody."""

    kind: Literal[ActionKind.ASSIGN]
    to: Identifier | None


class Undone(Body):
    """Takes back the action with that number.

    A re-check only while its job waits; a page as evidence at any time, in the background.
    """

    kind: Literal[ActionKind.UNDO]
    undoes: Annotated[int, Field(ge=1, le=2**53)]


class Evidenced(Body):
    """Has a page retrieved and judged."""

    kind: Literal[ActionKind.ADD_EVIDENCE]
    url: Annotated[str, Field(max_length=2000, pattern=r"^https?://")]


What = Annotated[
    Decided | Plain | Merged | Reworded | Assigned | Undone | Evidenced,
    Field(discriminator="kind"),
]


class Doing(Body):
    """Something to do on a claim; `version` is that of the state that was seen."""

    version: Annotated[int, Field(ge=0, le=2**53)]
    action: What


class PieceOut(BaseModel):
    """A passage with its page and what it says of the claim."""

    number: int
    stance: Stance
    weight: float
    excluded: str | None
    passage: str
    start: int
    end: int
    source_id: str
    url: str
    publisher: str
    kind: str
    title: str | None
    published_at: datetime | None
    retrieved_at: datetime
    later_than_article: bool
    comparison: str | None


class AskedOut(BaseModel):
    """How a search provider took a query."""

    provider: str
    query: str
    outcome: SearchOutcome
    results: int
    detail: str


class TurnOut(BaseModel):
    """Something that was otherwise before; empty where it was not there."""

    what: str
    before: str
    after: str


class PassageOut(BaseModel):
    """A passage that came, left or was taken otherwise; a stance is None where it was not there."""

    publisher: str
    url: str
    passage: str
    before: Stance | None
    after: Stance | None


class ChangedPageOut(BaseModel):
    """A cited page that says something else since, or could not be had: then `after` is None."""

    url: str
    before: str
    after: str | None
    outcome: Outcome


class ChangesOut(BaseModel):
    """What the check after that of `run_id` found otherwise.

    `turns` are of the label, the wording, the policy and the versions of models; `left_out` are
    the pages that an editor took away before it.
    """

    run_id: str
    confidence_before: float | None
    confidence_after: float | None
    turns: tuple[TurnOut, ...]
    passages: tuple[PassageOut, ...]
    pages: tuple[ChangedPageOut, ...]
    left_out: tuple[str, ...]


class ClaimOut(BaseModel):
    """A claim with its evidence, what was decided, and what was before.

    `asked_by` is who asked for the check, `left_out` the pages that editors left out of it.
    """

    claim: Waiting
    article_id: str
    run_id: str
    verdict_id: str | None
    label: VerdictLabel | None
    justification: str | None
    reason: str | None
    text: str
    start: int
    end: int
    evidence: tuple[PieceOut, ...]
    searches: tuple[AskedOut, ...]
    asked_by: str | None
    left_out: tuple[str, ...]
    state: ClaimState
    actions: tuple[Action, ...]
    history: tuple[PastCheck, ...]
    changes: tuple[ChangesOut, ...]
    repeats: tuple[Repeat, ...]
    jobs: tuple[Job, ...]


class QueueOut(BaseModel):
    """A page of the queue."""

    found: int
    page: int
    pages: int
    claims: tuple[Waiting, ...]
    facets: dict[str, tuple[Count, ...]]
    progress: dict[str, int]


class SourceOut(BaseModel):
    """A stored page."""

    id: str
    url: str
    final_url: str
    publisher: str
    title: str | None
    language: str | None
    published_at: datetime | None
    retrieved_at: datetime
    outcome: Outcome
    sha256: str | None
    extractor: str | None
    text: str


class FilterBody(Body):
    """A filter to keep: the part of an address of the queue after its question mark."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
    query: Annotated[str, Field(max_length=4000)]
    shared: bool = False


class Invitation(Body):
    """Whom to invite."""

    role: Role


class Link(BaseModel):
    """A link that makes one account."""

    link: str


class NewRole(Body):
    """Another role for somebody, or that they are let in no more."""

    role: Role | None = None
    active: bool | None = None


class Trouble(BaseModel):
    """Why something was not done."""

    detail: str
