"""The addresses of the API."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException

from veredicto.desk.api.bearer import called_by, caller, token_of
from veredicto.desk.api.bodies import (
    ClaimOut,
    Credentials,
    Decided,
    Doing,
    FilterBody,
    Invitation,
    Link,
    Merged,
    NewRole,
    QueueOut,
    Session,
    SourceOut,
    Trouble,
    What,
)
from veredicto.desk.api.shown import claim_out
from veredicto.desk.book.blind import seen_by, seen_in_list
from veredicto.desk.book.saved import SavedFilter
from veredicto.desk.book.verification import Verification
from veredicto.desk.desk import Desk
from veredicto.desk.nouns import Action, ActionKind, ClaimState, DeskState, Person, Role
from veredicto.desk.pages.sign_in import checked_person
from veredicto.desk.queue.wanted import Facet, Order, Wanted
from veredicto.desk.readings import Content, content_of_merge, content_of_reading
from veredicto.desk.visit import desk_of

TROUBLES: dict[int | str, dict[str, object]] = {
    400: {"model": Trouble, "description": "It may not be done, and why"},
    401: {"model": Trouble, "description": "Nobody is signed in"},
    403: {"model": Trouble, "description": "The role does not reach so far"},
    404: {"model": Trouble, "description": "There is no such thing"},
    409: {"model": Trouble, "description": "Somebody else was quicker"},
    413: {"description": "More than the desk takes at once"},
    421: {"description": "The host is not the desk's"},
    422: {"model": Trouble, "description": "It is not what the desk takes"},
    429: {"model": Trouble, "description": "Too often of late"},
    503: {"model": Trouble, "description": "Not now"},
}
api = APIRouter(prefix="/api/v1", responses=TROUBLES)
TheDesk = Annotated[Desk, Depends(desk_of)]
Caller = Annotated[Person, Depends(caller)]
Editor = Annotated[Person, Depends(called_by(Role.EDITOR))]
Chief = Annotated[Person, Depends(called_by(Role.CHIEF))]
Number = Annotated[int | None, Query(ge=1, le=2**53)]


@api.post("/session", status_code=201, tags=["session"])
def sign_in(request: Request, desk: TheDesk, body: Credentials) -> Session:
    """Signs in, and gives the token to send with everything else."""
    person = checked_person(request, desk, body.name, body.password)
    if person is None:
        raise HTTPException(401, "name and password do not belong together")
    token = desk.book.sessions.open(person.id)
    desk.book.actions.add(ActionKind.SIGN_IN, by=person.id, role=person.role, content={})
    return Session(token=token, person=person)


@api.delete("/session", status_code=204, tags=["session"])
def sign_out(desk: TheDesk, person: Caller, token: Annotated[str, Depends(token_of)]) -> None:
    """Ends the session."""
    desk.book.sessions.close(token)
    desk.book.actions.add(ActionKind.SIGN_OUT, by=person.id, role=person.role, content={})


@api.get("/me", tags=["session"])
def show_me(person: Caller) -> Person:
    """Who is signed in."""
    return person


@api.get("/claims", tags=["claims"])
def list_claims(  # noqa: PLR0913, PLR0917 (what can be asked for)
    desk: TheDesk,
    _person: Caller,
    state: Annotated[list[DeskState] | None, Query()] = None,
    verdict: Annotated[list[str] | None, Query()] = None,
    assignee: Annotated[list[str] | None, Query()] = None,
    confidence: Annotated[list[str] | None, Query()] = None,
    language: Annotated[list[str] | None, Query()] = None,
    outlet: Annotated[list[str] | None, Query()] = None,
    speaker: Annotated[list[str] | None, Query()] = None,
    person: Annotated[list[str] | None, Query()] = None,
    organisation: Annotated[list[str] | None, Query()] = None,
    place: Annotated[list[str] | None, Query()] = None,
    work: Annotated[list[str] | None, Query()] = None,
    topic: Annotated[list[str] | None, Query()] = None,
    failure: Annotated[list[str] | None, Query()] = None,
    age: Annotated[list[str] | None, Query()] = None,
    q: Annotated[str, Query(max_length=200)] = "",
    order: Order = Order.NEED,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    whole: Annotated[Facet | None, Query(alias="all")] = None,
) -> QueueOut:
    """The queue: claims that have one of the values of each facet, and all the words of `q`.

    Facets list the commonest values, but for the one that `all` names, which lists all.
    """
    given = (
        state, verdict, assignee, confidence, language, outlet, speaker,
        person, organisation, place, work, topic, failure, age,
    )  # fmt: skip
    pairs = [
        (str(facet), str(value))
        for facet, values in zip(Facet, given, strict=True)
        for value in values or ()
    ]
    wanted = Wanted.of([*pairs, ("q", q), ("order", order), ("page", str(page))]).listing(whole)
    found = desk.line.page(wanted)
    return QueueOut(
        found=found.found,
        page=found.page,
        pages=found.pages,
        claims=found.claims,
        facets={str(facet): counts for facet, counts in found.counts.items()},
        progress={str(state): count for state, count in desk.line.progress()},
    )


@api.get("/claims/{claim_id}", tags=["claims"])
def show_claim(desk: TheDesk, person: Caller, claim_id: str) -> ClaimOut:
    """A claim with its evidence, what was decided on it, and what was before."""
    found = claim_out(desk, person, claim_id)
    if found is None:
        raise HTTPException(404, "there is no such claim in the queue")
    return found


@api.post("/claims/{claim_id}/actions", status_code=201, tags=["claims"])
def act_on_claim(desk: TheDesk, person: Editor, claim_id: str, body: Doing) -> ClaimState:
    """Does something on a claim; what follows from it. Jobs are done in the background."""
    if claim_id not in desk.line:
        raise HTTPException(404, "there is no such claim in the queue")
    state = desk.act(
        person,
        body.action.kind,
        claim_id,
        content=_content(desk, claim_id, body.action),
        evidence=(desk.line.row(claim_id) or {}).get("verdict_id"),
        version=body.version,
    )
    return seen_by(state, (), person.id, person.role)[0]


@api.get("/pages/{source_id}", tags=["claims"])
def show_page(desk: TheDesk, _person: Caller, source_id: str) -> SourceOut:
    """A stored page with its text, which the offsets of passages point into."""
    source = desk.reader.page_text(source_id)
    if source is None:
        raise HTTPException(404, "there is no such page in the record")
    return SourceOut.model_validate(source, from_attributes=True)


@api.get("/record", tags=["record"])
def list_actions(
    desk: TheDesk,
    person: Caller,
    before: Number = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    by: Annotated[str | None, Query(max_length=100)] = None,
    kind: ActionKind | None = None,
    claim_id: Annotated[str | None, Query(max_length=100)] = None,
) -> tuple[Action, ...]:
    """What people did, newest first."""
    actions = desk.book.actions.latest(
        before=before, limit=limit, by=by, kind=kind, claim_id=claim_id
    )
    return seen_in_list(actions, desk.book.actions.state, person.id, person.role, kind=kind)


@api.get("/record/verification", tags=["record"])
def verify_record(desk: TheDesk, _person: Chief) -> Verification:
    """Whether the chain of the record is whole."""
    return desk.book.actions.verify()


@api.get("/filters", tags=["filters"])
def list_filters(desk: TheDesk, person: Caller) -> tuple[SavedFilter, ...]:
    """One's own filters, and those that are shared."""
    return desk.book.saved.for_person(person.id)


@api.post("/filters", status_code=201, tags=["filters"])
def keep_filter(desk: TheDesk, person: Caller, body: FilterBody) -> SavedFilter:
    """Keeps a filter under a name."""
    query = Wanted.of(parse_qsl(body.query)).without_page
    return desk.book.saved.save(body.name.strip(), query, by=person.id, shared=body.shared)


@api.delete("/filters/{filter_id}", status_code=204, tags=["filters"])
def forget_filter(desk: TheDesk, person: Caller, filter_id: str) -> None:
    """Forgets a filter of one's own, or as a chief any."""
    if desk.book.saved.get(filter_id) is None:
        raise HTTPException(404, "there is no such filter")
    desk.book.saved.remove(filter_id, by=person.id)


@api.get("/people", tags=["people"])
def list_people(desk: TheDesk, _person: Chief) -> tuple[Person, ...]:
    """Everybody with an account."""
    return desk.book.people.all()


@api.post("/people/invitations", status_code=201, tags=["people"])
def invite(request: Request, desk: TheDesk, person: Chief, body: Invitation) -> Link:
    """A link that makes one account, within a week."""
    token = desk.book.people.invite(body.role, by=person.id)
    return Link(link=str(request.url_for("ask_to_join", token=token)))


@api.patch("/people/{person_id}", tags=["people"])
def change_person(desk: TheDesk, person: Chief, person_id: str, body: NewRole) -> Person:
    """Gives somebody another role, or lets them in no more, or again."""
    changed = desk.book.people.get(person_id)
    if changed is None:
        raise HTTPException(404, "there is no such person")
    if body.role is not None:
        changed = desk.book.people.set_role(person_id, body.role, by=person.id)
    if body.active is not None:
        change = desk.book.people.enable if body.active else desk.book.people.disable
        changed = change(person_id, by=person.id)
    return changed


def _content(desk: Desk, claim_id: str, action: What) -> Content:
    match action:
        case Decided():
            return content_of_reading(
                desk, claim_id, action.decision, action.label, action.reason, action.verdict_id
            )
        case Merged():
            return content_of_merge(desk, claim_id, action.into)
        case _:
            return action.model_dump(exclude={"kind"})
