"""Makes the deployments: the work pool, and what runs on it and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import DeploymentApplyError, RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists, PrefectHTTPStatusError
from prefect.flows import Flow
from prefect.schedules import Cron, Schedule
from prefect.settings import PREFECT_API_URL
from prefect.types.entrypoint import EntrypointType
from pydantic import ValidationError

from checkers.errors import BadInput, BadSetting, OrchestratorFailed
from veredicto.deployed.going_on import HEARTBEAT_SECONDS, ensure_automation
from veredicto.settings import Settings

NAME = "veredicto"
"""Of the deployments that every installation has."""
PROCESS = "process"
FIELDS = 5
"""Of a cron expression."""
ONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


@dataclass(frozen=True, slots=True)
class Deployment:
    """A flow as it is to be deployed; without `cron` it runs when it is asked to.

    One that runs `one_at_a_time` is cancelled while another run of it is under way.
    """

    flow: Flow[..., Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    name: str = NAME
    cron: str | None = None
    timezone: str = "UTC"
    one_at_a_time: bool = False


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment that was made or brought up to date."""

    name: str
    cron: str | None
    timezone: str


def deploy(
    deployments: Sequence[Deployment], settings: Settings, folder: Path
) -> tuple[Deployed, ...]:
    """Make or bring up to date the deployments on the pool of the settings, which is made too.

    Args:
        deployments: what to deploy.
        settings: of the installation.
        folder: where runs work, with `veredicto.toml` and a warehouse of relative path.

    Raises:
        BadInput: a cron expression or a time zone is none.
        BadSetting: no server is set, or the pool is there with workers of another type.
        OrchestratorFailed: the server cannot be reached.
    """
    schedules = [_schedule(one) for one in deployments]
    if not PREFECT_API_URL.value():
        message = (
            "deployments live on a Prefect server, and none is set: start one with `prefect server"
            " start` and set PREFECT_API_URL=http://127.0.0.1:4200/api"
        )
        raise BadSetting(message)
    try:
        with get_client(sync_client=True) as client:
            _ensure_pool(client, settings.pool)
            ensure_automation(client, NAME)
        return tuple(
            _apply(one, schedule, settings, folder)
            for one, schedule in zip(deployments, schedules, strict=True)
        )
    except (DeploymentApplyError, ValidationError) as error:
        message = f"Prefect refuses the name of the pool or of the deployment: {error}"
        raise BadInput(message) from error
    except (httpx.TransportError, PrefectHTTPStatusError) as error:
        message = (
            f"the Prefect server {PREFECT_API_URL.value()} does not answer as it should: "
            f"{error or type(error).__name__}; veredicto doctor says more"
        )
        raise OrchestratorFailed(message) from error


def _schedule(deployment: Deployment) -> Schedule | None:
    if deployment.cron is None:
        return None
    try:
        ZoneInfo(deployment.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = f"{deployment.timezone!r} is no time zone: give one such as Europe/Madrid"
        raise BadInput(message) from error
    cron = deployment.cron
    try:
        CronSchedule(cron=cron, timezone=deployment.timezone)
        wrong = not cron.startswith("@") and len(cron.split()) != FIELDS
    except ValidationError:
        wrong = True
    if wrong:
        message = (
            f"{deployment.cron!r} is no cron expression: give five fields, minute hour day month"
            ' weekday, such as "0 6 * * 1-5" for six in the morning on weekdays'
        )
        raise BadInput(message)
    return Cron(deployment.cron, timezone=deployment.timezone)


def _ensure_pool(client: SyncPrefectClient, name: str) -> None:
    try:
        client.create_work_pool(WorkPoolCreate(name=name, type=PROCESS))
    except ObjectAlreadyExists:
        kind = client.read_work_pool(name).type
        if kind != PROCESS:
            message = (
                f"the work pool {name!r} is of type {kind!r}, and veredicto's runs need one of"
                f" type {PROCESS!r}: name another in VEREDICTO_POOL"
            )
            raise BadSetting(message) from None


def _apply(
    deployment: Deployment, schedule: Schedule | None, settings: Settings, folder: Path
) -> Deployed:
    made = RunnerDeployment.from_flow(
        deployment.flow,
        name=deployment.name,
        parameters=dict(deployment.parameters),
        schedule=schedule,
        tags=[NAME],
        entrypoint_type=EntrypointType.MODULE_PATH,
        work_pool_name=settings.pool,
        concurrency_limit=ONE if deployment.one_at_a_time else None,
        job_variables={
            "working_dir": str(folder),
            "env": {
                "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
                "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS),
                "DO_NOT_TRACK": "1",
            },
        },
    )
    made.apply()
    name = f"{deployment.flow.name}/{deployment.name}"
    return Deployed(name, deployment.cron, deployment.timezone)
