"""The page that Prometheus reads."""

from __future__ import annotations

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from veredicto.metrics.families import Families
from veredicto.metrics.watched import Watched
from veredicto.settings import Settings

LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"]
ANY_NAME = ["*"]


def build_app(settings: Settings, *, loopback: bool) -> Starlette:
    """Serves `/metrics`, and nothing else.

    On loopback it answers to the names of this machine only: a page of an attacker can point a name
    of its own there. Elsewhere Prometheus may know it by any name.
    """
    registry = CollectorRegistry()
    registry.register(Families(Watched(settings)))

    # Not async: Starlette calls it in a thread, for the first look at a state takes a while.
    def metrics(request: Request) -> Response:
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(registry), headers={"content-type": content_type})

    names = LOOPBACK_NAMES if loopback else ANY_NAME
    return Starlette(
        routes=[Route("/metrics", metrics)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=names)],
    )
