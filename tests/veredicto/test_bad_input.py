from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from command import Finished, Veredicto

BINARY = b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\xff\xfe\x00\x10" * 40


def one_clear_line(ended: Finished, *words: str) -> bool:
    lines = ended.err.strip().splitlines()
    assert len(lines) == 1, ended.err
    assert lines[0].startswith("veredicto: ")
    assert all(word in lines[0] for word in words), lines[0]
    return "Traceback" not in ended.err and not ended.out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n\t\n", "empty"),
        (BINARY, "binary"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        ("Это длинная новость о выборах, которую напечатала газета. " * 8, "es"),
    ],
)
def test_a_file_that_is_no_article_is_told(
    veredicto: Veredicto, corpus: Path, content: bytes | str, words: str
) -> None:
    data = content if isinstance(content, bytes) else content.encode()
    (veredicto.folder / "article.txt").write_bytes(data)

    ended = veredicto("check", "article.txt", "--corpus", str(corpus))

    assert ended.status == 2
    assert one_clear_line(ended, words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "missing.txt", "--corpus", "pages"), "missing.txt does not exist"),
        (("check", "pages", "--corpus", "pages"), "pages is a folder"),
        (("check", "puente.txt", "--search", "gopher"), "no search provider 'gopher'"),
        (("check", "puente.txt"), "no search provider is set"),
        (("check", "puente.txt", "--search", "corpus"), "--corpus FOLDER"),
        (("check", "puente.txt", "--search", "searxng"), "VEREDICTO_SEARXNG_URL"),
        (("check", "puente.txt", "--corpus", "nowhere"), "nowhere"),
        (("check", "http://127.0.0.1:9/a", "--corpus", "pages"), "VEREDICTO_ALLOW_HOSTS"),
        (("check", "http://169.254.169.254/latest", "--corpus", "pages"), "169.254.169.254"),
        (("sql", "SELECT 1"), "veredicto.duckdb"),
        (("sql", "SELEC 1", "--warehouse", "w.duckdb"), "w.duckdb"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    veredicto: Veredicto, article: Path, corpus: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert article.is_file()
    assert corpus.is_dir()

    ended = veredicto(*arguments)

    assert ended.status == 2
    assert one_clear_line(ended, words)


def test_a_model_that_is_not_here_is_told_before_anything_is_fetched(
    veredicto: Veredicto, article: Path, corpus: Path
) -> None:
    ended = veredicto(
        "check",
        article.name,
        "--corpus",
        str(corpus),
        VEREDICTO_STANCE_MODEL="someone/some-model",
        HF_HOME=str(veredicto.folder / "hub"),
    )

    assert ended.status == 2
    assert one_clear_line(ended, "veredicto models pull someone/some-model")


def test_a_warehouse_that_is_locked_is_told_and_loses_nothing(checked: Veredicto) -> None:
    arguments = ("check", "puente.txt", "--corpus", "pages")
    code = (
        "import duckdb, time; held = duckdb.connect('veredicto.duckdb'); print(flush=True);"
        "time.sleep(120)"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", code], cwd=checked.folder, stdout=subprocess.PIPE
    )
    with started as holder:
        assert holder.stdout is not None
        holder.stdout.readline()

        ended = checked(*arguments, VEREDICTO_PATIENCE_SECONDS="2")

        holder.kill()
    assert ended.status == 1
    assert one_clear_line(ended, "veredicto.duckdb")
    rows = checked("sql", "SELECT count(*) AS runs FROM runs", "--format", "json").json
    assert rows == [{"runs": 1}]


def test_a_warehouse_of_a_newer_version_is_left_alone(checked: Veredicto) -> None:
    arguments = ("check", "puente.txt", "--corpus", "pages")
    code = (
        "import duckdb; c = duckdb.connect('veredicto.duckdb');"
        "c.execute('UPDATE schema_versions SET version = version + 1000')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=checked.folder, check=True)

    ended = checked(*arguments)

    assert ended.status == 2
    assert one_clear_line(ended, "versions up to")
