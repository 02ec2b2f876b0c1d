"""The command that asks the warehouse."""

from __future__ import annotations

import pytest
from recorded_reports import make_report

from command import Veredicto
from warehouse.query import named_queries
from warehouse.shipped_views import shipped_views
from warehouse.writer import Warehouse


@pytest.fixture(autouse=True)
def recorded(veredicto: Veredicto) -> None:
    """A warehouse with three runs where the command looks for it."""
    warehouse = Warehouse(veredicto.folder / ".veredicto" / "veredicto.duckdb")
    for number in range(3):
        warehouse.record(make_report(run=f"run-{number}", number=number))


def test_the_list_has_every_question_with_an_example(veredicto: Veredicto) -> None:
    told = veredicto("sql", "--list").out
    for view in shipped_views():
        assert view.question in told
        assert view.example in told
    assert {query.name for query in named_queries()} <= set(told.replace(",", "").split())


def test_the_list_is_data_too(veredicto: Veredicto) -> None:
    listed = veredicto("sql", "--list", "--format", "json").json
    assert [one["name"] for one in listed] == sorted(view.name for view in shipped_views())
    assert {"name", "also", "question", "example", "shows"} == set(listed[0])
    assert veredicto("sql", "--list", "--format", "parquet").status == 2
