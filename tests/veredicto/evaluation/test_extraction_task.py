from __future__ import annotations

import gzip
import json
from pathlib import Path

import jsonschema
import pytest

from checkers.errors import UnreadableInput
from veredicto.cli.main import main
from veredicto.evaluation.extraction import ExtractionScorer, Overlap, measure_overlaps
from veredicto.evaluation.page_rows import PageRow, read_pages

BODY = (
    "El puerto de Gijón movió 120 toneladas de carbón durante el año pasado, según la memoria "
    "anual que la autoridad portuaria presentó ayer ante su consejo de administración en pleno.\n"
    "El tráfico de contenedores bajó un 3,5 % por la huelga que duró todo el verano."
)


def folder_of(path: Path, names: tuple[str, ...] = ("una", "dos")) -> Path:
    paragraphs = "".join(f"<p>{line}</p>" for line in BODY.split("\n"))
    page = (
        f"<html><body><nav>Portada Deportes Economía Cultura</nav>"
        f"<article>{paragraphs}</article></body></html>"
    )
    (path / "html").mkdir()
    for name in names:
        (path / "html" / f"{name}.html.gz").write_bytes(gzip.compress(page.encode()))
    marked = {name: {"articleBody": BODY, "url": "https://x.example/a"} for name in (*names, "no")}
    (path / "ground-truth.json").write_text(json.dumps(marked), encoding="utf-8")
    return path


def test_shingles_are_counted_as_often_as_they_occur() -> None:
    assert Overlap.of("a b c d e", "a b c d") == Overlap(both=1, extra=1, missing=0)
    assert Overlap.of("a b c d a b c d", "a b c d") == Overlap(both=1, extra=4, missing=0)
    assert Overlap.of("", "a b") == Overlap(both=0, extra=0, missing=1)


def test_a_page_of_which_nothing_was_extracted_lowers_recall_only() -> None:
    overlaps = [Overlap(both=3, extra=1, missing=0), Overlap(both=0, extra=0, missing=5)]
    f1, precision, recall = (metric.value for metric in measure_overlaps(overlaps))
    assert (precision, recall) == (0.75, 0.5)
    assert f1 == pytest.approx(0.6)


def test_pages_are_read_as_a_check_reads_them(tmp_path: Path) -> None:
    file = read_pages(folder_of(tmp_path), PageRow)
    scored = ExtractionScorer().score(file.rows, None, lambda _done, _total: None)
    assert scored.n == 2
    assert {m.name: m.value for m in scored.whole.metrics}["f1"] == pytest.approx(1)
    all_text = {m.name: m.value for m in scored.whole.baselines[0].metrics}
    assert all_text["recall"] == 1
    assert all_text["precision"] < 1
    assert [(one.place, "HTML" in one.reason) for one in file.unreadable] == [("no", True)]


def test_the_command_prints_what_the_schema_describes(
    tmp_path: Path,
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = str(folder_of(tmp_path) / "ground-truth.json")
    monkeypatch.setattr("sys.argv", ["veredicto", "eval", "extraction", given, "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    shown = capsys.readouterr()
    printed = json.loads(shown.out)
    schema = json.loads((root / "docs/reference/eval.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(printed, schema)
    assert (printed[0]["task"], printed[0]["n"], printed[0]["skipped"]) == ("extraction", 2, 1)
    assert "no is skipped" in shown.err


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "does not exist"), ("[]", "no object of pages"), ('{"a": {"url": 3}}', "no page to")],
)
def test_a_folder_that_is_no_benchmark_is_told(
    tmp_path: Path, content: str | None, says: str
) -> None:
    if content is not None:
        (tmp_path / "ground-truth.json").write_text(content)
    with pytest.raises(UnreadableInput, match=says):
        read_pages(tmp_path, PageRow)
