"""Who asks for a page, in which language, and whether they may.

These are coroutines, though they wait for nothing: FastAPI hands plain functions to a thread each,
and four such journeys take as long as many a page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Form, Request

from veredicto.desk.desk import Desk
from veredicto.desk.guard.forms import is_marked, mark_of
from veredicto.desk.guard.rates import CHANGES, TooOften
from veredicto.desk.keys import keys_of
from veredicto.desk.nouns import Person, Role
from veredicto.desk.words import Words, choose_language, words_in

SESSION, LANGUAGE = "veredicto_session", "veredicto_language"
"""The names of our cookies."""


class SignInNeeded(Exception):
    """The page is for people with an account."""


class NotAllowed(Exception):
    """The person's role does not reach so far; `needed` is the role that does."""

    def __init__(self, needed: Role) -> None:
        super().__init__(needed)
        self.needed = needed


class StaleForm(Exception):
    """The form was not made for this session."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who is signed in; `mark` goes into every form."""

    person: Person
    session: str
    mark: str
    words: Words

    @property
    def keys(self) -> dict[str, str]:
        """The key of each command."""
        return keys_of(dict(self.person.keys))


async def desk_of(request: Request) -> Desk:
    """The desk that the app serves."""
    desk: Desk = request.app.state.desk
    return desk


def words_of(request: Request, person: Person | None = None) -> Words:
    """The words for whoever asks: by their account, the switch, or their browser."""
    wishes = (person.language if person else None, request.cookies.get(LANGUAGE))
    return words_in(choose_language(wishes, request.headers.get("accept-language", "")))


async def visitor(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Visitor:
    """Who is signed in.

    Raises:
        SignInNeeded: nobody is.
    """
    token = request.cookies.get(SESSION, "")
    person = desk.book.sessions.person(token) if token else None
    if person is None:
        raise SignInNeeded
    return Visitor(person, token, mark_of(token), words_of(request, person))


async def marked(
    who: Annotated[Visitor, Depends(visitor)],
    desk: Annotated[Desk, Depends(desk_of)],
    mark: Annotated[str, Form(max_length=100)] = "",
) -> Visitor:
    """Who sent a form of ours.

    Raises:
        StaleForm: the form was made for another session, or by another page.
        TooOften: they changed too much within a minute.
    """
    if not is_marked(who.session, mark):
        raise StaleForm
    if not desk.rates.allows(CHANGES, who.person.id):
        raise TooOften
    return who


def at_least(role: Role) -> Callable[[Visitor], Awaitable[Visitor]]:
    """Lets those through whose role is that one or one above."""

    async def check(who: Annotated[Visitor, Depends(visitor)]) -> Visitor:
        if not who.person.role.may(role):
            raise NotAllowed(role)
        return who

    return check


def marked_by(role: Role) -> Callable[[Visitor], Awaitable[Visitor]]:
    """Lets forms through of those whose role is that one or one above."""

    async def check(who: Annotated[Visitor, Depends(marked)]) -> Visitor:
        if not who.person.role.may(role):
            raise NotAllowed(role)
        return who

    return check


def safe_return(path: str, fallback: str = "/queue") -> str:
    """The path of the desk that somebody comes back to; never another place."""
    parts = urlsplit(path)
    inside = path.startswith("/") and not path.startswith(("//", "/\\"))
    printable = path.isprintable() and "\\" not in path
    return path if inside and printable and not parts.netloc and not parts.scheme else fallback
