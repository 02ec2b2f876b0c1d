"""A lake with its data in object storage and its catalog in PostgreSQL, both on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.warehouse_report import big_report
from checkers.errors import WarehouseError
from servers.buckets import Buckets
from servers.postgres import PASSWORD, Postgres
from warehouse.lake.instances import forget
from warehouse.place import Lake, parse_place
from warehouse.query import run_sql
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse


@pytest.fixture(scope="module")
def buckets() -> Iterator[Buckets]:
    with Buckets() as server:
        yield server


@pytest.fixture
def lake(buckets: Buckets, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    for name, value in buckets.variables.items():
        monkeypatch.setenv(name, value)
    words = f"{postgres.new_database()} password='{PASSWORD}'"
    place = parse_place(f"ducklake:postgres:{words}?data_path=s3://newsroom/lake")
    assert isinstance(place, Lake)
    yield place
    forget(place)


def test_what_is_recorded_into_a_bucket_is_read_back(lake: Lake, buckets: Buckets) -> None:
    buckets.make("newsroom")
    # DuckLake keeps a few rows in the catalog.
    report = big_report(100)

    Warehouse(lake).record(report)

    read_back = RecordedRuns(lake).report(report.run.id)
    assert (read_back.article, read_back.assessments) == (report.article, report.assessments)
    names = buckets.names("newsroom")
    assert any(name.startswith("lake/main/evidence/") for name in names), names
    assert run_sql(lake, "SELECT count(*) FROM verdicts_current").rows == ((len(report.claims),),)


def test_a_bucket_that_is_not_there_is_named_in_one_line(lake: Lake) -> None:
    elsewhere = Lake(lake.catalog, lake.connection, "s3://nowhere/lake/", lake.password)

    with pytest.raises(WarehouseError, match="has no bucket of that name"):
        Warehouse(elsewhere, patience_seconds=0).record(big_report(100))
    forget(elsewhere)
