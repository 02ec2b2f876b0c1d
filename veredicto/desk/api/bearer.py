"""Who calls the API: whoever holds the token of a session. Cookies do not count here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from veredicto.desk.desk import Desk
from veredicto.desk.guard.origins import SAFE_METHODS
from veredicto.desk.guard.rates import CHANGES, TooOften
from veredicto.desk.nouns import Person, Role
from veredicto.desk.visit import NotAllowed, SignInNeeded, desk_of

SCHEME = HTTPBearer(auto_error=False, description="The token that POST /api/v1/session gives.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(SCHEME)]


async def token_of(bearer: Bearer) -> str:
    """The token that was sent.

    Raises:
        SignInNeeded: none was.
    """
    if bearer is None:
        raise SignInNeeded
    return bearer.credentials


async def caller(
    request: Request,
    token: Annotated[str, Depends(token_of)],
    desk: Annotated[Desk, Depends(desk_of)],
) -> Person:
    """Who calls.

    Raises:
        SignInNeeded: the token is of no session that is open.
        TooOften: they changed too much within a minute.
    """
    person = desk.book.sessions.person(token)
    if person is None:
        raise SignInNeeded
    if request.method not in SAFE_METHODS and not desk.rates.allows(CHANGES, person.id):
        raise TooOften
    return person


def called_by(role: Role) -> Callable[[Person], Awaitable[Person]]:
    """Lets those through whose role is that one or one above."""

    async def check(person: Annotated[Person, Depends(caller)]) -> Person:
        if not person.role.may(role):
            raise NotAllowed(role)
        return person

    return check
