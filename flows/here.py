"""How flows run: where their tasks keep results, and what is said of a server that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from prefect import State, tags
from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError
from prefect.context import FlowRunContext
from prefect.exceptions import PrefectHTTPStatusError
from prefect.filesystems import LocalFileSystem
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    PREFECT_SERVER_ANALYTICS_ENABLED,
    temporary_settings,
)

from checkers.errors import OrchestratorFailed
from flows.ending import EndedBadly
from flows.parts import Parts

TAG = "veredicto"
"""What all runs are tagged with."""
_OWN = {
    PREFECT_SERVER_ANALYTICS_ENABLED: False,
    # A thread of heartbeats holds the end of a run up for as much as a second.
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
}


def run_here(flow: Callable[..., State[None]], *arguments: object) -> None:
    """Run the flow in this process, to whatever state it ends in.

    Raises:
        OrchestratorFailed: Prefect's server cannot be reached, or does not do its part.
        VeredictoError: the flow raised it.
    """
    with temporary_settings(_OWN), tags(TAG), _told_of_the_server():
        state = flow(*arguments, return_state=True)
        found = state.result(raise_on_failure=False)
        if isinstance(found, BaseException) and not isinstance(found, EndedBadly):
            raise found


@contextmanager
def results_in(parts: Parts) -> Iterator[None]:
    """Within the block, the tasks of the flow under way keep results in the journal's folder."""
    context = FlowRunContext.get()
    if context is None:
        yield
        return
    storage = LocalFileSystem(basepath=str(parts.journal.results.absolute()))
    store = context.result_store.model_copy(update={"result_storage": storage})
    with context.model_copy(update={"result_store": store}):
        yield


_UNANSWERED = (
    httpx.TransportError,
    PrefectHTTPStatusError,
    ConcurrencySlotAcquisitionError,
    RuntimeError,
)
_OF_SERVERS = ("incompatible versions", "Failed to reach API", "ephemeral Prefect API server")
"""What Prefect says of a server, for which it has no class."""


@contextmanager
def _told_of_the_server() -> Iterator[None]:
    try:
        yield
    except _UNANSWERED as error:
        if isinstance(error, RuntimeError) and not any(it in str(error) for it in _OF_SERVERS):
            raise
        where = PREFECT_API_URL.value() or "that runs start for themselves"
        message = (
            f"the Prefect server {where} cannot be reached or does not answer as it should: "
            f"{error or type(error).__name__}; see that it runs (prefect server start), then give "
            "the same command again: it goes on where it was"
        )
        raise OrchestratorFailed(message) from error
