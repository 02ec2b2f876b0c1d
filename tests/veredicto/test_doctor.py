from __future__ import annotations

import os
import re

from command import Veredicto


def states(findings: list[dict[str, str]]) -> dict[str, str]:
    return {finding["look"]: finding["state"] for finding in findings}


def test_a_sound_installation_is_told_to_be_one_with_no_key_shown(
    checked: Veredicto,
) -> None:
    found = checked("doctor", "--json", "--corpus", "pages", VEREDICTO_LLM_KEY="sk-secret-1")

    assert found.status == 0
    assert set(states(found.json).values()) == {"ok"}
    assert {"warehouse", "rows", "models", "search: corpus", "copy for readers"} <= set(
        states(found.json)
    )
    assert "sk-secret-1" not in found.out
    (search,) = [one["said"] for one in found.json if one["look"] == "search: corpus"]
    assert re.search(r"answers; in the last 30 days \d+ queries, \d+ with nothing found", search)
    shown = checked("doctor", "--corpus", "pages", COLUMNS="160")
    assert "every row that another names is there" in shown.out


def test_a_damaged_warehouse_is_told_and_then_restored(checked: Veredicto) -> None:
    os.truncate(checked.folder / "veredicto.duckdb", 9_000)

    told = checked("doctor", "--json", "--corpus", "pages")
    assert told.status == 1
    assert states(told.json)["warehouse"] == "failed"
    repaired = checked("doctor", "--json", "--repair", "--corpus", "pages")
    assert repaired.status == 0
    (warehouse,) = [one for one in repaired.json if one["look"] == "warehouse"]
    assert "restored from veredicto.published.duckdb" in warehouse["repaired"]
    assert checked("sql", "SELECT id FROM runs", "--format", "json").json != []


def test_what_cannot_be_had_is_told_with_what_to_do(veredicto: Veredicto) -> None:
    found = veredicto(
        "doctor",
        "--json",
        "--search",
        "searxng",
        VEREDICTO_SEARXNG_URL="http://127.0.0.1:9",
        VEREDICTO_STANCE_MODEL="nobody/nothing",
    )

    assert found.status == 1
    assert states(found.json)["models"] == "failed"
    assert states(found.json)["warehouse"] == "warning"
    assert states(found.json)["search: searxng"] == "warning"
    assert "veredicto models pull nobody/nothing" in found.out
