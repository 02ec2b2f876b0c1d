"""Who has an account, and who invites whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from veredicto.desk.desk import Desk
from veredicto.desk.nouns import Person, Role
from veredicto.desk.render import render
from veredicto.desk.visit import Visitor, at_least, desk_of, marked_by

router = APIRouter(prefix="/people")
TheDesk = Annotated[Desk, Depends(desk_of)]
Chief = Annotated[Visitor, Depends(at_least(Role.CHIEF))]
ChiefSends = Annotated[Visitor, Depends(marked_by(Role.CHIEF))]


@router.get("")
def show_people(request: Request, desk: TheDesk, who: Chief) -> Response:
    """Everybody with an account."""
    return _page(request, desk, who)


@router.post("/invite")
def invite(
    request: Request, desk: TheDesk, who: ChiefSends, role: Annotated[Role, Form()]
) -> Response:
    """A link that makes one account, shown once."""
    token = desk.book.people.invite(role, by=who.person.id)
    link = str(request.url_for("ask_to_join", token=token))
    return _page(request, desk, who, link=link, invited=role)


@router.post("/{person_id}/password-link")
def give_password_link(
    request: Request, desk: TheDesk, who: ChiefSends, person_id: str
) -> Response:
    """A link by which somebody chooses another password, shown once."""
    token = desk.book.new_passwords.link(person_id, by=who.person.id)
    link = str(request.url_for("ask_new_password", token=token))
    return _page(request, desk, who, link=link, forgot=desk.book.people.get(person_id))


@router.post("/{person_id}/role")
def change_role(
    desk: TheDesk, who: ChiefSends, person_id: str, role: Annotated[Role, Form()]
) -> Response:
    """Gives somebody another role."""
    desk.book.people.set_role(person_id, role, by=who.person.id)
    return RedirectResponse("/people", status_code=303)


@router.post("/{person_id}/disable")
def disable(desk: TheDesk, who: ChiefSends, person_id: str) -> Response:
    """Lets somebody in no more; what they did stays."""
    desk.book.people.disable(person_id, by=who.person.id)
    return RedirectResponse("/people", status_code=303)


@router.post("/{person_id}/enable")
def enable(desk: TheDesk, who: ChiefSends, person_id: str) -> Response:
    """Lets somebody in again."""
    desk.book.people.enable(person_id, by=who.person.id)
    return RedirectResponse("/people", status_code=303)


def _page(
    request: Request,
    desk: Desk,
    who: Visitor,
    *,
    link: str | None = None,
    invited: Role | None = None,
    forgot: Person | None = None,
) -> Response:
    return render(
        request,
        "people.html",
        who=who,
        people=desk.book.people.all(),
        roles=tuple(Role),
        link=link,
        invited=invited,
        forgot=forgot,
    )
