from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from checkers.errors import BadInput, BadSetting, OrchestratorFailed
from veredicto.deployed.check import Runner, task_runner
from veredicto.deployed.deployments import deploy
from veredicto.deployed.going_on import HEARTBEAT_SECONDS
from veredicto.deployed.going_on import NAME as SILENT
from veredicto.deployed.installation import installation
from veredicto.deployed.watch import watching
from veredicto.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = load_settings(pool="veredicto-pruebas")
PORT_OF_NOBODY = "http://127.0.0.1:9/api"


@pytest.fixture
def server(prefect_api: str) -> Iterator[str]:
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        yield prefect_api


@pytest.mark.usefixtures("server")
def test_what_is_deployed_again_is_brought_up_to_date(tmp_path: Path) -> None:
    first = deploy(installation(recheck="0 6 * * *"), SETTINGS, tmp_path)
    deploy(installation(recheck="30 7 * * 1-5", timezone="Europe/Madrid"), SETTINGS, tmp_path)

    assert {one.name for one in first} >= {"check-article/veredicto", "recheck/veredicto"}
    with get_client(sync_client=True) as client:
        found = client.read_deployment_by_name("recheck/veredicto")
    assert [(it.schedule.cron, it.schedule.timezone) for it in found.schedules] == [
        ("30 7 * * 1-5", "Europe/Madrid")
    ]
    assert (found.work_pool_name, found.job_variables["working_dir"]) == (
        "veredicto-pruebas",
        str(tmp_path),
    )


@pytest.mark.usefixtures("server")
def test_runs_that_fall_silent_are_put_back_unless_somebody_paused_that(tmp_path: Path) -> None:
    deploy(installation(), SETTINGS, tmp_path)
    with get_client(sync_client=True) as client:
        (made,) = client.read_automations_by_name(SILENT)
        client.pause_automation(made.id)
        deploy(installation(), SETTINGS, tmp_path)
        (again,) = client.read_automations_by_name(SILENT)

    assert (made.enabled, again.id, again.enabled) == (True, made.id, False)
    assert again.trigger.within.total_seconds() > 3 * HEARTBEAT_SECONDS


@pytest.mark.usefixtures("server")
def test_a_watch_of_the_same_feeds_is_the_same_deployment_and_runs_alone(tmp_path: Path) -> None:
    feeds = ["https://a.example/rss", str(tmp_path)]
    flags = {"since_days": 2.0, "most": 50, "search": (), "cron": "@daily", "timezone": "UTC"}

    (one,) = deploy([watching(feeds, **flags)], SETTINGS, tmp_path)
    (two,) = deploy([watching(feeds[::-1], **flags)], SETTINGS, tmp_path)

    assert one.name == two.name
    with get_client(sync_client=True) as client:
        found = client.read_deployment_by_name(one.name)
    assert found.global_concurrency_limit is not None
    assert found.global_concurrency_limit.limit == 1


@pytest.mark.parametrize("cron", ["0 6 * *", "0 6 * * * *", "seis", "99 6 * * *"])
def test_what_is_no_cron_expression_is_told(cron: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no cron expression: give five fields"):
        deploy(installation(recheck=cron), SETTINGS, tmp_path)


def test_what_is_no_time_zone_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no time zone: give one such as Europe/Madrid"):
        deploy(installation(recheck="0 6 * * *", timezone="Madrid"), SETTINGS, tmp_path)


def test_without_a_server_or_with_one_that_is_away_it_is_told_what_to_do(tmp_path: Path) -> None:
    with (
        temporary_settings({PREFECT_API_URL: None}),
        pytest.raises(BadSetting, match="prefect server start"),
    ):
        deploy(installation(), SETTINGS, tmp_path)
    with (
        temporary_settings({PREFECT_API_URL: PORT_OF_NOBODY}),
        pytest.raises(OrchestratorFailed, match="does not answer as it should"),
    ):
        deploy(installation(), SETTINGS, tmp_path)


def test_threads_are_as_many_as_articles_at_once() -> None:
    with task_runner(Runner.THREADS, 3) as threads:
        assert threads._max_workers == 3  # noqa: SLF001 (Prefect shows it nowhere else)
