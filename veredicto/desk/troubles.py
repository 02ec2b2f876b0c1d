"""How the desk answers where something cannot be done: a page for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from checkers.errors import BadInput, VeredictoError
from veredicto.desk.book.refused import ChangedMeanwhile
from veredicto.desk.guard.forms import is_marked
from veredicto.desk.guard.rates import TooOften
from veredicto.desk.marking import _
from veredicto.desk.render import render
from veredicto.desk.visit import SESSION, NotAllowed, SignInNeeded, StaleForm, words_of
from veredicto.desk.words import ROLES

API = "/api/"
CANNOT = _("This cannot be done")
TITLES = {404: _("There is no such page"), 405: _("That cannot be done here")}
STALE = _("The form is from an earlier session. Go back, load the page anew and send it again.")
TOO_OFTEN = _("Too much was tried in a short time. Wait some minutes and try again.")
UNEXPECTED = _("The desk could not do this. Whoever runs it finds the reason in its log.")
NEEDS = _("This needs the role: {role}.")


async def _sign_in_needed(request: Request, _trouble: Exception) -> Response:
    if request.url.path.startswith(API):
        return _told(request, 401, "", "sign in first: POST /api/v1/session gives a token")
    back = request.url.path if request.method == "GET" else await _where_it_was_written(request)
    if request.method == "GET" and request.url.query:
        back += f"?{request.url.query}"
    address = request.url_for("ask_to_sign_in").include_query_params(back=back)
    return RedirectResponse(f"{address.path}?{address.query}", status_code=303)


async def _where_it_was_written(request: Request) -> str:
    """Where somebody goes on who sent a form after their session had ended; it is kept for them."""
    token, desk = request.cookies.get(SESSION, ""), request.app.state.desk
    person = desk.book.sessions.ended(token) if token else None
    if person is None:
        return "/queue"
    form = await request.form()
    if not is_marked(token, str(form.get("mark", ""))):
        return "/queue"
    claim_id = desk.unsent.keep(person.id, request.url.path, form)
    return "/queue" if claim_id is None else f"/claims/{claim_id}"


def _not_allowed(request: Request, trouble: Exception) -> Response:
    words = words_of(request)
    role = words.of(ROLES, trouble.needed) if isinstance(trouble, NotAllowed) else ""
    return _told(request, 403, _("Not allowed"), words.say(NEEDS).format(role=role))


def _stale_form(request: Request, _trouble: Exception) -> Response:
    return _told(request, 403, _("The form is out of date"), STALE)


def _too_often(request: Request, _trouble: Exception) -> Response:
    return _told(request, 429, _("Too often"), TOO_OFTEN)


def _changed(request: Request, trouble: Exception) -> Response:
    return _told(request, 409, _("Somebody was quicker"), words_of(request).tell(trouble))


def _bad_input(request: Request, trouble: Exception) -> Response:
    return _told(request, 400, CANNOT, words_of(request).tell(trouble))


def _not_now(request: Request, trouble: Exception) -> Response:
    return _told(request, 503, _("Not now"), words_of(request).tell(trouble))


def _not_understood(request: Request, trouble: Exception) -> Response:
    first = trouble.errors()[0] if isinstance(trouble, RequestValidationError) else {}
    where = ".".join(str(part) for part in first.get("loc", ()))
    status = 422 if request.url.path.startswith(API) else 400
    return _told(request, status, CANNOT, f"{where}: {first.get('msg', '')}")


def _http(request: Request, trouble: Exception) -> Response:
    status = trouble.status_code if isinstance(trouble, HTTPException) else 500
    detail = str(trouble.detail) if isinstance(trouble, HTTPException) else ""
    if detail == HTTPStatus(status).phrase and not request.url.path.startswith(API):
        # What the title says already, in English.
        detail = ""
    return _told(request, status, TITLES.get(status, CANNOT), detail)


def unexpected(request: Request, _trouble: Exception) -> Response:
    """What is answered where the desk itself went wrong; whoever runs it finds why in its log."""
    return _told(request, 500, _("Something went wrong"), UNEXPECTED)


def _told(request: Request, status: int, title: str, text: str) -> Response:
    if request.url.path.startswith(API):
        return JSONResponse({"detail": text}, status_code=status)
    return render(request, "trouble.html", status=status, title=title, text=text)


Answer = Callable[[Request, Exception], Response | Awaitable[Response]]

ANSWERS: dict[type[Exception], Answer] = {
    SignInNeeded: _sign_in_needed,
    NotAllowed: _not_allowed,
    StaleForm: _stale_form,
    TooOften: _too_often,
    ChangedMeanwhile: _changed,
    BadInput: _bad_input,
    VeredictoError: _not_now,
    RequestValidationError: _not_understood,
    HTTPException: _http,
}
"""What answers which trouble."""
