"""A web server on loopback that serves what a test gives it and counts what it is asked for."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

Endpoint = Callable[[Request], Awaitable[Response]]
START_SECONDS = 10.0


class PageServer:
    """Paths are the same under every host name; an unknown one is a 404, robots.txt included.

    `requests` counts by path. Other threads may add pages while it runs. With the path of a
    certificate (and its key, in one PEM file) it speaks HTTPS.
    """

    def __init__(self, certificate: Path | None = None) -> None:
        self.requests: Counter[str] = Counter()
        self.times: list[float] = []
        self._endpoints: dict[str, Endpoint] = {}
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        app = Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST"])])
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            lifespan="off",
            ws="none",
            ssl_certfile=certificate,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            assert time.monotonic() < deadline, "the page server did not start"
            time.sleep(0.01)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(START_SECONDS)
        self._socket.close()

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._server.server_state.connections)

    def reset(self) -> None:
        """Forget the pages and the counts."""
        self._endpoints.clear()
        self.requests.clear()
        self.times.clear()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def allowed(self, *hosts: str) -> frozenset[str]:
        """The entries of an allow-list that let this server be fetched from."""
        return frozenset(f"{host}:{self.port}" for host in hosts or ("127.0.0.1",))

    def serve(
        self,
        path: str,
        body: str | bytes,
        *,
        content_type: str = "text/html; charset=utf-8",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Serve a body under the path; returns its URL."""

        async def answer(_: Request) -> Response:
            return Response(body, status, headers={"content-type": content_type, **(headers or {})})

        return self.route(path, answer)

    def redirect(self, path: str, location: str, status: int = 302) -> str:
        return self.serve(path, "", status=status, headers={"location": location})

    def route(self, path: str, endpoint: Endpoint) -> str:
        """Let the endpoint answer under the path; returns its URL."""
        self._endpoints[path] = endpoint
        return self.url(path)

    async def _answer(self, request: Request) -> Response:
        self.requests[request.url.path] += 1
        self.times.append(time.monotonic())
        endpoint = self._endpoints.get(request.url.path)
        return await endpoint(request) if endpoint else PlainTextResponse("Not Found", 404)
