"""`veredicto recheck --without`, and the same in the process that the desk starts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from servers.pages import PageServer
from veredicto.desk.recheck_process import RecheckOutcome, start
from veredicto.desk.told import said, written
from veredicto.desk.words import words_in
from veredicto.settings import Settings

if TYPE_CHECKING:
    from command import Finished, Veredicto

PAGE = """<html lang="es"><head><title>Acta corregida</title></head><body><main><article>
<h1>Cuentas del puente de Almorva</h1><p>El puente de Almorva costó 31 millones de euros en 2024,
según el acta corregida que aprobó el pleno de la diputación provincial.</p></article></main></body>
</html>"""


@pytest.fixture
def web() -> Iterator[PageServer]:
    with PageServer() as server:
        yield server


def standing(veredicto: Veredicto) -> dict[str, str]:
    rows = veredicto("sql", "verdicts_current", "--format", "json").json
    return next(row for row in rows if "12 millones" in row["claim"])


def recheck(veredicto: Veredicto, web: PageServer, *arguments: str) -> Finished:
    claim = f"--claim={standing(veredicto)['claim_id']}"
    hosts = {"VEREDICTO_ALLOW_HOSTS": ",".join(web.allowed())}
    return veredicto("recheck", claim, *arguments, **hosts)


def test_a_page_that_was_added_is_left_out_again_and_later_rechecks_know_of_it(
    checked: Veredicto, web: PageServer
) -> None:
    url = web.serve("/acta", PAGE)
    before = standing(checked)["label"]
    assert recheck(checked, web, f"--add={url}").status == 0
    assert standing(checked)["label"] != before
    asked = web.requests["/acta"]

    away = recheck(checked, web, f"--without={url}#cifras", "--asked-by=p-7")

    assert away.status == 0, away.err
    assert f"{url} left out of the evidence" in " ".join(away.out.split())
    now = standing(checked)
    assert now["label"] == before
    assert web.requests["/acta"] == asked
    replayed = checked("replay", now["run_id"], "--json")
    assert (replayed.status, replayed.json["outcome"]) == (0, "identical")
    later = recheck(checked, web, "--corpus=pages", "--json")
    ((claim,),) = (run["claims"] for run in later.json["runs"])
    assert claim["left_out"] == []
    assert url not in {it["url"] for it in claim["why"]}
    assert standing(checked)["label"] == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--without={url}"], "is no evidence of the claim"),
        (["--without=file:///etc/passwd"], "is no address of a page"),
        (["--without={url}", "--add={url}"], "is to be added and left out"),
    ],
)
def test_what_cannot_be_left_out_is_one_line_and_status_2_and_leaves_no_run(
    checked: Veredicto, web: PageServer, arguments: list[str], words: str
) -> None:
    url = web.serve("/acta", PAGE)

    ended = recheck(checked, web, *(it.format(url=url) for it in arguments))

    assert (ended.status, ended.out) == (2, "")
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1
    assert checked("sql", "SELECT count(*) AS n FROM runs", "--format", "json").json == [{"n": 1}]


def test_a_page_is_left_out_of_one_claim(checked: Veredicto) -> None:
    ended = checked("recheck", "--without=https://a.example/")

    assert (ended.status, ended.out) == (2, "")
    assert "or left out of one: name it with --claim ID" in ended.err


def test_the_desk_adds_a_page_and_takes_it_back_in_a_process_of_its_own(
    checked: Veredicto, web: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in checked.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("VEREDICTO_ALLOW_HOSTS", ",".join(web.allowed()))
    path = Path(checked.folder)
    settings = Settings(warehouse=path / "veredicto.duckdb", corpus=path / "pages")
    claim, url = standing(checked)["claim_id"], web.serve("/acta", PAGE)
    assert start(settings, claim, url, asked_by="p-7").outcome is RecheckOutcome.DONE

    away = start(settings, claim, without=url, asked_by="p-7")

    assert (away.outcome, away.after) == (RecheckOutcome.DONE, "supported"), away.told
    told = said(written(away.told), words_in("es"))
    assert told.startswith(f"{url}: queda fuera de las pruebas. ")
    again = start(settings, claim, without=url, asked_by="p-7")
    assert again.outcome is RecheckOutcome.FAILED
    assert "is no evidence of the claim" in said(written(again.told), words_in("en"))
