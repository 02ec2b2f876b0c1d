from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from recorded_pages import CITED, SENTENCE, UNCITED, Record
from starlette.responses import Response

from checkers.labels import Outcome
from checkers.search.page_index import PageIndex, SeenPage
from command import COMMAND
from servers.pages import PageServer
from veredicto.settings import Settings
from warehouse.compaction import UNFINISHED
from warehouse.query import run_sql

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from command import Veredicto

ARTICLE = "https://periodico.example/0"


@pytest.fixture
def veredicto(without_flows: Veredicto) -> Veredicto:
    return without_flows


@pytest.fixture
def settings(veredicto: Veredicto) -> Settings:
    return Settings(warehouse=veredicto.folder / "veredicto.duckdb")


@pytest.fixture
def record(settings: Settings) -> Record:
    it = Record.of(settings)
    it.run()
    for name in ("archive", "feeds"):
        PageIndex(settings.files / "indexes" / f"{name}.sqlite").add(
            [
                SeenPage(CITED, "Cuentas", SENTENCE, "es", None, datetime.now(UTC)),
                SeenPage("https://z.example/", "Otra", "x" * 400, "es", None, datetime.now(UTC)),
            ]
        )
    return it


def traces_on_disk(folder: Path, *phrases: str) -> list[str]:
    """The files under the folder, unpacked where they are WARC, in which a phrase stands."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            data += gzip.decompress(data) if path.name.endswith(".warc.gz") else b""
            found += [f"{path.name}: {one}" for one in phrases if one.encode() in data]
    return found


def removals(record: Record) -> tuple[tuple[object, ...], ...]:
    return run_sql(record.warehouse.path, "SELECT kind, reason FROM removals ORDER BY 1, 2").rows


def test_a_dry_run_says_how_much_and_in_which_spellings_and_changes_nothing(
    veredicto: Veredicto, record: Record
) -> None:
    person = veredicto("forget", "ana nunez", "--dry-run")
    page = veredicto("forget", CITED, ARTICLE, "--dry-run", "--json").json

    assert person.status == 0, person.err
    assert "'Ana Núñez'" in person.out
    assert "1 in articles" in person.out
    assert [one["kind"] for one in page["subjects"]] == ["address", "address"]
    assert page["subjects"][0]["stored_pages"] == 1
    assert page["subjects"][1]["rows"]["claims"] == 3
    assert page["removed"] is False
    assert removals(record) == ()
    assert traces_on_disk(veredicto.folder, SENTENCE)


def test_a_page_is_gone_from_every_file_after_a_yes_at_the_prompt(
    veredicto: Veredicto, record: Record
) -> None:
    refused = veredicto("forget", CITED, stdin=b"n\n")
    untouched = removals(record)
    silent = veredicto("forget", CITED, stdin=b"")

    done = veredicto("forget", CITED, "--reason", "sentencia 12/2026", stdin=b"y\n")

    assert (refused.status, silent.status, untouched) == (1, 1, ())
    assert done.status == 0, done.err
    assert traces_on_disk(veredicto.folder, SENTENCE, CITED) == []
    assert {kind for kind, _ in removals(record)} == {"address", "snapshot"}
    assert {reason for _, reason in removals(record)} == {"sentencia 12/2026"}
    (line,) = (veredicto.folder / "veredicto.files" / "removals.jsonl").read_text().splitlines()
    assert json.loads(line)["reason"] == "sentencia 12/2026"


def test_the_prompt_is_answered_at_a_terminal(veredicto: Veredicto, record: Record) -> None:
    assert removals(record) == ()
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [COMMAND, "forget", UNCITED],
        cwd=veredicto.folder,
        env=veredicto.environment,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        os.write(ours, b"y\n")
        out, err = process.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)

    assert process.returncode == 0, err
    assert b"for good?" in out + err
    assert traces_on_disk(veredicto.folder, UNCITED) == []


def test_a_person_is_masked_in_every_file(veredicto: Veredicto, record: Record) -> None:
    assert veredicto("refresh").status == 0
    published = veredicto.folder / "veredicto.published.duckdb"
    before = run_sql(published, "SELECT justification FROM verdicts").rows[0][0]

    done = veredicto("forget", "Ana Núñez", "--yes", "--json")

    assert "Ana Núñez" in str(before)
    assert done.status == 0, done.err
    assert done.json["removed"] is True
    assert traces_on_disk(veredicto.folder, "Ana Núñez", "Núñez", "nuñez") == []
    for place in (record.warehouse.path, published):
        justification = run_sql(place, "SELECT justification FROM verdicts").rows[0][0]
        assert "según ▒▒▒▒▒▒▒▒▒, su directora" in str(justification)
    with closing(sqlite3.connect(veredicto.folder / "veredicto.files/indexes/feeds.sqlite")) as db:
        assert db.execute("SELECT url FROM pages").fetchall() == [("https://z.example/",)]


def test_a_forget_killed_at_any_moment_is_finished_by_the_next(
    veredicto: Veredicto, record: Record
) -> None:
    unfinished = veredicto.folder / f"veredicto.duckdb{UNFINISHED}"
    (cited,) = record.store.retrieved_for(CITED)
    killed = 0
    moments = (
        lambda: record.store.record(cited) is None,
        unfinished.exists,
        (veredicto.folder / "veredicto.files" / "removals.jsonl").exists,
    )
    for moment in moments:
        with veredicto.start("forget", CITED, "--yes") as process:
            while process.poll() is None and not moment():
                time.sleep(0.001)
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        rows = run_sql(
            record.warehouse.path,
            "SELECT count(*) FROM removals WHERE kind = 'address'",
        ).rows
        left = run_sql(
            record.warehouse.path,
            "SELECT count(*) FROM sources WHERE contains(text, 'La compañía')",
        ).rows
        assert (rows == ((0,),)) is (left == ((1,),))

    done = veredicto("forget", CITED, "--yes")

    assert killed
    assert done.status == 0, done.err
    assert not unfinished.exists()
    assert traces_on_disk(veredicto.folder, SENTENCE, CITED) == []


def test_a_forgotten_address_is_not_fetched_again_nor_what_leads_to_it(
    veredicto: Veredicto, settings: Settings, record: Record
) -> None:
    from veredicto.wire import build_fetcher

    assert record.store
    with PageServer() as server:

        async def lead(_: Request) -> Response:
            return Response(status_code=302, headers={"location": server.url("/gone")})

        server.route("/gone", lead)
        server.route("/lead", lead)
        gone = server.url("/gone")
        assert veredicto("forget", gone, "--yes").status == 0
        allowed = settings.model_copy(update={"allow_hosts": tuple(server.allowed())})

        sources = build_fetcher(allowed, record.store).fetch_all([gone], since=datetime.now(UTC))

    assert server.requests["/gone"] == 0
    assert [source.outcome for source in sources] == [Outcome.REFUSED_ADDRESS]
    assert "removed on request" in sources[0].detail
    assert record.store.retrieved_for(gone) == ()


def test_what_cannot_be_meant_is_a_mistake_in_one_line(
    veredicto: Veredicto, record: Record
) -> None:
    assert record.store
    for given in ("Ana", "periodico.example/0", "https://", "", "¿?"):
        ended = veredicto("forget", given, "--yes")
        assert ended.status == 2, given
        assert ended.err.count("\n") == 1, ended.err
    assert veredicto("forget", CITED, "--warehouse", "none.duckdb").status == 2
