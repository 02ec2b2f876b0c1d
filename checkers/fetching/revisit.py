"""Pages that were retrieved before, asked for again: are they still what they were?"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus

import anyio
import anyio.to_thread

from checkers.errors import FetchError, WarehouseError
from checkers.fetching.client import GuardedClient
from checkers.fetching.document import Document
from checkers.fetching.local import LocalPages, is_local_url
from checkers.fetching.snapshot import SnapshotStore, snapshot_of
from checkers.fetching.sources import failed_source, read_source
from checkers.nouns import Source

_NO_LONGER_THERE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class PageState(StrEnum):
    """What became of a page; only `CHANGED` is other evidence."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Visit:
    """A page as it was (`before`) and as it counts from `now` on.

    A page that is gone or could not be asked for counts as it was; `now.detail` says what happened.
    """

    before: Source
    now: Source
    state: PageState


class Revisit:
    """Visits for one event loop.

    Args:
        client: Asks the web.
        local: Gives the pages of this machine.
        snapshots: Has the pages with the validators that they came with, and gets changed ones.
    """

    def __init__(self, client: GuardedClient, local: LocalPages, snapshots: SnapshotStore) -> None:
        self._client = client
        self._local = local
        self._snapshots = snapshots
        # One at a time: extraction holds the interpreter, more threads would only wait in turn.
        self._reading = anyio.CapacityLimiter(1)

    async def visit(self, source: Source) -> Visit:
        """What became of the page.

        Raises:
            WarehouseError: It has changed and its snapshot cannot be stored.
        """
        stored = self._stored(source)
        url = stored.url if stored else _asked_for(source)
        try:
            document = (
                self._local.get(url) if is_local_url(url) else await self._client.get(url, stored)
            )
        except FetchError as error:
            return _not_had(source, url, error)
        if document.status_code == HTTPStatus.NOT_MODIFIED:
            return _unchanged(source, document)
        found = await anyio.to_thread.run_sync(
            read_source, document, snapshot_of(document), limiter=self._reading
        )
        if not found.retrieved:
            message = f"{found.detail}; it had one on {source.retrieved_at:%Y-%m-%d}"
            return Visit(source, replace(source, detail=message), PageState.FAILED)
        if found.text == source.text:
            return _unchanged(source, document)
        await anyio.to_thread.run_sync(self._snapshots.put, document)
        return Visit(source, found, PageState.CHANGED)

    def _stored(self, source: Source) -> Document | None:
        """The snapshot; without one the page is asked for without a condition."""
        with suppress(WarehouseError):
            return self._snapshots.get(source.snapshot or "")
        return None


def _asked_for(source: Source) -> str:
    return source.final_url if is_local_url(source.final_url) else source.url


def _unchanged(source: Source, document: Document) -> Visit:
    now = replace(
        source, retrieved_at=datetime.now(UTC), status_code=document.status_code, detail=""
    )
    return Visit(source, now, PageState.UNCHANGED)


def _not_had(source: Source, url: str, error: FetchError) -> Visit:
    failed = failed_source(url, error)
    no_file = isinstance(error.__cause__, FileNotFoundError)
    gone = no_file or failed.status_code in _NO_LONGER_THERE
    said = "no longer there" if gone else "could not be asked for again"
    detail = f"{said}: {error}; it counts as retrieved on {source.retrieved_at:%Y-%m-%d %H:%M} UTC"
    now = replace(source, detail=detail, status_code=failed.status_code)
    return Visit(source, now, PageState.GONE if gone else PageState.FAILED)
