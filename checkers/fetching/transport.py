"""An httpx transport that connects to exactly the address that the guard has checked.

Checking a name and then connecting to the name would ask the DNS twice, and the second answer may
differ (DNS rebinding). Here the check is the resolution: TLS and the Host header still carry the
name. It is written on httpcore because httpx offers no way to set the network backend.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from ssl import SSLContext
from typing import cast

import httpcore
import httpx

from checkers.fetching.addresses import AddressGuard
from checkers.fetching.limits import FetchLimits

_IDLE_SECONDS = 5.0
_ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.PoolTimeout, httpx.PoolTimeout),
    (httpcore.TimeoutException, httpx.ReadTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.NetworkError, httpx.ReadError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
    (httpcore.ProtocolError, httpx.RemoteProtocolError),
)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections to checked addresses only; there is no other way out.

    Raises:
        FetchError: The guard refuses the host, or it has no address.
    """

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address of `host` that answers."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in await self._guard.addresses(host, port):
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore does between its own tries."""
        await self._network.sleep(seconds)


class GuardedTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 and HTTP/2 over a `GuardedBackend`; certificates are verified.

    Each origin has a pool of its own, since a pool looks at all of its connections at every request
    and every answer. How many there may be at once is up to `HostTurns`.
    """

    def __init__(self, guard: AddressGuard, limits: FetchLimits) -> None:
        self._backend = GuardedBackend(guard)
        self._limits = limits
        # Last used last.
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response with its body still to be read."""
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        await self._make_room()
        with _mapped_errors(request):
            answer = await self._pool_of(str(asked.url.origin)).handle_async_request(asked)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(cast("AsyncIterable[bytes]", answer.stream), request),
            extensions=answer.extensions,
        )

    def _pool_of(self, origin: str) -> httpcore.AsyncConnectionPool:
        pool = self._pools.pop(origin, None) or httpcore.AsyncConnectionPool(
            ssl_context=_certificates(),
            max_connections=self._limits.per_host_connections,
            keepalive_expiry=_IDLE_SECONDS,
            http2=True,
            network_backend=self._backend,
        )
        self._pools[origin] = pool
        return pool

    async def _make_room(self) -> None:
        """Close the pools that nobody uses, beyond the most that may be open, oldest first."""
        idle = [
            origin
            for origin, pool in tuple(self._pools.items())[: -self._limits.connections]
            if all(connection.is_idle() for connection in pool.connections)
        ]
        # All are taken out before the first is closed: others may come here meanwhile.
        for pool in [self._pools.pop(origin) for origin in idle]:
            await pool.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()


class _Body(httpx.AsyncByteStream):
    """A response's bytes as they are on the wire."""

    def __init__(self, stream: AsyncIterable[bytes], request: httpx.Request) -> None:
        self._stream = stream
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _mapped_errors(self._request):
            async for part in self._stream:
                yield part

    async def aclose(self) -> None:
        if isinstance(self._stream, httpx.AsyncByteStream) or hasattr(self._stream, "aclose"):
            await self._stream.aclose()


@cache
def _certificates() -> SSLContext:
    """Those that are trusted, which take as long to read as a page; no client changes them."""
    return httpx.create_ssl_context(trust_env=False)


@contextmanager
def _mapped_errors(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except tuple(ours for ours, _ in _ERRORS) as error:
        theirs = next(theirs for ours, theirs in _ERRORS if isinstance(error, ours))
        raise theirs(str(error) or type(error).__name__, request=request) from error
