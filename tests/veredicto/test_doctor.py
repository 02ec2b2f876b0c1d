from __future__ import annotations

import os
import re
from pathlib import Path

from command import Veredicto


def states(findings: list[dict[str, str]]) -> dict[str, str]:
    return {finding["look"]: finding["state"] for finding in findings}


def test_a_sound_installation_is_told_to_be_one_with_no_key_shown(
    veredicto: Veredicto, article: Path, corpus: Path
) -> None:
    assert veredicto("check", str(article), "--corpus", str(corpus)).status == 0

    found = veredicto("doctor", "--json", "--corpus", str(corpus), VEREDICTO_LLM_KEY="sk-secret-1")

    assert found.status == 0
    assert set(states(found.json).values()) == {"ok"}
    assert {"warehouse", "rows", "models", "search: corpus", "copy for readers"} <= set(
        states(found.json)
    )
    assert "sk-secret-1" not in found.out
    (search,) = [one["said"] for one in found.json if one["look"] == "search: corpus"]
    assert re.search(r"answers; in the last 30 days \d+ queries, \d+ with nothing found", search)
    shown = veredicto("doctor", "--corpus", str(corpus))
    assert "every row that another names is there" in shown.out


def test_a_damaged_warehouse_is_told_and_then_restored(
    veredicto: Veredicto, article: Path, corpus: Path, tmp_path: Path
) -> None:
    assert veredicto("check", str(article), "--corpus", str(corpus)).status == 0
    os.truncate(tmp_path / "veredicto.duckdb", 9_000)

    told = veredicto("doctor", "--json", "--corpus", str(corpus))
    assert told.status == 1
    assert states(told.json)["warehouse"] == "failed"
    repaired = veredicto("doctor", "--json", "--repair", "--corpus", str(corpus))
    assert repaired.status == 0
    (warehouse,) = [one for one in repaired.json if one["look"] == "warehouse"]
    assert "restored from veredicto.published.duckdb" in warehouse["repaired"]
    assert veredicto("sql", "SELECT id FROM runs", "--format", "json").json != []


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
