"""Turns at hosts among all workers, by Prefect's global concurrency limits.

A host has one, of as many connections as there may be at once. A slot is leased: the server frees
that of a worker that was killed. Where the server is away, a process keeps to its own turns.

Prefect's own `concurrency` opens a client for each slot. This makes the same calls on one client
that stays open: `benchmarks.host_turns` has the two side by side.
"""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache, partial
from http import HTTPStatus
from uuid import UUID

import anyio
import anyio.to_thread
import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.client.schemas.responses import ConcurrencyLimitWithLeaseResponse
from prefect.exceptions import ObjectAlreadyExists, PrefectHTTPStatusError
from prefect.logging import get_logger
from prefect.settings import PREFECT_API_URL

from checkers.fetching.limits import FetchLimits
from checkers.fetching.turns import Elsewhere

_LEASE_SECONDS = 60.0
"""Longer than any page may take."""
_LOOK_AGAIN_SECONDS = 0.2
_CALL_SECONDS = 5.0
_AWAY = "it did not answer a moment ago"
_AWAY_SECONDS = 60.0
"""How long a server that failed is not asked."""


class _Slots:
    """The limits of hosts on the server, over one client."""

    def __init__(self, limits: FetchLimits) -> None:
        self._limits = limits
        self._client: SyncPrefectClient = get_client(
            sync_client=True, httpx_settings={"timeout": _CALL_SECONDS}
        )
        self._made: set[str] = set()
        self.away_until = 0.0
        # A server on SQLite that is asked for two slots at once lets one wait for two seconds.
        self._turn = threading.Lock()

    def take(self, host: str) -> UUID | None:
        """The lease of a slot; None while all are taken."""
        name = f"veredicto-host-{host}"
        try:
            with self._turn:
                if time.monotonic() < self.away_until:
                    raise httpx.ConnectError(_AWAY)
                if name not in self._made:
                    self._make(name)
                answer = self._client.increment_concurrency_slots_with_lease(
                    [name], 1, "concurrency", _LEASE_SECONDS
                )
        except httpx.HTTPStatusError as error:
            if error.response.status_code == HTTPStatus.LOCKED:
                return None
            raise
        return ConcurrencyLimitWithLeaseResponse.model_validate(answer.json()).lease_id

    def give_back(self, lease: UUID) -> None:
        """Free the slot."""
        with self._turn:
            self._client.release_concurrency_slots_with_lease(lease)

    def _make(self, name: str) -> None:
        limit = GlobalConcurrencyLimitCreate(name=name, limit=self._limits.per_host_connections)
        with suppress(ObjectAlreadyExists):
            self._client.create_global_concurrency_limit(limit)
        self._made.add(name)


def turn_among_workers(limits: FetchLimits) -> Elsewhere:
    """Gives turns that all workers of the server take one after another."""
    return partial(_turn, limits=limits)


@cache
def _slots(limits: FetchLimits, api: str | None) -> _Slots:
    del api  # the client reads it when it is made
    return _Slots(limits)


@asynccontextmanager
async def _turn(host: str, limits: FetchLimits) -> AsyncIterator[None]:
    slots = _slots(limits, PREFECT_API_URL.value())
    lease = await _lease(host, slots)
    try:
        yield
    finally:
        if lease is not None:
            with anyio.CancelScope(shield=True), _going_on_without(slots, host):
                await anyio.to_thread.run_sync(slots.give_back, lease)


async def _lease(host: str, slots: _Slots) -> UUID | None:
    if time.monotonic() < slots.away_until:
        return None
    with _going_on_without(slots, host):
        take = partial(slots.take, host)
        while (lease := await anyio.to_thread.run_sync(take)) is None:  # noqa: ASYNC110 (the server is elsewhere)
            await anyio.sleep(_LOOK_AGAIN_SECONDS)
        return lease
    return None


@contextmanager
def _going_on_without(slots: _Slots, host: str) -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, PrefectHTTPStatusError) as error:
        slots.away_until = time.monotonic() + _AWAY_SECONDS
        get_logger(__name__).warning("no turns among workers, as at %s: %s", host, error)
