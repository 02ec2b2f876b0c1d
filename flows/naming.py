"""What a run is called once more is known of it."""

from __future__ import annotations

import httpx
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.exceptions import PrefectHTTPStatusError
from prefect.logging import get_run_logger

TITLE_CHARACTERS = 80


def rename_run(name: str) -> None:
    """Give the flow run under way another name; where the server does not take it, it is told."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    try:
        with get_client(sync_client=True) as client:
            client.update_flow_run(context.flow_run.id, name=name[:TITLE_CHARACTERS])
    except (httpx.HTTPError, PrefectHTTPStatusError) as error:
        get_run_logger().warning("the run keeps its name: %s", error)
