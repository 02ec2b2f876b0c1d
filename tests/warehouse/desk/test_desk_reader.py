"""What the desk reads of the warehouse, from a copy that is replaced under it."""

from __future__ import annotations

from pathlib import Path

import pytest
from filled_warehouses import fill, full_report

from warehouse.desk.reader import DeskReader
from warehouse.public_copy import PublicCopy


@pytest.fixture
def copy(tmp_path: Path) -> PublicCopy:
    fill(tmp_path / "veredicto.duckdb")
    made = PublicCopy(tmp_path / "veredicto.duckdb")
    made.refresh()
    return made


def test_a_run_is_read_whole_or_with_what_one_claim_rests_on(copy: PublicCopy) -> None:
    reader = DeskReader(copy.database)
    report = full_report()
    whole = reader.report("run-0")
    assert (whole.claims, whole.evidence) == (report.claims, report.evidence)
    claim = report.claims[1]
    assert reader.report("run-0", claim.id).evidence == ()
    reader.close()
