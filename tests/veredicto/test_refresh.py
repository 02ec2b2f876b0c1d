from __future__ import annotations

from pathlib import Path

from command import Veredicto


def test_a_check_leaves_a_copy_that_answers_as_the_warehouse(checked: Veredicto) -> None:
    question = ("sql", "SELECT id FROM runs", "--format", "json")

    assert checked(*question, "--copy").json == checked(*question).json
    refreshed = checked("refresh")
    assert refreshed.status == 0
    assert "veredicto.published.duckdb is up to date" in refreshed.out
    written = checked("refresh", "--anew")
    assert "veredicto.parquet: " in written.out
    assert " files written" in written.out


def test_without_a_copy_the_way_to_one_is_named(veredicto: Veredicto) -> None:
    asked = veredicto("sql", "SELECT 1", "--copy")

    assert asked.status == 2
    assert "veredicto refresh makes one" in asked.err
    assert veredicto("refresh").status == 2


def test_the_copy_goes_where_the_setting_says_or_nowhere(
    veredicto: Veredicto, article: Path, corpus: Path, tmp_path: Path
) -> None:
    check = ("check", str(article), "--corpus", str(corpus))

    assert veredicto(*check, VEREDICTO_PUBLISH="false").status == 0
    assert list(tmp_path.glob("**/*.published.duckdb")) == []
    (tmp_path / "file").write_text("")
    failed = veredicto(*check, VEREDICTO_PUBLISH_TO="file")
    assert failed.status == 0
    assert "readers get no newer copy" in failed.err
    assert veredicto(*check, VEREDICTO_PUBLISH_TO="shared").status == 0
    assert (tmp_path / "shared" / "veredicto.published.duckdb").is_file()
    assert (tmp_path / "shared" / "veredicto.parquet" / "runs").is_dir()
