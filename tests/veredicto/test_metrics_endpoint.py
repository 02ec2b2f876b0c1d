from __future__ import annotations

import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import httpx
import pytest
from prepared_warehouses import prepared
from prometheus_client.parser import text_string_to_metric_families
from recorded_reports import make_report
from starlette.testclient import TestClient

from checkers.labels import VerdictLabel
from command import Veredicto
from veredicto.desk.book.opened import Book
from veredicto.metrics.app import build_app
from veredicto.refreshing import refresh_now
from veredicto.settings import Settings, load_settings
from warehouse.writer import Warehouse

LAST = make_report().run.finished_at
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load_settings(warehouse=tmp_path / "w.duckdb", patience_seconds=0.2)
    writer = prepared(tmp_path / "w.duckdb")
    writer.record(make_report(run="r1", number=1))
    writer.record(make_report(run="r2", number=2, label=VerdictLabel.REFUTED))
    refresh_now(settings)
    return settings


@pytest.fixture
def client(settings: Settings) -> TestClient:
    return TestClient(build_app(settings, loopback=True), base_url="http://127.0.0.1:9187")


def samples(text: str) -> Samples:
    return {
        (one.name, frozenset(one.labels.items())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


def test_what_was_recorded_is_counted_by_outcome_status_verdict_stage_and_provider(
    client: TestClient,
) -> None:
    answer = client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=")
    found = samples(answer.text)
    assert value(found, "veredicto_up") == 1
    assert value(found, "veredicto_runs_total", outcome="with_failures") == 2
    assert value(found, "veredicto_claims_total", status="judged", verdict="refuted") == 1
    assert value(found, "veredicto_claims_total", status="retrieval_failed", verdict="none") == 2
    assert value(found, "veredicto_failures_total", stage="search", provider="searxng") == 2
    assert value(found, "veredicto_stage_seconds_count", stage="search") == 2
    assert value(found, "veredicto_stage_seconds_sum", stage="search") > 0
    assert (
        value(found, "veredicto_provider_answers_total", provider="brave", outcome="rate_limited")
        == 2
    )
    assert value(found, "veredicto_provider_answer_seconds_sum", provider="corpus") == 0.5
    assert value(found, "veredicto_last_run_timestamp_seconds") == LAST.timestamp()
    assert value(found, "veredicto_as_of_timestamp_seconds") <= datetime.now(UTC).timestamp()
    assert value(found, "veredicto_notifications_undelivered") == 0


def test_names_are_those_that_prometheus_wants(client: TestClient) -> None:
    families = list(text_string_to_metric_families(client.get("/metrics").text))

    assert len({family.name for family in families}) == len(families)
    for family in families:
        assert re.fullmatch(r"veredicto_[a-z_]+", family.name)
        assert family.documentation
        assert family.type != "unknown"
        # promtool wants counters, and nothing else, to end in _total.
        total = any(one.name.endswith("_total") for one in family.samples)
        assert total == (family.type == "counter")
    opened = client.get("/metrics", headers={"accept": "application/openmetrics-text"})
    assert opened.text.endswith("# EOF\n")


def test_what_is_new_in_the_copy_is_counted_and_a_writer_is_neither_waited_for_nor_kept(
    client: TestClient, settings: Settings
) -> None:
    assert isinstance(settings.warehouse, Path)
    before = samples(client.get("/metrics").text)
    with duckdb.connect(settings.warehouse) as writing:
        writing.execute("BEGIN")
        writing.execute("DELETE FROM run_failures")
        assert samples(client.get("/metrics").text) == before
        writing.execute("ROLLBACK")
    Warehouse(settings.warehouse).record(make_report(run="r3", number=3))
    assert samples(client.get("/metrics").text) == before
    refresh_now(settings)
    found = samples(client.get("/metrics").text)
    assert value(found, "veredicto_runs_total", outcome="with_failures") == 3


def test_the_queue_of_the_desk_is_counted_where_there_is_one(
    client: TestClient, settings: Settings
) -> None:
    assert "veredicto_desk_claims" not in client.get("/metrics").text
    Book(settings.desk).close()

    found = samples(client.get("/metrics").text)

    assert value(found, "veredicto_desk_claims", state="open") == 4
    assert value(found, "veredicto_desk_claims", state="published") == 0


def test_without_a_copy_it_is_said_to_be_down_and_nothing_else(tmp_path: Path) -> None:
    app = build_app(load_settings(warehouse=tmp_path / "none.duckdb"), loopback=True)

    found = samples(TestClient(app, base_url="http://localhost").get("/metrics").text)

    assert found == {("veredicto_up", frozenset()): 0}


def test_on_loopback_it_answers_to_no_name_of_others(settings: Settings) -> None:
    local = TestClient(build_app(settings, loopback=True), base_url="http://attacker.example")
    outside = TestClient(build_app(settings, loopback=False), base_url="http://metrics.example")

    assert local.get("/metrics").status_code == 400
    assert outside.get("/metrics").status_code == 200
    assert outside.get("/").status_code == 404


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    return number


def test_the_command_says_where_the_figures_are(without_flows: Veredicto, port: int) -> None:
    with without_flows.start("metrics", "--port", str(port)) as running:
        assert running.stderr is not None
        line = running.stderr.readline().decode()
        assert f"http://127.0.0.1:{port}/metrics" in line
        answer = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)
        taken = without_flows.cold("metrics", "--port", str(port))
        running.terminate()

    assert "veredicto_up 0.0" in answer.text
    assert taken.status == 2
    assert "veredicto metrics cannot listen" in taken.err
