"""One's own password, language and keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from checkers.errors import BadInput
from veredicto.desk.desk import Desk
from veredicto.desk.guard.rates import SIGN_IN_BY_NAME, TooOften
from veredicto.desk.keys import COMMANDS, checked_keys
from veredicto.desk.marking import _
from veredicto.desk.render import render
from veredicto.desk.visit import Visitor, desk_of, marked, visitor

router = APIRouter(prefix="/account")
TheDesk = Annotated[Desk, Depends(desk_of)]
Who = Annotated[Visitor, Depends(visitor)]
Sender = Annotated[Visitor, Depends(marked)]
Password = Annotated[str, Form(max_length=1000)]


@router.get("")
def show_account(request: Request, who: Who, done: str | None = None) -> Response:
    """The forms to change it."""
    return _page(request, who, done=done)


@router.post("/password")
def change_password(
    request: Request, desk: TheDesk, who: Sender, old: Password, new: Password, again: Password
) -> Response:
    """Another password; every session is closed."""
    if not desk.rates.allows(SIGN_IN_BY_NAME, "password", who.person.id):
        raise TooOften
    if new != again:
        return _page(request, who, trouble=who.words.say(_("The passwords differ.")))
    try:
        desk.book.people.change_password(who.person.id, old, new)
    except BadInput as error:
        return _page(request, who, trouble=who.words.tell(error))
    return RedirectResponse("/sign-in", status_code=303)


async def keys_given(request: Request) -> dict[str, str]:
    """The keys that a form has, by the names of commands."""
    form = await request.form()
    return {name: str(form.get(f"key_{name}", ""))[:10] for name in COMMANDS}


@router.post("/keys")
def change_keys(
    request: Request,
    desk: TheDesk,
    who: Sender,
    given: Annotated[dict[str, str], Depends(keys_given)],
) -> Response:
    """Other keys; one that is left empty is as it was at first."""
    try:
        chosen = checked_keys(given)
    except BadInput as error:
        return _page(request, who, trouble=who.words.tell(error))
    desk.book.people.set_keys(who.person.id, chosen)
    return RedirectResponse("/account?done=keys", status_code=303)


@router.get("/keys")
def show_keys(request: Request, who: Who) -> Response:
    """Every command with its key."""
    return render(request, "keys.html", who=who)


def _page(
    request: Request, who: Visitor, *, done: str | None = None, trouble: str | None = None
) -> Response:
    return render(
        request,
        "account.html",
        who=who,
        status=400 if trouble else 200,
        done=done == "keys",
        trouble=trouble,
    )
