from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from printed_json import assert_described

from servers.pages import PageServer

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


def the_claim(veredicto: Veredicto, words: str = "12 millones") -> str:
    rows = veredicto("sql", "verdicts_current", "--format", "json").json
    return str(next(row["claim_id"] for row in rows if words in row["claim"]))


def allowed(web: PageServer) -> dict[str, str]:
    return {"VEREDICTO_ALLOW_HOSTS": ",".join(web.allowed())}


def recheck(veredicto: Veredicto, web: PageServer, *arguments: str) -> Finished:
    return veredicto("recheck", *arguments, **allowed(web))


def test_a_page_is_added_shown_recorded_with_who_asked_and_replayed(
    checked: Veredicto, web: PageServer
) -> None:
    url = web.serve("/acta", PAGE)
    claim = the_claim(checked)

    added = recheck(checked, web, "--claim", claim, f"--add={url}#cifras", "--asked-by", "p-7")

    assert added.status == 0, added.err
    assert "read, and refutes the claim: 1 of its passages counted" in " ".join(added.out.split())
    rows = checked("sql", "verdicts_current", "--format", "json").json
    (now,) = (row for row in rows if row["claim_id"] == claim)
    assert now["label"] in {"refuted", "conflicting_evidence"}
    runs = checked("sql", "SELECT id, settings FROM runs", "--format", "json").json
    (settings,) = (run["settings"] for run in runs if run["id"] == now["run_id"])
    assert settings["asked_by"] == "p-7"
    replayed = checked("replay", now["run_id"], "--json")
    assert (replayed.status, replayed.json["outcome"]) == (0, "identical")
    assert_described("replay", replayed.json)


def test_the_json_says_what_each_added_page_gave(checked: Veredicto, web: PageServer) -> None:
    url, gone = web.serve("/acta", PAGE), web.url("/gone")

    added = recheck(
        checked, web, "--claim", the_claim(checked), f"--add={url}", f"--add={gone}", "--json"
    )

    assert added.status == 3
    ((claim,),) = (run["claims"] for run in added.json["runs"])
    had, failed = claim["added"]
    assert (had["url"], had["outcome"], had["counted"], had["stances"]) == (
        url,
        "retrieved",
        1,
        ["refutes"],
    )
    assert "31 millones" in had["passages"][0]["text"]
    assert (failed["url"], failed["outcome"]) == (gone, "http_error")
    assert_described("recheck", added.json)
    assert "could not be had" in failed["says"]
    assert {"kind": "added", "url": url} in claim["why"]
    assert not claim["stands"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--add=https://a.example/"], "a page is added to one claim"),
        (["--claim={claim}", "--add=file:///etc/passwd"], "is no address of a page"),
        (["--claim={claim}", "--add=--search"], "is no address of a page"),
        (["--claim={claim}", "--asked-by=Ana Núñez"], "and no name"),
    ],
)
def test_what_cannot_be_added_is_one_line_and_status_2_and_leaves_no_run(
    checked: Veredicto, arguments: list[str], words: str
) -> None:
    claim = the_claim(checked)

    ended = checked("recheck", *(it.format(claim=claim) for it in arguments))

    assert (ended.status, ended.out) == (2, "")
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1
    assert checked("sql", "SELECT count(*) AS n FROM runs", "--format", "json").json == [{"n": 1}]


def test_nothing_is_added_to_what_is_not_to_be_checked(
    veredicto: Veredicto, corpus: object
) -> None:
    text = "El puente de Almorva costó 12 millones de euros en 2024. ¿Cuánto costará el próximo?"
    asked = veredicto("check", "-", "--corpus", str(corpus), stdin=text.encode())
    assert asked.status == 0, asked.err
    question = the_claim(veredicto, "costará")

    ended = veredicto("recheck", f"--claim={question}", "--add=https://a.example/")

    assert (ended.status, ended.out) == (2, "")
    assert "is not one to check" in ended.err


def test_claims_whose_retrieval_failed_are_looked_at_again_with_failed(
    veredicto: Veredicto, article: object, corpus: object, web: PageServer
) -> None:
    down = {"VEREDICTO_SEARXNG_URL": web.url("/nothing-here")}
    checked = veredicto("check", str(article), "--search", "searxng", **down)
    assert checked.status == 3
    by_default = veredicto("recheck", "--corpus", str(corpus))
    assert by_default.out.strip() == "unchanged 0, judged again 0, flipped 0"

    again = veredicto("recheck", "--failed", "--corpus", str(corpus), "--json")

    assert again.status == 0, again.err
    claims = [claim for run in again.json["runs"] for claim in run["claims"]]
    assert claims
    assert {claim["before"]["status"] for claim in claims} == {"retrieval_failed"}
    assert {claim["after"]["status"] for claim in claims} == {"judged"}
    assert "supported" in {claim["after"]["label"] for claim in claims}


def test_an_address_that_is_forgotten_goes_from_where_an_editor_named_it(
    checked: Veredicto, web: PageServer
) -> None:
    url = web.serve("/acta", PAGE)
    claim = the_claim(checked)
    recheck(checked, web, "--claim", claim, f"--add={url}")

    forgotten = checked("forget", url, "--reason", "sentencia 12/2026", "--yes")

    assert forgotten.status == 0, forgotten.err
    again = recheck(checked, web, "--claim", claim, f"--add={url}", "--json")
    assert again.json["runs"][0]["claims"][0]["added"][0]["outcome"] == "refused_address"
    found = checked("sql", "SELECT text FROM queries", "--format", "json").json
    assert [row["text"] for row in found if "/acta" in row["text"]] == []
    assert [row["text"] for row in found if row["text"].startswith("removed:")] != []
