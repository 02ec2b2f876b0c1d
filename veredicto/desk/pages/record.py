"""The record of what people did, and the claims on which two of them disagree."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from veredicto.desk.book.blind import seen_in_list
from veredicto.desk.desk import Desk
from veredicto.desk.nouns import ActionKind, DeskState, Role
from veredicto.desk.render import render
from veredicto.desk.visit import Visitor, at_least, desk_of, visitor

router = APIRouter()
TheDesk = Annotated[Desk, Depends(desk_of)]
Who = Annotated[Visitor, Depends(visitor)]
A_PAGE = 100


@router.get("/record")
def show_record(
    request: Request,
    desk: TheDesk,
    who: Who,
    before: Annotated[int | None, Query(ge=1)] = None,
    by: str | None = None,
    kind: ActionKind | None = None,
) -> Response:
    """What people did, newest first."""
    actions = desk.book.actions.latest(before=before, limit=A_PAGE, by=by or None, kind=kind)
    return render(
        request,
        "record.html",
        who=who,
        actions=seen_in_list(
            actions, desk.book.actions.state, who.person.id, who.person.role, kind=kind
        ),
        older=actions[-1].number if len(actions) == A_PAGE else None,
        people={person.id: person for person in desk.book.people.all()},
        by=by,
        kind=kind,
        kinds=tuple(ActionKind),
        claims=desk.line.find_all({it.claim_id for it in actions if it.claim_id}),
    )


@router.get("/record/verification")
def verify_record(
    request: Request, desk: TheDesk, who: Annotated[Visitor, Depends(at_least(Role.CHIEF))]
) -> Response:
    """Whether the chain of the record is whole."""
    return render(request, "verification.html", who=who, verification=desk.book.actions.verify())


@router.get("/disagreements")
def show_disagreements(request: Request, desk: TheDesk, who: Who) -> Response:
    """The claims that wait for a second reading, and those that two readers see differently."""
    states, line = desk.book.actions.states().values(), desk.line
    return render(
        request,
        "disagreements.html",
        who=who,
        differing=[
            (state, line.find(state.claim_id))
            for state in states
            if state.state is DeskState.DISAGREEMENT and state.claim_id in line
        ],
        waiting=[
            (state, line.find(state.claim_id))
            for state in states
            if state.state is DeskState.SECOND_READING and state.claim_id in line
        ],
        people={person.id: person for person in desk.book.people.all()},
    )
