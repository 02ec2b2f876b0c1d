from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema

from servers.pages import PageServer

if TYPE_CHECKING:
    from pathlib import Path

    from command import Veredicto

PAGE = """<html lang="es"><head><title>El puente de Almorva cumple un año</title>
<meta property="article:published_time" content="2024-06-01T10:00:00+02:00"></head><body>
<nav><a href="/">Portada</a> <a href="/deportes">Deportes</a></nav><article>
<h1>El puente de Almorva cumple un año</h1>
<p>El puente de Almorva costó 12 millones de euros en 2024. Lo recorren cada día los vecinos de las
dos orillas, que antes tenían que dar un rodeo largo por la carretera vieja del valle.</p>
<p>La obra se terminó con retraso, entre otras cosas por las crecidas del río en primavera.</p>
</article><footer>Suscríbete al boletín. Aviso legal y cookies.</footer></body></html>"""
COUNTS = """
    SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM claims) AS claims,
        (SELECT count(*) FROM queries) AS queries, (SELECT count(*) FROM sources) AS sources,
        (SELECT count(*) FROM search_results) AS search_results,
        (SELECT count(*) FROM passages) AS passages, (SELECT count(*) FROM evidence) AS evidence,
        (SELECT count(*) FROM verdicts) AS verdicts, (SELECT count(*) FROM runs) AS runs
"""


def count_rows(veredicto: Veredicto) -> dict[str, int]:
    (row,) = veredicto("sql", COUNTS, "--format", "json").json
    return dict(row)


def test_an_article_is_judged_against_a_folder_of_pages(
    veredicto: Veredicto, article: Path, corpus: Path, root: Path
) -> None:
    ended = veredicto("check", str(article), "--search", "corpus", "--corpus", "pages", "--json")

    assert (ended.status, ended.err) == (0, "")
    jsonschema.validate(
        ended.json,
        json.loads((root / "docs/reference/check.schema.json").read_text(encoding="utf-8")),
    )
    claim = next(c for c in ended.json["claims"] if "12 millones" in c["text"])
    assert claim["verdict"]["label"] == "supported"
    assert corpus.is_dir()


def test_checking_twice_adds_a_run_and_no_other_row(
    veredicto: Veredicto, article: Path, corpus: Path
) -> None:
    arguments = ("check", str(article), "--search", "corpus", "--corpus", str(corpus))
    veredicto(*arguments)
    once = count_rows(veredicto)

    veredicto(*arguments)

    assert count_rows(veredicto) == once | {"runs": once["runs"] + 1}


def test_a_changed_number_is_refuted(veredicto: Veredicto, article: Path, corpus: Path) -> None:
    text = article.read_text(encoding="utf-8").replace("12 millones", "31 millones")

    ended = veredicto("check", "-", "--corpus", str(corpus), "--json", stdin=text.encode())

    claim = next(c for c in ended.json["claims"] if "31 millones" in c["text"])
    assert claim["verdict"]["label"] == "refuted"
    assert claim["verdict"]["comparison"]["agrees"] is False


def test_a_page_on_the_web_is_checked_as_its_file_is(
    veredicto: Veredicto, corpus: Path, tmp_path: Path
) -> None:
    html = PAGE.encode()
    (tmp_path / "story.html").write_bytes(html)
    with PageServer() as server:
        url = server.serve("/story", html)
        ended = veredicto(
            "check",
            url,
            "story.html",
            "--corpus",
            str(corpus),
            "--json",
            VEREDICTO_ALLOW_HOSTS=",".join(server.allowed()),
        )

    assert ended.status == 0, ended.err
    fetched, read = (one["article"] for one in ended.json)
    assert fetched["text"] == read["text"]
    assert "Suscríbete" not in read["text"]
    assert (fetched["url"], read["published_at"]) == (url, "2024-06-01T08:00:00+00:00")
    for one in ended.json:
        claim = next(c for c in one["claims"] if "12 millones" in c["text"])
        assert claim["verdict"]["label"] == "supported"


def test_evidence_published_after_the_cut_off_does_not_count(
    veredicto: Veredicto, article: Path, corpus: Path
) -> None:
    page = corpus / "acta.html"
    dated = '<head><meta property="article:published_time" content="2024-07-01T00:00:00Z">'
    page.write_text(page.read_text(encoding="utf-8").replace("<head>", dated), encoding="utf-8")
    arguments = ("check", str(article), "--corpus", str(corpus), "--json")

    before = veredicto(*arguments, "--published-before", "2024-06-30").json
    after = veredicto(*arguments, "--published-before", "2024-07-02").json

    labels = [
        next(c["verdict"]["label"] for c in result["claims"] if "12 millones" in c["text"])
        for result in (before, after)
    ]
    assert labels == ["not_enough_evidence", "supported"]


def test_several_inputs_are_one_batch_and_one_bad_one_stops_no_other(
    veredicto: Veredicto, article: Path, corpus: Path
) -> None:
    ended = veredicto(
        "check", "missing.txt", str(article), str(article), "--corpus", str(corpus), "--json"
    )

    assert ended.status == 2
    assert "missing.txt does not exist" in ended.err
    assert [one["article"]["title"] for one in ended.json] == [
        "El puente de Almorva cumple un año",
    ] * 2


def test_a_dead_search_is_a_failed_retrieval_and_no_verdict(
    veredicto: Veredicto, article: Path
) -> None:
    ended = veredicto(
        "check",
        str(article),
        "--search",
        "searxng",
        "--json",
        VEREDICTO_SEARXNG_URL="http://127.0.0.1:9",
    )

    assert ended.status == 3
    checked = [claim for claim in ended.json["claims"] if claim["queries"]]
    assert checked
    assert {claim["status"] for claim in checked} == {"retrieval_failed"}
    assert {f["provider"] for f in ended.json["run"]["failures"]} == {"searxng"}


def test_the_terminal_shows_claims_passages_and_what_was_left_out(
    veredicto: Veredicto, article: Path, corpus: Path
) -> None:
    article.write_text(
        article.read_text(encoding="utf-8") + "¿Bastará con un puente para toda la comarca?\n",
        encoding="utf-8",
    )

    shown = veredicto("check", str(article), "--corpus", str(corpus)).out

    for words in ("supported", "12 millones de euros", "acta", "not checked", "¿Bastará"):
        assert words in shown


def test_the_claims_most_worth_checking_are_checked_and_the_others_listed(
    veredicto: Veredicto, article: Path, corpus: Path
) -> None:
    arguments = ("check", str(article), "--search", "corpus", "--corpus", str(corpus))
    every = veredicto(*arguments, "--json").json
    searched = [c for c in every["claims"] if c["queries"]]
    assert len(searched) > 1

    found = veredicto(*arguments, "--max-claims", "1", "--json").json
    shown = veredicto(*arguments, "--min-worth", "1").out

    worths = {c["id"]: c["check_worthiness"] for c in searched}
    chosen = [c for c in found["claims"] if c["queries"]]
    left_out = [c for c in found["claims"] if c["id"] in worths and c not in chosen]
    assert [c["check_worthiness"] for c in chosen] == [max(worths.values())]
    assert {c["status"] for c in left_out} == {"not_checked"}
    assert all(f"{c['check_worthiness']:.2f}".replace(".", ",") in c["reason"] for c in left_out)
    assert all(f"{worth:.2f}" in shown for worth in worths.values())
    kept = veredicto("sql", "SELECT id, check_worthiness FROM claims", "--format", "json").json
    assert worths.items() <= {row["id"]: row["check_worthiness"] for row in kept}.items()
