"""The deployed flows on a real server, run by a real worker."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
import stamina
from almorva import write_article, write_corpus
from prefect.server.schemas.schedules import CronSchedule

from command import COMMAND, Veredicto
from flows.server_database import lay_out
from servers.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 120


@dataclass(frozen=True)
class Orchestra:
    """A server with a worker in a folder where the flows are deployed."""

    api: str
    command: Veredicto

    # A server on SQLite that is asked while it writes may say 503, as Prefect's own client knows.
    @stamina.retry(on=httpx.HTTPStatusError, attempts=10)
    def ask(self, path: str, **body: Any) -> Any:
        answer = httpx.post(f"{self.api}/{path}", json=body, trust_env=False, timeout=30)
        answer.raise_for_status()
        return answer.json()

    @stamina.retry(on=httpx.HTTPStatusError, attempts=10)
    def read(self, path: str) -> Any:
        answer = httpx.get(f"{self.api}/{path}", trust_env=False, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def deployment(self, name: str) -> Any:
        return self.read(f"deployments/name/{name}")

    def run(self, deployment: str, **parameters: Any) -> dict[str, Any]:
        """The flow run of the deployment once it has ended."""
        path = f"deployments/{self.deployment(deployment)['id']}/create_flow_run"
        begun = self.ask(path, parameters=parameters, state={"type": "SCHEDULED"})
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            run: dict[str, Any] = self.read(f"flow_runs/{begun['id']}")
            if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}:
                return run
            time.sleep(0.3)
        raise AssertionError(f"{deployment} did not end: {run['state']}")

    def artifacts(self, run: dict[str, Any]) -> dict[str, str]:
        rows = self.ask("artifacts/filter", artifacts={"flow_run_id": {"any_": [run["id"]]}})
        return {row["key"]: row["data"] for row in rows}

    def events(self, name: str, run: dict[str, Any], *, until: int = 1) -> list[dict[str, Any]]:
        """The events of that name in a run, once so many are there or it has taken too long.

        A server writes events down in batches, some time after the run that sent them has ended.
        """
        deadline = time.monotonic() + SECONDS
        while True:
            sought = {
                "event": {"name": [name]},
                "related": {"id": [f"prefect.flow-run.{run['id']}"]},
            }
            found: list[dict[str, Any]] = self.ask("events/filter", filter=sought)["events"]
            if len(found) >= until or time.monotonic() > deadline:
                return found
            time.sleep(0.3)


@pytest.fixture(scope="module")
def orchestra(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orchestra]:
    folder = tmp_path_factory.mktemp("orchestra")
    article = write_article(folder)
    article.write_text(f"{article.read_text()}\n¿Cuánto costará el próximo puente?\n")
    write_corpus(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    command = Veredicto(folder, folder / "prefect", api)
    lay_out(f"sqlite+aiosqlite:///{folder}/prefect/prefect.db")
    prefect = COMMAND.with_name("prefect")
    environment = (
        os.environ
        | command.environment
        | {
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "0.5",
            "VEREDICTO_SEARCH": "corpus",
            "VEREDICTO_CORPUS": "pages",
            "VEREDICTO_SEARXNG_URL": "http://127.0.0.1:9",
            "VEREDICTO_ALLOW_HOSTS": "127.0.0.1:9",
            "NO_PROXY": "*",
        }
    )
    with ExitStack() as stack:
        server = [prefect, "server", "start", "--port", str(port)]
        stack.enter_context(Standing(server, f"{api}/health", folder / "server.log", environment))
        deployed = command("deploy", "--recheck", "0 6 * * *", "--timezone", "Europe/Madrid")
        assert deployed.status == 0, deployed.err
        worker = stack.enter_context(
            subprocess.Popen(
                [prefect, "worker", "start", "--pool", "veredicto"],
                cwd=folder,
                env=environment,
                stdout=stack.enter_context((folder / "worker.log").open("wb")),
                stderr=subprocess.STDOUT,
            )
        )
        yield Orchestra(api, command)
        worker.terminate()


def test_a_deployed_check_is_named_by_its_article_and_leaves_its_tables(
    orchestra: Orchestra,
) -> None:
    run = orchestra.run("check-article/veredicto", article="puente.txt")

    assert (run["state_name"], run["name"]) == ("Completed", "El puente de Almorva cumple un año")
    assert "veredicto" in run["tags"]
    tables = orchestra.artifacts(run)
    assert set(tables) == {"verdicts", "not-checked", "providers", "stages", "cost"}
    verdicts = {one["claim"]: one for one in json.loads(tables["verdicts"])}
    verdict = verdicts["El puente de Almorva costó 12 millones de euros en 2024."]
    assert (verdict["verdict"], verdict["source"][:7]) == ("supported", "file://")
    rows = orchestra.command("sql", "SELECT count(*) AS n FROM runs", "--format", "json").json
    assert rows == [{"n": 1}]
    filled = ["claims", "evidence", "verdicts"]
    assets = orchestra.events("prefect.asset.materialization.succeeded", run, until=len(filled))
    resources = sorted(one["resource"]["prefect.resource.id"] for one in assets)
    assert resources == [f"veredicto://veredicto/{table}" for table in filled]


def test_a_check_by_hand_is_named_and_tagged_as_a_deployed_one(orchestra: Orchestra) -> None:
    (orchestra.command.folder / "obra.txt").write_text("La obra larga\n\nLa obra duró 12 meses.")
    checked = orchestra.command("check", "obra.txt", "--corpus", "pages")

    assert checked.status == 0, checked.err
    (run,) = orchestra.ask(
        "flow_runs/filter", flow_runs={"name": {"any_": ["La obra larga"]}}, limit=5
    )
    assert (run["tags"], run["deployment_id"]) == (["veredicto"], None)


def test_a_watch_is_deployed_with_its_schedule_and_finds_nothing_new_in_an_empty_folder(
    orchestra: Orchestra,
) -> None:
    # What a deployed watch checks is tested with a server on PostgreSQL (tests/containers).
    (orchestra.command.folder / "entrada").mkdir()
    watch = ("watch", "entrada", "--cron", "0 6 * * *", "--timezone", "Europe/Madrid")

    (deployed,) = orchestra.command(*watch, "--name", "mañanas", "--json").json
    run = orchestra.run(deployed["deployment"])

    assert run["state_name"] == "Completed"
    assert orchestra.artifacts(run) == {}
    (schedule,) = orchestra.deployment(deployed["deployment"])["schedules"]
    assert dates_around_the_change_of_clocks(schedule["schedule"]) == [
        "2027-03-27T05:00:00+00:00",
        "2027-03-28T04:00:00+00:00",
        "2027-03-29T04:00:00+00:00",
    ]


def dates_around_the_change_of_clocks(schedule: dict[str, Any]) -> list[str]:
    start = datetime(2027, 3, 27, tzinfo=UTC)
    dates = anyio.run(CronSchedule(**schedule).get_dates, 3, start)
    return [date.astimezone(UTC).isoformat() for date in dates]


def test_a_run_whose_search_is_dead_is_not_green(orchestra: Orchestra) -> None:
    options = {"search": ["searxng", "corpus"]}

    run = orchestra.run("check-article/veredicto", article="puente.txt", options=options)

    assert (run["state_name"], run["state_type"]) == ("SearchesFailed", "FAILED")
    assert "searxng" in run["state"]["message"]
    assert "searxng" in orchestra.artifacts(run)["failures"]
    (silent,) = orchestra.events("veredicto.provider.silent", run)
    assert silent["resource"]["prefect.resource.id"] == "veredicto.provider.searxng"


def test_a_figure_that_changed_is_an_event_for_automations(orchestra: Orchestra) -> None:
    path = orchestra.command.folder / "cambiado.txt"
    text = (orchestra.command.folder / "puente.txt").read_text(encoding="utf-8")
    path.write_text(text.replace("12 millones", "31 millones"), encoding="utf-8")

    run = orchestra.run("check-batch/veredicto", articles=["cambiado.txt", "missing.txt"])

    assert (run["state_name"], run["state_type"]) == ("ArticlesFailed", "FAILED")
    assert "missing.txt does not exist" in run["state"]["message"]
    assert "missing.txt" in orchestra.artifacts(run)["failures"]
    (flagged,) = orchestra.events("veredicto.claim.flagged", run)
    assert "31 millones" in flagged["resource"]["prefect.resource.name"]
    assert flagged["payload"]["label"] == "refuted"
