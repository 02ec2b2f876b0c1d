"""The batch on the runners that spread it over processes."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from command import Veredicto

LONG_SECONDS = 280  # their workers import everything anew
CODE = """
import sys
from prefect.task_runners import ThreadPoolTaskRunner
from veredicto.deployed.check import check_batch
if __name__ == "__main__":
    articles = ["puente.txt", "missing.txt"]
    state = check_batch(articles, at_once=1, runner=sys.argv[1], return_state=True)
    print(state.name, "|", state.message)
"""


@pytest.mark.parametrize("runner", ["dask", "ray"])
def test_a_batch_is_the_same_on_dask_and_on_ray(
    veredicto: Veredicto, article: Path, corpus: Path, runner: str
) -> None:
    script = veredicto.folder / "batch.py"
    script.write_text(CODE, encoding="utf-8")
    settings = {"VEREDICTO_SEARCH": "corpus", "VEREDICTO_CORPUS": corpus.name}

    ended = subprocess.run(
        [sys.executable, script, runner],
        cwd=veredicto.folder,
        env=veredicto.environment | settings | {"RAY_USAGE_STATS_ENABLED": "0"},
        capture_output=True,
        text=True,
        timeout=LONG_SECONDS,
        check=False,
    )

    assert ended.stdout.strip().endswith(
        "ArticlesFailed | 1 of 2 articles failed: missing.txt: missing.txt does not exist: give the"
        " path of an article, a URL, or - for stdin"
    ), ended.stdout + ended.stderr
    rows = veredicto("sql", "SELECT article_title FROM verdicts_current", "--format", "json").json
    assert {row["article_title"] for row in rows} == {"El puente de Almorva cumple un año"}
    assert article.exists()
