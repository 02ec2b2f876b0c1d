from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prepared_warehouses import prepared
from recorded_reports import NOON, make_report, make_review, verdict_of
from typer.testing import CliRunner

from checkers.errors import BadInput, VeredictoError
from checkers.labels import Decision, VerdictLabel
from checkers.nouns import Report
from command import Veredicto
from veredicto.cli.main import app
from warehouse.writer import Warehouse

pytestmark = pytest.mark.usefixtures("warehouse")
NEWSROOM = ("--newsroom", "Contraste", "--base-url", "https://contraste.example/checks")


@pytest.fixture
def first() -> Report:
    return make_report()


@pytest.fixture
def second() -> Report:
    return make_report(
        run="other", number=1, at=NOON + timedelta(days=1), label=VerdictLabel.REFUTED
    )


@pytest.fixture
def warehouse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: Report, second: Report
) -> Warehouse:
    """Two articles, the verdict on the first confirmed by an editor."""
    it = prepared(tmp_path / "w" / "veredicto.duckdb")
    for report in (first, second):
        it.record(report)
    it.record_review(make_review(verdict_of(first).id, Decision.CONFIRM))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VEREDICTO_WAREHOUSE", str(it.path))
    return it


def export(*arguments: str) -> str:
    """What the command printed; its error where it refused."""
    result = CliRunner().invoke(app, ["export", *arguments])
    if isinstance(result.exception, VeredictoError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def claims_of(document: Any) -> list[str]:
    return [node["identifier"]["value"] for node in document["@graph"]]


def test_only_approved_verdicts_are_claim_reviews_unless_asked_for(
    first: Report, second: Report
) -> None:
    approved = json.loads(export("claimreview", *NEWSROOM))
    assert claims_of(approved) == [verdict_of(first).id]
    every = json.loads(export("claimreview", *NEWSROOM, "--unreviewed"))
    assert set(claims_of(every)) == {verdict_of(first).id, verdict_of(second).id}
    assert [node["creativeWorkStatus"] for node in every["@graph"]].count("Draft") == 1
    bare = json.loads(export("claimreview", *NEWSROOM, "--no-label"))
    assert "reviewRating" not in bare["@graph"][0]


def test_the_newsroom_and_its_scale_are_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, root: Path
) -> None:
    shipped = root / "warehouse" / "export" / "ratings.toml"
    own = tmp_path / "own.toml"
    own.write_text(shipped.read_text("utf-8").replace('"Verdadero"', '"Cierto"'), "utf-8")
    monkeypatch.setenv("VEREDICTO_NEWSROOM", "La Redacción")
    monkeypatch.setenv("VEREDICTO_NEWSROOM_URL", "https://redaccion.example")
    monkeypatch.setenv("VEREDICTO_RATINGS", str(own))
    (review,) = json.loads(export("claimreview"))["@graph"]
    assert review["author"]["name"] == "La Redacción"
    assert review["reviewRating"]["alternateName"] == "Cierto"


def test_the_pages_in_a_folder_are_where_claim_reviews_say(first: Report, second: Report) -> None:
    printed = export("html", "-o", "site/").split()
    assert sorted(printed) == sorted(f"site/{one.article.id}.html" for one in (first, second))
    for path in export("claimreview", *NEWSROOM, "--unreviewed", "-o", "site").split():
        review = json.loads(Path(path).read_text("utf-8"))
        assert review["@context"] == "https://schema.org"
        page, _, anchor = (
            review["url"].removeprefix("https://contraste.example/checks/").partition("#")
        )
        assert f'id="{anchor}"' in (Path("site") / page).read_text("utf-8")
    assert len(export("html", "-o", "site").split()) == 2


def test_a_page_goes_to_the_screen_or_a_file(second: Report) -> None:
    article = second.article.id[:10]
    page = export("html", article)
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")
    export("html", second.article.url or "", "-o", "page.html")
    export("html", "--label", "refuted", "-o", "page.html")
    assert Path("page.html").read_text("utf-8") == page


def test_a_page_is_of_the_newest_run_unless_one_is_named(
    warehouse: Warehouse, first: Report
) -> None:
    later = make_report(run="later", at=NOON + timedelta(days=1))
    warehouse.record(later)
    assert "<code>later</code>" in export("html", first.article.id)
    assert "<code>run-1</code>" in export("html", "--run", "run-1")
    assert "<code>later</code>" in export("html", "--run", "run-1", "--run", "later")


def test_annotations_are_one_document_or_one_an_article(first: Report, second: Report) -> None:
    whole = json.loads(export("annotation"))
    assert len(whole["items"]) == 4
    assert len(json.loads(export("annotation", "--claim", first.claims[0].id))["items"]) == 2
    paths = export("annotation", "-o", "notes/").split()
    assert sorted(paths) == sorted(f"notes/{one.article.id}.json" for one in (first, second))
    assert [len(json.loads(Path(path).read_text())["items"]) for path in paths] == [2, 2]
    assert export("annotation", "-o", "notes/").split() == paths


def test_a_date_without_a_zone_is_of_this_place(second: Report) -> None:
    for since in ("2026-03-02T00:00:00+0000", "2026-03-02"):
        items = json.loads(export("annotation", "--since", since))["items"]
        assert items[0]["id"] == f"urn:veredicto:verdict:{verdict_of(second).id}"


def test_tables_and_named_queries_go_into_a_folder() -> None:
    assert "csv/articles.csv\t2 rows" in export("csv", "-o", "csv").splitlines()
    assert export("parquet", "runs", "-o", "q") == "q/runs.parquet\t2 rows\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["claimreview"], "who publishes"),
        (["claimreview", *NEWSROOM, "--label", "refuted"], "nothing is approved"),
        (["claimreview", *NEWSROOM, "--since", "2030-01-01"], "no claim is what was asked for"),
        (["html"], "2 articles are meant"),
        (["html", "https://nada.example/"], "there is no article"),
        (["html", "-o", "w/veredicto.duckdb/x", "--label", "refuted"], "cannot be written"),
        (["html", "--label", "refuted", "-o", "w/veredicto.duckdb"], "no earlier export"),
        (["annotation", "--run", "none"], "there is no run"),
        (["csv", "nada", "-o", "x"], "there is no query 'nada': veredicto sql --list has them"),
        (["csv", "histori", "-o", "x"], "'histori': is it 'history' that is meant"),
        (["annotation", "--warehouse", "none.duckdb"], "there is no warehouse"),
    ],
)
def test_what_cannot_be_exported_is_bad_input(
    warehouse: Warehouse, arguments: list[str], message: str
) -> None:
    before = warehouse.path.read_bytes()
    with pytest.raises(BadInput, match=message):
        export(*arguments)
    assert warehouse.path.read_bytes() == before


def test_where_no_verdict_was_given_there_is_nothing_to_publish(first: Report) -> None:
    failed = first.claims[1].id
    with pytest.raises(BadInput, match="nothing to publish"):
        export("claimreview", *NEWSROOM, "--unreviewed", "--claim", failed)
    with pytest.raises(BadInput, match="nothing to annotate"):
        export("annotation", "--claim", failed)


def test_the_command_ends_with_status_2_and_one_line(
    warehouse: Warehouse, without_flows: Veredicto
) -> None:
    refused = without_flows("export", "html", "--warehouse", str(warehouse.path))
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == (
        "veredicto: 2 articles are meant, and a page holds one: name an article, or a folder for"
        " all of them: --out FOLDER/\n"
    )
