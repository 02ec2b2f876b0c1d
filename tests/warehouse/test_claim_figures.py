"""What claims name and state, as the warehouse keeps it."""

from __future__ import annotations

from repeated import a_report

from warehouse.query import run_sql
from warehouse.writer import Warehouse

CLAIMS = (
    "La ministra Ana Gil ganó su tercer premio en el primer trimestre de 2024.",
    "La empresa Navalia pagó 40 millones de euros a Gil en Lugo.",
)


def test_the_claims_that_name_somebody_are_found_by_the_whole_name(warehouse: Warehouse) -> None:
    warehouse.record(a_report("faro.example", *CLAIMS))

    named = run_sql(
        warehouse.path,
        "SELECT wording, type, in_words, final_label FROM named_claims"
        " WHERE name = 'Ana Gil' ORDER BY wording DESC",
    )

    assert named.rows == tuple((it, "person", True, "refuted") for it in CLAIMS)


def test_periods_ordinals_and_scales_are_kept_beside_the_amounts(warehouse: Warehouse) -> None:
    warehouse.record(a_report("faro.example", *CLAIMS))

    def rows(sql: str) -> tuple[tuple[object, ...], ...]:
        return run_sql(warehouse.path, sql).rows

    assert rows("SELECT text, begins, ends FROM claim_periods") == (
        ("primer trimestre de 2024", "2024-01", "2024-03"),
    )
    assert rows("SELECT text, value FROM claim_ordinals") == (("tercer", 3),)
    assert rows("SELECT unit, scale FROM claim_quantities") == (("EUR", 6),)


def test_a_second_check_of_the_same_words_adds_no_row_again(warehouse: Warehouse) -> None:
    for run in ("one", "two"):
        warehouse.record(a_report("faro.example", *CLAIMS, run=run))

    counted = run_sql(
        warehouse.path,
        "SELECT (SELECT count(*) FROM claim_periods), (SELECT count(*) FROM claim_ordinals),"
        " (SELECT count(*) - count(DISTINCT (claim_id, name)) FROM claim_entities)",
    )

    assert counted.rows == ((1, 1, 0),)
