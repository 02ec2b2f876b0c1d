from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recorded_reports import NOON, make_report

from checkers.errors import BadInput
from warehouse.provider_health import ProviderHealth, health_since
from warehouse.writer import Warehouse


def test_answers_are_counted_by_provider_with_the_reason_for_none(warehouse: Warehouse) -> None:
    warehouse.record(make_report())
    found = health_since(warehouse.path, NOON, patience_seconds=1)
    assert found == {
        "corpus": ProviderHealth(1, 0, 0, 0.25, None),
        "brave": ProviderHealth(1, 0, 1, None, "answered 429"),
    }


def test_what_was_longer_ago_does_not_count(warehouse: Warehouse) -> None:
    warehouse.record(make_report())
    later = NOON + timedelta(seconds=1)
    assert health_since(warehouse.path, later, patience_seconds=1) == {}


def test_without_a_warehouse_there_is_no_health(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no warehouse"):
        health_since(tmp_path / "none.duckdb", NOON, patience_seconds=1)
