"""Signing in with the newsroom's own accounts, by OpenID Connect; `authlib` does the protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import httpx
import httpx2
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from checkers.errors import BadInput, BadSetting
from veredicto.desk.desk import Desk
from veredicto.desk.marking import _
from veredicto.desk.nouns import Role
from veredicto.desk.pages.sign_in import refuse_if_too_often, welcome
from veredicto.desk.visit import desk_of, safe_return

router = APIRouter(prefix="/sign-in/outside")
TheDesk = Annotated[Desk, Depends(desk_of)]
NO_LONGER = _("Your account at the desk was ended: ask a chief editor.")
FAILED = _("The other side did not let you in. Try again, or sign in with a password.")
UNREACHABLE = (httpx.HTTPError, httpx2.HTTPError)
"""What authlib raises of the client that it finds."""
METADATA = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Outside:
    """Where the newsroom's accounts are. `role` is what somebody is who comes the first time."""

    name: str
    issuer: str
    role: Role
    client: Any
    public: str | None = None


def outside_of(
    issuer: str | None, client_id: str | None, key: str | None, role: str, public: str | None
) -> Outside | None:
    """The sign-in that the settings name; None where they name none.

    Raises:
        BadSetting: a part of it is missing, or the library for it.
    """
    if issuer is None:
        return None
    if client_id is None or key is None:
        raise BadSetting(
            "VEREDICTO_OIDC_ISSUER is set: VEREDICTO_OIDC_CLIENT_ID and VEREDICTO_OIDC_KEY are"
            " needed with it"
        )
    if role not in tuple(Role):
        raise BadSetting(f"VEREDICTO_OIDC_ROLE is {role!r}: name one of {', '.join(Role)}")
    try:
        from authlib.integrations.starlette_client import OAuth
    except ImportError as error:
        raise BadSetting("signing in by OpenID Connect needs authlib: veredicto[oidc]") from error
    issuer = issuer.rstrip("/")
    client = OAuth().register(
        name="newsroom",
        server_metadata_url=f"{issuer}{METADATA}",
        client_id=client_id,
        client_secret=key,
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
    )
    host = issuer.split("://", 1)[-1].split("/", 1)[0]
    return Outside(host, issuer, Role(role), client, public)


@router.get("")
async def go_outside(request: Request, desk: TheDesk, back: str = "/queue") -> Response:
    """Sends the browser to the accounts of the newsroom."""
    refuse_if_too_often(request, desk, "")
    outside: Outside = request.app.state.outside
    request.session["back"] = safe_return(back)
    here = str(request.url_for("come_back"))
    if outside.public is not None:
        here = f"{outside.public.rstrip('/')}{router.prefix}/back"
    try:
        response: Response = await outside.client.authorize_redirect(request, here)
    except UNREACHABLE as error:
        raise BadInput(FAILED) from error
    return response


@router.get("/back")
async def come_back(request: Request, desk: TheDesk) -> Response:
    """Signs in whoever the newsroom's accounts know; makes an account the first time."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    outside: Outside = request.app.state.outside
    try:
        token = await outside.client.authorize_access_token(request)
    except (AuthlibBaseError, JoseError, *UNREACHABLE) as error:
        raise BadInput(FAILED) from error
    known = token.get("userinfo")
    if known is None:
        raise BadInput(FAILED)
    name = known.get("name") or known.get("preferred_username") or known["sub"]
    back = safe_return(str(request.session.pop("back", "/queue")))

    def let_in() -> Response:
        subject = f"{known['iss']} {known['sub']}"
        person = desk.book.people.from_outside(subject, str(name)[:80], outside.role)
        if not person.active:
            raise BadInput(NO_LONGER)
        return welcome(request, desk, person, back)

    return await run_in_threadpool(let_in)
