"""The services of `compose.yaml`, run by their very commands without a container."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_API_URL, temporary_settings
from prepared_warehouses import prepared
from recorded_reports import make_report
from town import BRIDGE, BUSIER, EVIDENCE, MARKET, page, publish

from servers.pages import PageServer
from servers.postgres import INSTALLED, PASSWORD, Postgres
from veredicto.deployed.deployments import deploy
from veredicto.deployed.watch import watching
from veredicto.diagnosis.finding import Finding
from veredicto.diagnosis.of_prefect import look_at_prefect
from veredicto.settings import load_settings
from warehouse.query import run_sql

SECONDS = 180
PORTS = ("4200", "8080", "8090")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    return number


@dataclass
class Services:
    """The services as they are written, with their hosts, ports and folders on this machine."""

    root: Path
    folder: Path
    database_port: int
    ports: dict[str, int] = field(default_factory=lambda: {port: free_port() for port in PORTS})

    @property
    def written(self) -> dict[str, Any]:
        text = (self.root / "compose.yaml").read_text(encoding="utf-8")
        text = re.sub(r"\$\{POSTGRES_PASSWORD:\?[^}]*\}", PASSWORD, text)
        text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
        assert "${" not in text
        services: dict[str, Any] = yaml.safe_load(text)["services"]
        return services

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.ports['4200']}/api"

    def here(self, word: str, service: str) -> str:
        """The word with what is elsewhere in a container."""
        word = word.replace("0.0.0.0", "127.0.0.1").replace("//server:", "//127.0.0.1:")  # noqa: S104 (it is replaced)
        word = re.sub(r"(?<![\w.])/tmp\b", str(self.folder / service), word)
        word = word.replace("/srv/veredicto", str(self.folder / "srv"))
        for written, real in {**self.ports, "5432": self.database_port}.items():
            word = re.sub(rf"(?<!\d){written}(?!\d)", str(real), word)
        return "127.0.0.1" if word == "postgres" else word

    def command(self, service: str) -> list[str]:
        return self._on_path(self.written[service]["command"], service)

    def environment(self, service: str) -> dict[str, str]:
        """What the image sets and the service sets, over what a test needs to find the code."""
        (self.folder / service).mkdir(exist_ok=True)
        containerfile = (self.root / "Containerfile").read_text(encoding="utf-8")
        image = containerfile.rpartition("\nFROM ")[2].replace("\\\n", " ")
        pairs = dict(
            pair.split("=", 1)
            for line in re.findall(r"^ENV (.+)$", image, re.MULTILINE)
            for pair in shlex.split(line)
        )
        pairs |= self.written[service].get("environment", {})
        kept = {it: os.environ[it] for it in os.environ if it.startswith(("COV", "PYTHONPATH"))}
        given = {name: self.here(value, service) for name, value in pairs.items()}
        return kept | given | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def start(self, service: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{service}.log").open("wb") as log:
            return subprocess.Popen(
                self.command(service),
                cwd=self.folder / "srv",
                env=self.environment(service),
                stdout=log,
                stderr=log,
            )

    def wait_until_well(self, service: str, running: subprocess.Popen[bytes]) -> None:
        """Asks as the service's health check does, until it says yes."""
        kind, *check = self.written[service]["healthcheck"]["test"]
        assert kind == "CMD"
        asking = self._on_path(check, service)
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and running.poll() is None:
            ended = subprocess.run(
                asking, env=self.environment(service), capture_output=True, check=False
            )
            if ended.returncode == 0:
                return
            time.sleep(0.5)
        pytest.fail(f"{service}: {(self.folder / f'{service}.log').read_text()[-2000:]}")

    def _on_path(self, words: list[str], service: str) -> list[str]:
        program, *rest = [self.here(word, service) for word in words]
        beside = Path(sys.executable).with_name(program)
        return [str(beside) if beside.exists() else program, *rest]


@pytest.fixture(scope="module")
def services(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """All services; the server, deploy, worker and desk wait for one another as it is written."""
    folder = tmp_path_factory.mktemp("services")
    (folder / "srv").mkdir()
    prepared(folder / "srv" / "veredicto.duckdb").record(make_report())
    with Postgres() as postgres, ExitStack() as running:
        postgres.psql(f"CREATE ROLE prefect LOGIN PASSWORD '{PASSWORD}'")
        postgres.psql("CREATE DATABASE prefect OWNER prefect")
        services = Services(root, folder, postgres.port)

        def start(name: str) -> subprocess.Popen[bytes]:
            process = running.enter_context(services.start(name))
            running.callback(process.terminate)
            return process

        desk, server = start("desk"), start("server")
        services.wait_until_well("server", server)
        deploy = start("deploy")
        assert deploy.wait(SECONDS) == 0, (folder / "deploy.log").read_text()
        worker = start("worker")
        services.wait_until_well("worker", worker)
        services.wait_until_well("desk", desk)
        yield services


def look_until_heard() -> dict[str, Finding]:
    """What doctor finds, once the worker, which is well before, has sent its first heartbeat."""
    deadline = time.monotonic() + SECONDS
    while True:
        found = {it.look: it for it in look_at_prefect(load_settings(), repair=False)}
        if found["workers"].state == "ok" or time.monotonic() > deadline:
            return found
        time.sleep(0.5)


def test_the_server_keeps_its_record_in_postgresql(services: Services) -> None:
    # A database of SQLite would be there.
    assert list(services.folder.rglob("prefect.db")) == []
    program = max(INSTALLED.glob("*/bin/pg_isready"))
    _, *check = services.written["postgres"]["healthcheck"]["test"]
    ready = [program, *check[1:], "--host=127.0.0.1", f"--port={services.database_port}"]
    assert subprocess.run(ready, check=False, stdout=subprocess.DEVNULL).returncode == 0
    assert shutil.which(check[0], path=str(program.parent)) is not None


def test_the_worker_polls_the_pool_that_was_deployed_to(services: Services) -> None:
    with temporary_settings({PREFECT_API_URL: services.api}):
        found = look_until_heard()
        with get_client(sync_client=True) as client:
            deployments = client.read_deployments()

    assert found["work pool"].said == "veredicto is there, of the type process"
    assert found["workers"].state == "ok", found["workers"]
    assert {"deployment: check-article/veredicto", "deployment: check-batch/veredicto"} <= set(
        found
    )
    assert {it.work_pool_name for it in deployments} == {"veredicto"}


def run_of(deployment: str) -> FlowRun:
    """The run of the deployment once it has ended."""
    with get_client(sync_client=True) as client:
        found = client.read_deployment_by_name(deployment)
        run = client.create_flow_run_from_deployment(found.id)
        deadline = time.monotonic() + SECONDS
        while (run.state is None or not run.state.is_final()) and time.monotonic() < deadline:
            time.sleep(0.3)
            run = client.read_flow_run(run.id)
    return run


def test_the_worker_runs_a_deployed_watch_of_a_feed_that_changes_under_it(
    services: Services,
) -> None:
    folder = services.folder / "srv"
    (folder / "pages").mkdir()
    for path, text in EVIDENCE.items():
        (folder / "pages" / f"{path[1:]}.html").write_text(page(path[1:], text), encoding="utf-8")
    with PageServer() as web, temporary_settings({PREFECT_API_URL: services.api}):
        hosts = ", ".join(f'"{host}"' for host in web.allowed())
        settings = f'search = ["corpus"]\ncorpus = "pages"\nallow_hosts = [{hosts}]\n'
        (folder / "veredicto.toml").write_text(settings, encoding="utf-8")
        feed = publish(web, BRIDGE, MARKET)
        wanted = watching(
            [feed], since_days=2, most=5, search=(), cron="0 6 * * *", timezone="Europe/Madrid"
        )
        (deployed,) = deploy([wanted], load_settings(), folder)
        first = run_of(deployed.name)
        publish(web, BRIDGE, BUSIER, title="Almorva, corregido")
        second = run_of(deployed.name)

    assert [first.state_name, second.state_name] == ["Completed", "Completed"]
    seen = run_sql(
        folder / "veredicto.duckdb",
        "SELECT outcome, title FROM watched_items ORDER BY seen_at",
    )
    assert seen.rows == (("checked", "Almorva en cifras"), ("updated", "Almorva, corregido"))
    found = run_sql(
        folder / "veredicto.duckdb",
        "SELECT claim, label, carried_from IS NOT NULL FROM verdict_history"
        " WHERE article_title LIKE 'Almorva%' AND label IS NOT NULL ORDER BY checked_at, claim",
    )
    assert found.rows == (
        (MARKET, "supported", False),
        (BRIDGE, "supported", False),
        (BUSIER, "refuted", False),
        (BRIDGE, "supported", True),
    )


def test_the_password_is_in_no_log(services: Services) -> None:
    logs = "".join(path.read_text() for path in services.folder.glob("*.log"))

    assert "make the first account" in logs.lower()
    assert PASSWORD not in logs
