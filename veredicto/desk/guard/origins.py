"""Refuses what another web page sends: names of hosts that are not the desk's, other origins.

A page of an attacker can point a name of its own at this machine (DNS rebinding): its requests then
carry that name. It can also send forms here: browsers then say where from, in `Sec-Fetch-Site` or
`Origin` (OWASP, Cross-Site Request Forgery Prevention Cheat Sheet).
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({"same-origin", "none"})


class OwnOriginOnly:
    """Lets through what is asked of one of `hosts`, and changes only from its own pages.

    Args:
        app: what answers.
        hosts: names with ports as browsers send them, such as `127.0.0.1:8090`.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the app does, or with 421 or 403."""
        if scope["type"] == "http":
            refusal = self._refusal(scope["method"], Headers(scope=scope))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, method: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "").lower()
        if host not in self._hosts:
            return PlainTextResponse(
                "This is not the address of the desk. If it should be, name it in"
                " VEREDICTO_DESK_URL.\n",
                status_code=421,
            )
        if method in SAFE_METHODS:
            return None
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in OURS:
            return _refused()
        if origin is not None and _host_of(origin) != host:
            return _refused()
        return None


def _host_of(origin: str) -> str | None:
    """The host and port of an origin; None for what is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _refused() -> PlainTextResponse:
    return PlainTextResponse("Another web page may not act on the desk.\n", status_code=403)
