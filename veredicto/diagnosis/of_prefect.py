"""Looks at the Prefect server, the work pool and its workers, and what is scheduled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import httpx

from veredicto.diagnosis.finding import Finding, State
from veredicto.settings import Settings
from warehouse.place import without_password

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, Worker
    from prefect.client.schemas.responses import DeploymentResponse

SECONDS = 10.0
"""How long the server may take for an answer."""
SHOWN_LATE = 200


def look_at_prefect(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Whether the server answers, workers poll, and what is scheduled runs and ends well."""
    del repair
    # Prefect takes seconds to import.
    from prefect.client.orchestration import get_client
    from prefect.exceptions import PrefectException
    from prefect.settings import get_current_settings

    url = get_current_settings().api.url
    if url is None:
        said = "none is set: runs start a server of their own, and nothing is scheduled"
        yield Finding("prefect server", State.OK, said)
        return
    where = without_password(url)
    try:
        with get_client(httpx_settings={"timeout": SECONDS}, sync_client=True) as client:
            trouble = client.api_healthcheck()
            if trouble is not None:
                yield _unreachable(where, trouble)
                return
            yield _version(client, where)
            yield from _pool(client, settings.pool)
            yield from _deployments(client, settings.pool)
            yield from _late(client, settings.pool)
    except (httpx.HTTPError, PrefectException, RuntimeError, ValueError) as error:
        yield _unreachable(where, error)


def _unreachable(where: str, trouble: Exception) -> Finding:
    said = without_password(f"{where} does not answer as a Prefect server ({trouble!r:.200})")
    advice = "start it (prefect server start), correct PREFECT_API_URL, or unset it"
    return Finding("prefect server", State.FAILED, said, advice)


def _version(client: SyncPrefectClient, where: str) -> Finding:
    from packaging.version import Version

    server, ours = client.api_version(), client.client_version()
    said = f"{where} answers, version {server}"
    if Version(server) < Version(ours):
        told = f"{said}, older than the {ours} that runs use here"
        return Finding("prefect server", State.WARNING, told, f"bring the server to {ours}")
    return Finding("prefect server", State.OK, said)


def _pool(client: SyncPrefectClient, name: str) -> Iterator[Finding]:
    from prefect.exceptions import ObjectNotFound

    try:
        pool = client.read_work_pool(name)
    except ObjectNotFound:
        said = f"there is none named {name}: nothing is deployed there"
        yield Finding("work pool", State.OK, said, "veredicto deploy makes it")
        return
    if pool.is_paused:
        advice = f"prefect work-pool resume {name}"
        yield Finding("work pool", State.WARNING, f"{name} is paused: nothing runs", advice)
    else:
        yield Finding("work pool", State.OK, f"{name} is there, of the type {pool.type}")
    yield _workers(client.read_workers_for_work_pool(name), name)


def _workers(workers: Sequence[Worker], pool: str) -> Finding:
    polling = [one for one in workers if one.status.value == "ONLINE"]
    if polling:
        names = ", ".join(_heard(one) for one in polling)
        return Finding("workers", State.OK, f"{len(polling)} polling: {names}")
    said = f"none polls the pool {pool}"
    if workers:
        last = max(
            workers, key=lambda it: it.last_heartbeat_time or datetime.min.replace(tzinfo=UTC)
        )
        said += f"; the last was {_heard(last)}"
    advice = f"prefect worker start --pool {pool}"
    return Finding("workers", State.WARNING, said, advice)


def _heard(worker: Worker) -> str:
    if worker.last_heartbeat_time is None:
        return f"{worker.name} (never heard of)"
    seconds = (datetime.now(UTC) - worker.last_heartbeat_time).total_seconds()
    return f"{worker.name} (heard of {_ago(seconds)} ago)"


def _ago(seconds: float) -> str:
    return str(timedelta(seconds=max(0, round(seconds))))


def _deployments(client: SyncPrefectClient, pool: str) -> Iterator[Finding]:
    from prefect.client.schemas.filters import WorkPoolFilter, WorkPoolFilterName

    in_pool = WorkPoolFilter(name=WorkPoolFilterName(any_=[pool]))
    for deployment in client.read_deployments(work_pool_filter=in_pool):
        yield _deployment(client, deployment)


def _deployment(client: SyncPrefectClient, deployment: DeploymentResponse) -> Finding:
    flow = client.read_flow(deployment.flow_id)
    look = f"deployment: {flow.name}/{deployment.name}"
    ended = _newest(client, deployment, "COMPLETED", "FAILED", "CRASHED", "CANCELLED")
    said = [_when(client, deployment), _last(ended)]
    if ended is not None and ended.state_type is not None and ended.state_type.value != "COMPLETED":
        advice = f"prefect flow-run logs {ended.id}"
        return Finding(look, State.WARNING, "; ".join(said), advice)
    return Finding(look, State.OK, "; ".join(said))


def _when(client: SyncPrefectClient, deployment: DeploymentResponse) -> str:
    """When the deployment runs next, in the zone of its schedule."""
    if not deployment.schedules:
        return "runs when it is asked to"
    active = [one for one in deployment.schedules if one.active]
    if deployment.paused or not active:
        return "its schedule is paused"
    schedule = active[0].schedule
    zone = getattr(schedule, "timezone", None) or "UTC"
    rule = getattr(schedule, "cron", None) or getattr(schedule, "rrule", None)
    every = rule or f"every {getattr(schedule, 'interval', '?')}"
    upcoming = _newest(client, deployment, "SCHEDULED", coming=True)
    if upcoming is None or upcoming.expected_start_time is None:
        return f"{every} ({zone}): the server has not laid out the next run yet"
    there = upcoming.expected_start_time.astimezone(ZoneInfo(zone))
    return f"{every} ({zone}): next on {there:%Y-%m-%d at %H:%M %Z}"


def _last(ended: FlowRun | None) -> str:
    if ended is None:
        return "no run has ended yet"
    time = ended.end_time or ended.expected_start_time
    on = f" on {time.astimezone(UTC):%Y-%m-%d at %H:%M} UTC" if time else ""
    return f"the last run ended as {ended.state_name}{on}"


def _newest(
    client: SyncPrefectClient, deployment: DeploymentResponse, *types: str, coming: bool = False
) -> FlowRun | None:
    """The run in one of these states that ended last, or with `coming` the next to begin."""
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterExpectedStartTime,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort

    states = FlowRunFilterStateType(any_=[StateType(name) for name in types])
    found = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id])),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=states),
            expected_start_time=FlowRunFilterExpectedStartTime(after_=datetime.now(UTC))
            if coming
            else None,
        ),
        sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC if coming else FlowRunSort.END_TIME_DESC,
        limit=1,
    )
    return found[0] if found else None


def _late(client: SyncPrefectClient, pool: str) -> Iterator[Finding]:
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateName,
        WorkPoolFilter,
        WorkPoolFilterName,
    )

    names = FlowRunFilterStateName(any_=["Late"])
    late = client.read_flow_runs(
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[pool])),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(name=names)),
        limit=SHOWN_LATE,
    )
    if late:
        oldest = min(it.expected_start_time for it in late if it.expected_start_time)
        some = "or more " if len(late) == SHOWN_LATE else ""
        waited = _ago((datetime.now(UTC) - oldest).total_seconds())
        said = f"{len(late)} {some}were to have begun, the first {waited} ago"
        advice = "start more workers, or look at what those there are do"
        yield Finding("late runs", State.WARNING, said, advice)
