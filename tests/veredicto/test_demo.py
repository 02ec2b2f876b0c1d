from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from command import Finished, Veredicto


@pytest.fixture(scope="session")
def result(demo: tuple[Veredicto, Finished]) -> Any:
    return demo[1].json


def judged(result: Any) -> Iterator[tuple[Any, Any]]:
    for claim in result["claims"]:
        if claim["verdict"] is not None:
            yield claim, claim["verdict"]


def test_the_demo_ends_with_the_status_of_failed_retrievals(
    demo: tuple[Veredicto, Finished],
) -> None:
    assert demo[1].status == 3
    assert "Traceback" not in demo[1].err


def test_the_json_is_that_of_the_contract(result: Any, root: Path) -> None:
    schema = json.loads((root / "docs/reference/check.schema.json").read_text(encoding="utf-8"))

    jsonschema.validate(
        result, schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def test_all_four_verdicts_are_given(result: Any) -> None:
    assert {verdict["label"] for _, verdict in judged(result)} == {
        "supported",
        "refuted",
        "conflicting_evidence",
        "not_enough_evidence",
    }


def test_a_hedge_and_an_opinion_are_left_out_and_an_attribution_is_checked(result: Any) -> None:
    status = {(claim["kind"], claim["status"]) for claim in result["claims"]}

    assert {
        ("hedged", "not_checked"),
        ("opinion", "not_checked"),
        ("question", "not_checked"),
        ("attributed", "judged"),
    } <= status


def test_claims_are_verbatim_in_the_article(result: Any) -> None:
    text = result["article"]["text"]

    assert result["claims"]
    for claim in result["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["text"]


def test_passages_are_verbatim_in_their_snapshots(result: Any) -> None:
    texts = {source["snapshot"]: source["text"] for source in result["sources"]}

    pieces = [piece for _, verdict in judged(result) for piece in verdict["evidence"]]
    assert pieces
    for piece in pieces:
        assert texts[piece["snapshot"]][piece["start"] : piece["end"]] == piece["passage"]


def test_a_verdict_stands_exactly_where_a_claim_is_judged(result: Any) -> None:
    for claim in result["claims"]:
        assert (claim["verdict"] is not None) == (claim["status"] == "judged")
        assert (claim["reason"] is None) == (claim["status"] == "judged")


def test_every_deciding_verdict_cites_a_passage_that_counts(result: Any) -> None:
    for _, verdict in judged(result):
        counted = [piece for piece in verdict["evidence"] if piece["weight"] > 0]
        assert counted or verdict["label"] == "not_enough_evidence"
        assert all((p["weight"] == 0) == (p["excluded"] is not None) for p in verdict["evidence"])


def test_the_page_that_fails_is_told(result: Any) -> None:
    failures = result["run"]["failures"]

    assert [(f["stage"], "503" in f["reason"]) for f in failures] == [("fetch", True)]


def test_a_copied_agency_text_is_one_voice(result: Any) -> None:
    reasons = [
        piece["excluded"] or "" for _, verdict in judged(result) for piece in verdict["evidence"]
    ]

    assert any("misma voz" in reason for reason in reasons)


def test_changing_a_number_in_the_article_changes_the_verdict(
    demo: tuple[Veredicto, Finished], result: Any, tmp_path: Path
) -> None:
    right = [(c, v) for c, v in judged(result) if v["label"] == "supported" and v["comparison"]]
    claim, _ = right[0]
    figure = next(q["text"] for q in claim["quantities"])
    digits = next(word for word in figure.split() if word[0].isdigit())
    changed = claim["text"].replace(digits, digits.replace(digits[0], "9", 1) + "9", 1)
    path = tmp_path / "changed.txt"
    title, *paragraphs = result["article"]["text"].splitlines()
    around = next(it for it in paragraphs if claim["text"] in it)
    path.write_text(f"{title}\n\n{around.replace(claim['text'], changed)}", encoding="utf-8")

    again = demo[0]("demo", "--json", "--article", str(path)).json

    labels = {c["text"]: v["label"] for c, v in judged(again)}
    assert labels[changed] == "refuted"


def test_what_was_found_is_in_the_warehouse(demo: tuple[Veredicto, Finished], result: Any) -> None:
    shown = demo[0](
        "sql",
        "SELECT count(*) AS claims FROM verdicts_current WHERE status = 'judged'",
        "--warehouse",
        ".veredicto/demo.duckdb",
        "--format",
        "json",
    )

    assert shown.status == 0
    assert shown.json[0]["claims"] >= len(list(judged(result)))
