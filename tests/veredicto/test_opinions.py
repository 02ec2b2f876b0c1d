from __future__ import annotations

import json
import re
import signal
import time
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from servers.chat import ChatServer, an_answer, completion, silent, status
from servers.pages import PageServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.responses import Response

    from command import Veredicto

KEY = "sk-secret-0123456789"
COST = "costó 12 millones de euros"
SECONDS = 120


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    with PageServer() as server:
        yield ChatServer(server)


def reads_well(label: str, stance: str) -> Any:
    """Answers about the bridge's cost with the words of the passage that has them."""

    def way(asked: Any) -> Response:
        user = asked["messages"][1]["content"]
        texts = re.findall(r"<<<\w+ PASAJE \d+\n(.*)\n\w+>>>", user)
        number = next((n for n, text in enumerate(texts, start=1) if COST in text), 0)
        quotes = [{"passage": number, "quote": COST, "stance": stance}]
        return completion(an_answer(label, quotes=quotes, explanation=f"Dice «{COST}»."))

    return way


def files_with(secret: str, *folders: Path) -> list[Path]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if secret.encode() in path.read_bytes()]


def test_a_second_reading_stands_beside_the_verdict_with_its_verified_quote(
    veredicto: Veredicto, chat: ChatServer, article: Path, corpus: Path, root: Path
) -> None:
    chat.way = reads_well("supported", "supports")

    ended = veredicto(
        "check",
        str(article),
        "--corpus",
        str(corpus),
        "--json",
        VEREDICTO_LLM_KEY=KEY,
        **chat.settings,
    )

    assert (ended.status, ended.err) == (0, "")
    jsonschema.validate(
        ended.json,
        json.loads((root / "docs/reference/check.schema.json").read_text(encoding="utf-8")),
    )
    claim = next(c for c in ended.json["claims"] if "12 millones" in c["text"])
    (opinion,) = claim["verdict"]["opinions"]
    assert (opinion["outcome"], opinion["label"], opinion["agrees"]) == (
        "accepted",
        "supported",
        True,
    )
    (quote,) = opinion["quotes"]
    page = next(s for s in ended.json["sources"] if s["snapshot"] == quote["snapshot"])
    assert page["text"][quote["start"] : quote["end"]] == quote["quote"] == COST
    assert COST in claim["verdict"]["evidence"][quote["evidence"] - 1]["passage"]
    run = ended.json["run"]
    assert run["models"]["judge"] == opinion["model"]
    assert run["settings"]["llm_model"] == "tiny:1b"
    assert set(chat.keys) == {f"Bearer {KEY}"}
    recorded = veredicto("sql", "opinions", "--format", "json").json
    assert COST in [words for row in recorded for words in row["quotes"] or ()]
    assert KEY not in ended.out
    assert files_with(KEY, veredicto.folder) == []


def test_a_reading_that_disagrees_is_flagged_and_one_that_failed_is_told(
    veredicto: Veredicto, chat: ChatServer, article: Path, corpus: Path
) -> None:
    plain = veredicto("check", str(article), "--corpus", str(corpus), "--json").json
    judged = [claim for claim in plain["claims"] if claim["verdict"]]
    chat.way = reads_well("refuted", "refutes")
    settings = chat.settings | {"VEREDICTO_LLM_KEY": KEY}

    shown = veredicto("check", str(article), "--corpus", str(corpus), **settings)
    chat.way = lambda _: status(401, f"no such key: {KEY}")
    refused = veredicto("check", str(article), "--corpus", str(corpus), "--json", **settings)

    assert "second reading by tiny:1b" in shown.out
    assert "✗ refuted, DISAGREES" in shown.out
    assert f"«{COST}»" in " ".join(shown.out.replace("│", " ").split())
    assert refused.status == 3
    failures = refused.json["run"]["failures"]
    assert {(f["stage"], f["provider"]) for f in failures} == {("verdicts", "llm")}
    assert all("check VEREDICTO_LLM_KEY" in f["reason"] for f in failures)
    assert {f["claim"] for f in failures} <= {claim["id"] for claim in judged}
    assert [c["verdict"] and c["verdict"]["id"] for c in refused.json["claims"]] == [
        c["verdict"] and c["verdict"]["id"] for c in plain["claims"]
    ]
    assert KEY not in shown.out + shown.err + refused.out + refused.err
    assert files_with(KEY, veredicto.folder) == []


def test_a_judge_without_a_model_is_wrong_usage(veredicto: Veredicto, article: Path) -> None:
    ended = veredicto(
        "check",
        str(article),
        "--corpus",
        ".",
        VEREDICTO_LLM_BASE_URL="http://127.0.0.1:9/v1",
        VEREDICTO_LLM_KEY=KEY,
    )

    assert ended.status == 2
    assert "VEREDICTO_LLM_MODEL" in ended.err
    assert KEY not in ended.err


def test_a_page_that_changed_in_the_store_while_a_run_was_cut_off_gives_no_verdict(
    veredicto: Veredicto, chat: ChatServer, article: Path, corpus: Path, prefect_home: Path
) -> None:
    chat.way = silent
    arguments = ("check", str(article), "--corpus", str(corpus), "--json")
    settings = chat.settings | {"VEREDICTO_LLM_KEY": KEY}
    with veredicto.start(*arguments, **settings) as process:
        deadline = time.monotonic() + SECONDS
        while not chat.asked:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert files_with(KEY, veredicto.folder / "veredicto.files", prefect_home) == []
    chat.way = reads_well("supported", "supports")
    asked = len(chat.asked)
    for record in (veredicto.folder / "veredicto.files" / "snapshots").rglob("*.warc.gz"):
        packed = bytearray(record.read_bytes())
        packed[len(packed) // 2] ^= 0xFF
        record.write_bytes(packed)

    ended = veredicto(*arguments, **settings)

    assert ended.status == 3, ended.err
    claim = next(c for c in ended.json["claims"] if "12 millones" in c["text"])
    assert (claim["status"], claim["verdict"]) == ("retrieval_failed", None)
    assert "página guardada" in claim["reason"]
    failure = next(f for f in ended.json["run"]["failures"] if f["claim"] == claim["id"])
    assert failure["stage"] == "verdicts"
    assert failure["url"].endswith("acta.html")
    assert len(chat.asked) == asked
