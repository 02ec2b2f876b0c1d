"""The app: its pages, its API, and what guards them."""

from __future__ import annotations

from collections.abc import Collection
from importlib.metadata import version
from importlib.resources import files

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from checkers.errors import BadInput, VeredictoError
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
from veredicto.desk.render import OWN_FILES, content_hash, render
from veredicto.desk.visit import NotAllowed, SignInNeeded, StaleForm, TooOften
from veredicto.desk.words import ROLES, _

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript", "svg": "image/svg+xml"}
PAGES = (sign_in, queue, claim, deciding, sources, record, charts, people, account)


def build_app(desk: Desk, *, hosts: Collection[str], secure: bool) -> FastAPI:
    """The app of a desk.

    Args:
        desk: what is shown and changed.
        hosts: names with ports that browsers reach it by.
        secure: whether they do so by https.
    """
    app = FastAPI(
        title="veredicto desk",
        version=version("veredicto"),
        description="What the pages of the editors' desk do, for programs.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    app.state.secure = secure
    app.include_router(api)
    for page in PAGES:
        app.include_router(page.router, include_in_schema=False)
    app.add_api_route("/static/{name}", own_file, include_in_schema=False)
    app.add_api_route("/", to_the_queue, include_in_schema=False)
    _handle_troubles(app)
    app.add_middleware(LimitedBodies)
    app.add_middleware(OwnOriginOnly, hosts=hosts)
    app.add_middleware(SafeHeaders, secure=secure)
    return app


def to_the_queue() -> Response:
    """The queue is where a morning begins."""
    return RedirectResponse("/queue", status_code=303)


def own_file(name: str, request: Request) -> Response:
    """A style, script or picture of ours; kept by browsers for as long as it stays the same."""
    if name not in OWN_FILES:
        raise HTTPException(404)
    tag = f'"{content_hash(name)}"'
    headers = {"cache-control": "public, max-age=31536000, immutable", "etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    content = (files("veredicto.desk") / "static" / name).read_bytes()
    return Response(content, media_type=TYPES[name.rpartition(".")[2]], headers=headers)


def _handle_troubles(app: FastAPI) -> None:
    def wants_json(request: Request) -> bool:
        return request.url.path.startswith("/api/")

    def told(request: Request, status: int, title: str, text: str) -> Response:
        if wants_json(request):
            from fastapi.responses import JSONResponse

            return JSONResponse({"detail": text}, status_code=status)
        return render(request, "trouble.html", status=status, title=title, text=text)

    @app.exception_handler(SignInNeeded)
    def sign_in_needed(request: Request, _trouble: SignInNeeded) -> Response:
        if wants_json(request):
            return told(request, 401, "", "Sign in first: POST /api/v1/session.")
        back = request.url.path if request.method == "GET" else "/queue"
        query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
        address = request.url_for("ask_to_sign_in").include_query_params(back=back + query)
        return RedirectResponse(f"{address.path}?{address.query}", status_code=303)

    @app.exception_handler(NotAllowed)
    def not_allowed(request: Request, trouble: NotAllowed) -> Response:
        role = ROLES[trouble.needed]
        return told(request, 403, _("Not allowed"), f"This needs the role {role!r}.")

    @app.exception_handler(StaleForm)
    def stale_form(request: Request, _trouble: StaleForm) -> Response:
        text = _("The form is from an earlier session. Go back, load the page anew and send it.")
        return told(request, 403, _("The form is out of date"), text)

    @app.exception_handler(TooOften)
    def too_often(request: Request, _trouble: TooOften) -> Response:
        text = _("Too much was tried in a short time. Wait some minutes and try again.")
        return told(request, 429, _("Too often"), text)

    @app.exception_handler(BadInput)
    def bad_input(request: Request, trouble: BadInput) -> Response:
        return told(request, 400, _("This cannot be done"), str(trouble))

    @app.exception_handler(VeredictoError)
    def trouble(request: Request, trouble: VeredictoError) -> Response:
        return told(request, 503, _("Not now"), str(trouble))

    @app.exception_handler(RequestValidationError)
    def not_understood(request: Request, trouble: RequestValidationError) -> Response:
        first = trouble.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        status = 422 if wants_json(request) else 400
        return told(request, status, _("This cannot be done"), f"{where}: {first['msg']}")

    @app.exception_handler(HTTPException)
    def http_trouble(request: Request, trouble: HTTPException) -> Response:
        titles = {404: _("There is no such page"), 405: _("That cannot be done here")}
        title = titles.get(trouble.status_code, _("This cannot be done"))
        return told(request, trouble.status_code, title, str(trouble.detail))
