"""The app: its pages, its API, and what guards them."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.sessions import SessionMiddleware

from veredicto.desk.api.routes import api
from veredicto.desk.desk import Desk
from veredicto.desk.guard.headers import SafeHeaders
from veredicto.desk.guard.origins import OwnOriginOnly
from veredicto.desk.guard.sizes import LimitedBodies
from veredicto.desk.pages import (
    account,
    charts,
    claim,
    deciding,
    people,
    queue,
    record,
    sign_in,
    sources,
)
from veredicto.desk.pages import outside as outside_pages
from veredicto.desk.pages.outside import Outside
from veredicto.desk.render import OWN_FILES, content_hash, content_of
from veredicto.desk.troubles import ANSWERS, unexpected

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript", "svg": "image/svg+xml"}
PAGES = (sign_in, queue, claim, deciding, sources, record, charts, people, account)


THREADS = 6
ClaimReviewOf = Callable[[str], str]
"""Gives the ClaimReview of a published claim as JSON-LD."""


def build_app(
    desk: Desk,
    *,
    hosts: Collection[str],
    secure: bool,
    claim_review: ClaimReviewOf,
    outside: Outside | None = None,
) -> FastAPI:
    """The app of a desk.

    Args:
        desk: what is shown and changed.
        hosts: names with ports that browsers reach it by.
        secure: whether they do so by https.
        claim_review: makes what is downloaded of a published claim.
        outside: the newsroom's own accounts, if people sign in with those, too.
    """
    app = FastAPI(
        title="veredicto desk",
        version=version("veredicto"),
        description="What the pages of the editors' desk do, for programs.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_with_few_threads,
    )
    app.state.desk = desk
    app.state.secure = secure
    app.state.claim_review = claim_review
    app.state.outside = outside
    app.include_router(api)
    for page in PAGES:
        app.include_router(page.router, include_in_schema=False)
    app.add_api_route("/static/{name}", own_file, include_in_schema=False)
    app.add_api_route("/", to_the_queue, include_in_schema=False)
    for kind, answer in ANSWERS.items():
        app.add_exception_handler(kind, answer)
    if outside is not None:
        app.include_router(outside_pages.router, include_in_schema=False)
        # Holds what is under way while somebody signs in elsewhere, and nothing else.
        app.add_middleware(
            SessionMiddleware,
            secret_key=secrets.token_hex(32),
            session_cookie="veredicto_outside",
            path=outside_pages.router.prefix,
            max_age=600,
            https_only=secure,
        )
    app.add_middleware(LimitedBodies)
    # Starlette's own stands outside of all others, where its answers get no headers of ours.
    app.add_middleware(ServerErrorMiddleware, handler=unexpected)
    app.add_middleware(OwnOriginOnly, hosts=hosts)
    app.add_middleware(SafeHeaders, secure=secure)
    return app


@asynccontextmanager
async def _with_few_threads(_app: FastAPI) -> AsyncIterator[None]:
    """Lets few pages be made at once: what they do takes turns in one interpreter anyway."""
    current_default_thread_limiter().total_tokens = THREADS
    yield


def to_the_queue() -> Response:
    """The queue is where a morning begins."""
    return RedirectResponse("/queue", status_code=303)


async def own_file(name: str, request: Request) -> Response:
    """A style, script or picture of ours; kept by browsers for as long as it stays the same."""
    if name not in OWN_FILES:
        raise HTTPException(404)
    tag = f'"{content_hash(name)}"'
    headers = {"cache-control": "public, max-age=31536000, immutable", "etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content_of(name), media_type=TYPES[name.rpartition(".")[2]], headers=headers)
