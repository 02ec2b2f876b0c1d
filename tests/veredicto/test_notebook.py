"""The notebook that ships with the examples, on a warehouse that the pipeline wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from command import Veredicto
from warehouse.query import run_sql

PLOTS = ("how sure are we?", "Whom do we cite", "Where does the time of a run go?")


def exported(root: Path, warehouse: Path, out: Path) -> subprocess.CompletedProcess[str]:
    marimo = Path(sys.executable).with_name("marimo")
    notebook = root / "examples" / "analysis.py"
    return subprocess.run(
        [marimo, "export", "html", notebook, "--output", out, "--no-include-code"],
        cwd=out.parent,
        env=os.environ | {"VEREDICTO_WAREHOUSE": str(warehouse), "HOME": str(out.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_notebook_answers_three_questions_about_a_checked_article_with_plots(
    checked: Veredicto, root: Path, tmp_path: Path
) -> None:
    warehouse = checked.folder / "veredicto.duckdb"
    before = warehouse.read_bytes()
    ended = exported(root, warehouse, tmp_path / "analysis.html")
    assert ended.returncode == 0, ended.stderr
    page = (tmp_path / "analysis.html").read_text(encoding="utf-8")
    assert [plot for plot in PLOTS if plot not in page] == []
    assert page.count("vega.github.io/schema/vega-lite") >= len(PLOTS)
    cited = run_sql(warehouse, "SELECT publisher FROM sources_cited").rows
    assert cited
    assert [name for (name,) in cited[:15] if str(name) not in page] == []
    assert warehouse.read_bytes() == before


def test_the_notebook_says_where_it_looked_for_a_warehouse(root: Path, tmp_path: Path) -> None:
    exported(root, tmp_path / "none.duckdb", tmp_path / "analysis.html")
    page = (tmp_path / "analysis.html").read_text(encoding="utf-8")
    assert "There is no warehouse at" in page
    assert "none.duckdb" in page
