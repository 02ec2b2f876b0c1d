"""Coming in and going out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from checkers.errors import BadInput
from veredicto.desk.book.names import name_key
from veredicto.desk.desk import Desk
from veredicto.desk.guard.rates import SIGN_IN_BY_ADDRESS, SIGN_IN_BY_NAME, TooOften
from veredicto.desk.marking import _
from veredicto.desk.nouns import ActionKind, Person
from veredicto.desk.render import render
from veredicto.desk.visit import (
    LANGUAGE,
    SESSION,
    Visitor,
    desk_of,
    marked,
    safe_return,
    words_of,
)
from veredicto.desk.words import LANGUAGES

router = APIRouter()
TheDesk = Annotated[Desk, Depends(desk_of)]
Back = Annotated[str, Form(max_length=2000)]
Token = Annotated[str, Form(max_length=200)]
Name = Annotated[str, Form(max_length=200)]
Password = Annotated[str, Form(max_length=1000)]
YEAR = 31_536_000
DIFFER = _("The passwords differ.")


@router.get("/sign-in")
def ask_to_sign_in(request: Request, desk: TheDesk, back: str = "/queue") -> Response:
    """The form to sign in."""
    return _form(request, desk, back=safe_return(back))


@router.post("/sign-in")
def sign_in(
    request: Request, desk: TheDesk, name: Name, password: Password, back: Back = "/queue"
) -> Response:
    """Signs in, or says that name and password do not belong together."""
    person = checked_person(request, desk, name, password)
    if person is None:
        trouble = words_of(request).say(_("Name and password do not belong together."))
        return _form(request, desk, back=safe_return(back), name=name, trouble=trouble, status=401)
    return welcome(request, desk, person, safe_return(back))


@router.post("/sign-out")
def sign_out(request: Request, desk: TheDesk, who: Annotated[Visitor, Depends(marked)]) -> Response:
    """Ends the session."""
    desk.book.sessions.close(who.session)
    desk.book.actions.add(ActionKind.SIGN_OUT, by=who.person.id, role=who.person.role, content={})
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION)
    del request
    return response


@router.get("/join/{token}")
def ask_to_join(request: Request, desk: TheDesk, token: str) -> Response:
    """The form to choose a name and password, for who has an invitation."""
    return _join_form(request, desk, token)


@router.post("/join/{token}")
def join(
    request: Request,
    desk: TheDesk,
    token: str,
    name: Name,
    password: Password,
    again: Password,
) -> Response:
    """Makes the account that the invitation is for, and signs in."""
    refuse_if_too_often(request, desk, "")
    if password != again:
        return _join_form(request, desk, token, name=name, trouble=DIFFER, status=400)
    try:
        person = desk.book.people.join(token, name, password)
    except BadInput as error:
        trouble = words_of(request).tell(error)
        return _join_form(request, desk, token, name=name, trouble=trouble, status=400)
    return welcome(request, desk, person, "/queue")


@router.get("/new-password/{token}")
def ask_new_password(request: Request, desk: TheDesk, token: str) -> Response:
    """The form to choose another password, for who has a link."""
    return _password_form(request, desk, token)


@router.post("/new-password/{token}")
def choose_new_password(
    request: Request, desk: TheDesk, token: str, password: Password, again: Password
) -> Response:
    """Sets the password; they sign in with it then."""
    refuse_if_too_often(request, desk, "")
    if password != again:
        return _password_form(request, desk, token, trouble=DIFFER)
    try:
        desk.book.new_passwords.choose(token, password)
    except BadInput as error:
        return _password_form(request, desk, token, trouble=words_of(request).tell(error))
    return RedirectResponse("/sign-in", status_code=303)


@router.post("/language")
def switch_language(
    request: Request, desk: TheDesk, language: Annotated[str, Form()], back: Back = "/queue"
) -> Response:
    """Shows the desk in another language from now on, also the next time that they sign in."""
    response = RedirectResponse(safe_return(back), status_code=303)
    if language in LANGUAGES:
        response.set_cookie(
            LANGUAGE,
            language,
            max_age=YEAR,
            httponly=True,
            samesite="lax",
            secure=request.app.state.secure,
        )
        person = desk.book.sessions.person(request.cookies.get(SESSION, ""))
        if person is not None:
            desk.book.people.set_language(person.id, language)
    return response


def welcome(request: Request, desk: Desk, person: Person, back: str) -> Response:
    """Opens a session, an earlier one of the browser is closed."""
    if earlier := request.cookies.get(SESSION):
        desk.book.sessions.close(earlier)
    token = desk.book.sessions.open(person.id)
    desk.book.actions.add(ActionKind.SIGN_IN, by=person.id, role=person.role, content={})
    response = RedirectResponse(back, status_code=303)
    response.set_cookie(
        SESSION, token, httponly=True, samesite="lax", secure=request.app.state.secure
    )
    return response


def checked_person(request: Request, desk: Desk, name: str, password: str) -> Person | None:
    """Who has that name and password; a refusal goes into the record of whoever has the name.

    Raises:
        TooOften: there were too many attempts.
    """
    refuse_if_too_often(request, desk, name)
    person = desk.book.people.check(name, password)
    known = desk.book.people.named(name) if person is None else None
    if known is not None:
        desk.book.actions.add(ActionKind.SIGN_IN_REFUSED, by=known.id, role=known.role, content={})
    return person


def refuse_if_too_often(request: Request, desk: Desk, name: str) -> None:
    """Counts an attempt to come in.

    Raises:
        TooOften: there were too many under the name, or from the address.
    """
    address = request.client.host if request.client else ""
    # Whom an address is refused to counts for no name: it would keep others out, without end.
    if not desk.rates.allows(SIGN_IN_BY_ADDRESS, "address", address):
        raise TooOften
    if name and not desk.rates.allows(SIGN_IN_BY_NAME, "name", name_key(name)):
        raise TooOften


def _form(
    request: Request,
    desk: Desk,
    *,
    back: str,
    name: str = "",
    trouble: str | None = None,
    status: int = 200,
) -> Response:
    return render(
        request,
        "sign_in.html",
        status=status,
        back=back,
        name=name,
        trouble=trouble,
        nobody=desk.book.people.count() == 0,
        outside=request.app.state.outside,
    )


def _join_form(
    request: Request,
    desk: Desk,
    token: str,
    *,
    name: str = "",
    trouble: str | None = None,
    status: int = 200,
) -> Response:
    role = desk.book.people.invitation(token)
    return render(
        request,
        "join.html",
        status=status if role else 404,
        role=role,
        name=name,
        trouble=trouble,
    )


def _password_form(
    request: Request, desk: Desk, token: str, *, trouble: str | None = None
) -> Response:
    whose = desk.book.new_passwords.person(token)
    status = 404 if whose is None else 400 if trouble else 200
    return render(request, "new_password.html", status=status, whose=whose, trouble=trouble)
