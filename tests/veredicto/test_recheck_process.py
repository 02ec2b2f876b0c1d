from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from checkers.errors import BadInput
from servers.pages import PageServer
from veredicto.desk.recheck_process import Finished, RecheckOutcome, read_report, start
from veredicto.desk.told import Told, said, written
from veredicto.desk.words import words_in
from veredicto.settings import Settings

if TYPE_CHECKING:
    from command import Veredicto

PAGE = """<html lang="es"><head><title>Acta corregida</title></head><body><main><article>
<h1>Cuentas del puente de Almorva</h1><p>El puente de Almorva costó 31 millones de euros en 2024,
según el acta corregida que aprobó el pleno de la diputación provincial.</p></article></main></body>
</html>"""


@pytest.fixture
def web() -> Iterator[PageServer]:
    with PageServer() as server:
        yield server


@pytest.fixture
def settings(checked: Veredicto, web: PageServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a desk over a checked article, that may fetch from the server of the test."""
    for name, value in checked.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("VEREDICTO_ALLOW_HOSTS", ",".join(web.allowed()))
    return Settings(warehouse=checked.folder / "veredicto.duckdb", corpus=checked.folder / "pages")


def detail_of(ended: Finished, language: str = "en") -> str:
    """How it ended, in words as a page says them."""
    return said(written(ended.told), words_in(language))


def the_claim(checked: Veredicto) -> str:
    rows = checked("sql", "verdicts_current", "--format", "json").json
    return str(next(row["claim_id"] for row in rows if "12 millones" in row["claim"]))


def test_own_evidence_is_judged_in_a_process_of_its_own_and_told_in_words(
    settings: Settings, checked: Veredicto, web: PageServer
) -> None:
    claim, url = the_claim(checked), web.serve("/acta", PAGE)

    done = start(settings, claim, url, asked_by="p-7")

    assert done.outcome is RecheckOutcome.DONE, done.told
    assert done.before == "supported"
    assert done.after != "supported"
    assert f"{url}: refutes the claim" in detail_of(done)
    assert f"{url}: desmiente la afirmación" in detail_of(done, "es")
    runs = checked("sql", "SELECT id, settings FROM runs", "--format", "json").json
    assert {run["id"]: run["settings"] for run in runs}[done.run_id]["asked_by"] == "p-7"


def test_a_page_that_cannot_be_had_leaves_the_verdict_and_says_why(
    settings: Settings, checked: Veredicto, web: PageServer
) -> None:
    ended = start(settings, the_claim(checked), web.url("/gone"), asked_by="p-7")

    assert ended.outcome is RecheckOutcome.FAILED
    assert "could not be had (the server answered with an error: " in detail_of(ended)
    assert detail_of(ended).endswith("The verdict stands.")
    assert ended.run_id is not None


def test_a_claim_that_is_not_there_is_told_in_the_words_of_the_command(settings: Settings) -> None:
    ended = start(settings, "--search", asked_by="p-7")

    why = "there is no claim '--search': veredicto sql verdicts_current lists those there are."
    assert ended == Finished(RecheckOutcome.FAILED, (Told(why),))


def test_what_takes_too_long_is_ended_with_its_children(
    settings: Settings, checked: Veredicto
) -> None:
    before = set(psutil.Process().children(recursive=True))

    ended = start(settings, the_claim(checked), asked_by="p-7", seconds=0.5)

    assert ended.outcome is RecheckOutcome.TIMEOUT
    assert detail_of(ended).endswith("was ended. The verdict stands.")
    assert set(psutil.Process().children(recursive=True)) <= before


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "--corpus=/", "javascript:alert(1)", "http://"]
)
def test_what_is_no_page_on_the_web_starts_no_process(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no address of a page"):
        start(Settings(warehouse=tmp_path / "none.duckdb"), "c", url, asked_by="p-7")


def a_report(
    *, stands: bool, after: str | None, failures: list[dict[str, str | None]], **claim: Any
) -> str:
    of = {
        "stands": stands,
        "added": [],
        "left_out": [],
        "before": {"label": "supported", "reason": None},
        "after": {"label": after, "reason": None if after else "No search answered."},
    }
    return json.dumps({"runs": [{"id": "run-2", "failures": failures, "claims": [of | claim]}]})


NO_SEARCH = {"stage": "search", "url": None, "provider": "searxng", "reason": "it answered 503"}
NO_PAGE = {"stage": "fetch", "url": "https://a.example", "provider": None, "reason": "timeout"}


@pytest.mark.parametrize(
    ("report", "outcome", "detail"),
    [
        (
            a_report(stands=True, after="supported", failures=[]),
            RecheckOutcome.NOTHING_NEW,
            "The verdict stands.",
        ),
        (
            a_report(stands=True, after="supported", failures=[NO_PAGE]),
            RecheckOutcome.NOTHING_NEW,
            "The verdict stands. https://a.example could not be asked (timeout).",
        ),
        (
            a_report(stands=True, after="supported", failures=[NO_SEARCH]),
            RecheckOutcome.FAILED,
            "The verdict stands. searxng could not be asked (it answered 503).",
        ),
        (
            a_report(stands=False, after=None, failures=[NO_SEARCH]),
            RecheckOutcome.FAILED,
            "No search answered. searxng could not be asked (it answered 503).",
        ),
        (
            a_report(stands=False, after="supported", failures=[]),
            RecheckOutcome.DONE,
            "Supported, as before.",
        ),
        (
            a_report(
                stands=False,
                after="refuted",
                failures=[],
                before={"label": None, "reason": "No search answered."},
            ),
            RecheckOutcome.DONE,
            "No verdict before, now: Refuted.",
        ),
        (
            a_report(
                stands=False,
                after=None,
                failures=[NO_PAGE],
                before={"label": None, "reason": "No search answered."},
                added=[{"url": "https://a.example", "outcome": "no_text", "detail": ""}],
            ),
            RecheckOutcome.FAILED,
            "https://a.example: could not be had (no text found). There is no verdict, as before.",
        ),
    ],
)
def test_what_a_report_comes_to_is_told_in_words(
    report: str, outcome: RecheckOutcome, detail: str
) -> None:
    ended = read_report(3, report, "")

    assert (ended.outcome, detail_of(ended), ended.run_id) == (outcome, detail, "run-2")


def test_a_claim_that_another_recheck_has_just_looked_at_is_nothing_new() -> None:
    ended = read_report(0, json.dumps({"runs": []}), "")

    assert ended.outcome is RecheckOutcome.NOTHING_NEW
    assert detail_of(ended) == "Another re-check has just looked at this claim."


@pytest.mark.parametrize(
    ("status", "out", "detail"),
    [
        (0, "no JSON", "The re-check ended without a readable answer."),
        (-9, "", "It ended with status -9."),
    ],
)
def test_a_process_that_ends_without_a_report_has_failed(
    status: int, out: str, detail: str
) -> None:
    ended = read_report(status, out, "")

    assert (ended.outcome, detail_of(ended)) == (RecheckOutcome.FAILED, detail)
