from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from command import Veredicto


def test_a_check_is_replayed_and_rechecked_by_command(
    veredicto: Veredicto, article: Path, corpus: Path
) -> None:
    checked = veredicto("check", str(article), "--corpus", str(corpus), "--threads", "2", "--json")
    run = checked.json["run"]
    assert run["settings"]["threads"] == "2"
    before = (veredicto.folder / "veredicto.duckdb").read_bytes()

    replayed = veredicto("replay", run["id"][:8], "--json")

    assert (replayed.status, replayed.err) == (0, "")
    assert replayed.json["outcome"] == "identical"
    assert replayed.json["compared"]["verdicts"] >= 1
    assert (veredicto.folder / "veredicto.duckdb").read_bytes() == before

    page = corpus / "acta.html"
    page.write_text(page.read_text(encoding="utf-8").replace("12 mill", "31 mill"), "utf-8")
    rechecked = veredicto("recheck", "--corpus", str(corpus), "--json")

    assert rechecked.status == 0, rechecked.err
    assert rechecked.json["flipped"] == 1
    (flip,) = (c for r in rechecked.json["runs"] for c in r["claims"] if c["flipped"])
    assert (flip["before"]["label"], flip["after"]["label"]) == ("supported", "refuted")
    assert flip["why"] == [{"kind": "changed", "url": page.as_uri()}]
    assert flip["other_models"] == []

    nothing = veredicto("recheck", "--corpus", str(corpus), "--older-than", "1")
    assert (nothing.status, nothing.out.strip()) == (0, "unchanged 0, judged again 0, flipped 0")
    history = veredicto("sql", "history", "--format", "json").json
    assert [row["label"] for row in history if row["claim_id"] == flip["id"]] == [
        "supported",
        "refuted",
    ]

    story = veredicto("story", flip["id"][:12], "--json").json
    assert story["claim"]["id"] == flip["id"]
    assert [row["label"] for row in story["verdicts"]] == ["supported", "refuted"]
    assert {row["source_id"] for row in story["evidence"]} == {
        row["id"] for row in story["sources"]
    }
    told = veredicto("story", flip["id"]).out
    titles = {row["title"] for row in story["sources"] if row["title"]}
    assert titles
    assert all(title in told for title in titles)
    assert told.index("✓ supported") < told.index("✗ refuted")
    for figure in ("12 mill", "31 mill"):
        assert f"costó {figure}ones" in " ".join(told.split())


@pytest.mark.parametrize(
    "command", [("replay", "abc"), ("recheck", "--claim", "abc"), ("story", "xyz"), ("story", "")]
)
def test_what_is_not_there_is_one_line_and_status_2(
    veredicto: Veredicto, corpus: Path, command: tuple[str, ...]
) -> None:
    if command[0] == "recheck":
        command = (*command, "--corpus", str(corpus))

    ended = veredicto(*command)

    assert ended.status == 2
    assert ended.err.startswith("veredicto: there is no ")
    assert len(ended.err.splitlines()) == 1
    assert json.dumps(ended.out) == '""'
