from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.schedules import CronSchedule
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Completed, Crashed, Scheduled, State

from servers.inbox import hook
from veredicto.diagnosis.finding import Finding
from veredicto.diagnosis.of_notices import look_at_notices
from veredicto.diagnosis.of_prefect import look_at_prefect
from veredicto.notices.notifier import book_of
from veredicto.settings import Settings, load_settings

# In March of 2027 Madrid is an hour before Greenwich, in July two.
NEXT = datetime(2027, 7, 1, 5, 0, tzinfo=UTC)
MORNINGS = CronSchedule(cron="0 7 * * *", timezone="Europe/Madrid")


@flow(name="watch-feeds")
def watched() -> None:
    """Nothing."""


@pytest.fixture
def client(prefect_api: str) -> Iterator[SyncPrefectClient]:
    with (
        temporary_settings({PREFECT_API_URL: prefect_api}),
        get_client(sync_client=True) as client,
    ):
        yield client


def found(settings: Settings) -> dict[str, Finding]:
    return {one.look: one for one in look_at_prefect(settings, repair=False)}


def deployed(client: SyncPrefectClient, pool: str, *, paused: bool = False) -> object:
    client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    schedule = DeploymentScheduleCreate(schedule=MORNINGS, active=not paused)
    flow_id = client.create_flow(watched)
    return client.create_deployment(flow_id, pool, schedules=[schedule], work_pool_name=pool)


def a_run(client: SyncPrefectClient, deployment: object, state: State) -> None:
    client.create_flow_run_from_deployment(deployment, state=state)  # type: ignore[arg-type]


def test_without_a_server_it_is_said_that_runs_start_their_own() -> None:
    with temporary_settings(restore_defaults={PREFECT_API_URL}):
        said = found(load_settings())

    assert said["prefect server"].state == "ok"
    assert "runs start a server of their own" in said["prefect server"].said


@pytest.mark.usefixtures("client")
def test_a_server_without_the_pool_says_how_to_make_it() -> None:
    said = found(load_settings(pool="nowhere"))

    assert said["prefect server"].said.endswith("answers, version 3.9.1")
    assert said["work pool"].advice == "veredicto deploy makes it"
    assert "workers" not in said


def test_a_pool_that_no_worker_polls_is_a_warning_until_one_does(
    client: SyncPrefectClient,
) -> None:
    deployed(client, "polled")
    settings = load_settings(pool="polled")

    assert found(settings)["workers"].advice == "prefect worker start --pool polled"
    assert found(settings)["workers"].state == "warning"
    client.send_worker_heartbeat("polled", "worker-1", 30.0)
    assert found(settings)["workers"].state == "ok"
    assert "worker-1 (heard of 0:00:0" in found(settings)["workers"].said


def test_a_schedule_is_told_in_its_own_zone_with_how_the_last_run_ended(
    client: SyncPrefectClient,
) -> None:
    deployment = deployed(client, "scheduled")
    settings = load_settings(pool="scheduled")
    look = "deployment: watch-feeds/scheduled"

    assert "no run has ended yet" in found(settings)[look].said
    a_run(client, deployment, Scheduled(scheduled_time=NEXT))
    a_run(client, deployment, Completed())
    said = found(settings)[look]
    assert said.state == "ok"
    assert "0 7 * * * (Europe/Madrid): next on 2027-07-01 at 07:00 CEST" in said.said
    assert "the last run ended as Completed" in said.said
    a_run(client, deployment, Crashed())
    ended_badly = found(settings)[look]
    assert ended_badly.state == "warning"
    assert "Crashed" in ended_badly.said


def test_a_paused_schedule_and_runs_that_are_late_are_told(client: SyncPrefectClient) -> None:
    deployment = deployed(client, "late", paused=True)
    late = Scheduled(scheduled_time=datetime(2026, 1, 1, tzinfo=UTC))
    a_run(client, deployment, late.model_copy(update={"name": "Late"}))

    said = found(load_settings(pool="late"))

    assert "its schedule is paused" in said["deployment: watch-feeds/late"].said
    assert said["late runs"].state == "warning"
    assert "1 were to have begun" in said["late runs"].said


def test_a_server_that_does_not_answer_is_a_failure_without_its_password() -> None:
    with temporary_settings({PREFECT_API_URL: "http://user:s3cr3t@127.0.0.1:9/api"}):
        (finding,) = look_at_prefect(load_settings(), repair=False)

    assert finding.state == "failed"
    assert "s3cr3t" not in f"{finding}"
    assert "prefect server start" in str(finding.advice)


def test_an_old_server_is_told_so() -> None:
    answers = {"/api/health": True, "/api/admin/version": "3.1.0"}
    with served(answers) as url, temporary_settings({PREFECT_API_URL: url}):
        said = next(iter(look_at_prefect(load_settings(), repair=False)))

    assert said.state == "warning"
    assert "version 3.1.0, older than the 3.9.1" in said.said


def test_channels_are_looked_at_and_not_tried(tmp_path: Path) -> None:
    with hook() as it:
        settings = load_settings(warehouse=tmp_path / "w.duckdb", notify=it.address)
        (well,) = look_at_notices(settings, repair=False)
        book_of(settings).note(["v"], "channel 1 (JSON)", it.address, "error=503")
        (lost,) = look_at_notices(settings, repair=False)

    assert (well.state, lost.state) == ("ok", "warning")
    assert "well formed and not tried: channel 1 (JSON)" in well.said
    assert "1 verdicts did not reach channel 1 (JSON)" in lost.said
    assert it.tries == 0
    assert "s3cr3tpass" not in f"{well}{lost}"


@pytest.mark.usefixtures("client")
def test_a_block_that_the_server_does_not_have_is_told() -> None:
    (said,) = look_at_notices(load_settings(notify="block:slack-webhook/nobody"), repair=False)

    assert said.state == "warning"
    assert "no such notification block" in said.said


def test_channels_that_are_none_are_a_failure() -> None:
    (said,) = look_at_notices(load_settings(notify="nonsense://s3cr3t"), repair=False)

    assert said.state == "failed"
    assert "s3cr3t" not in f"{said}"


@contextmanager
def served(answers: dict[str, object]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answers.get(self.path)).encode()
            self.send_response(200 if self.path in answers else 404)
            self.send_header("content-length", str(len(body)))
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/api"
        server.shutdown()
        thread.join()
