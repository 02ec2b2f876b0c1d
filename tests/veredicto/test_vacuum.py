from __future__ import annotations

import signal
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb
import pytest
from recorded_pages import CITED, UNCITED, Record

from veredicto.settings import Settings
from warehouse.compaction import UNFINISHED
from warehouse.query import run_sql

if TYPE_CHECKING:
    from command import Veredicto

OLD = datetime.now(UTC) - timedelta(days=400)
ROWS = 60_000


@pytest.fixture
def veredicto(without_flows: Veredicto) -> Veredicto:
    return without_flows


@pytest.fixture
def record(veredicto: Veredicto) -> Record:
    it = Record.of(Settings(warehouse=veredicto.folder / "veredicto.duckdb"))
    it.run(at=OLD)
    return it


def kept(record: Record) -> set[str]:
    return {record.store.get(one.identifier).url for one in record.store.records()}


def test_an_old_page_goes_unless_a_verdict_cites_it_and_the_record_says_why(
    veredicto: Veredicto, record: Record
) -> None:
    (gone,) = record.store.retrieved_for(UNCITED)

    planned = veredicto("vacuum", "--dry-run", VEREDICTO_KEEP_SNAPSHOTS_DAYS="365").out
    untouched = kept(record)
    ended = veredicto("vacuum", "--json", VEREDICTO_KEEP_SNAPSHOTS_DAYS="365")

    assert UNCITED in planned
    assert untouched == {CITED, UNCITED}
    assert ended.status == 0, ended.err
    assert [it["url"] for it in ended.json["snapshots"]] == [UNCITED]
    assert ended.json["freed_bytes"] >= ended.json["snapshots"][0]["bytes"] > 0
    assert kept(record) == {CITED}
    assert record.store.retrieved_for(UNCITED) == ()
    rows = run_sql(
        record.warehouse.path,
        "SELECT r.kind, r.reason FROM removals AS r JOIN sources AS s ON s.snapshot = r.subject",
    ).rows
    assert rows == (("snapshot", "not used for 400 days, and kept for 365"),)
    shown = veredicto("snapshot", "show", gone)
    assert shown.status == 1
    assert "removed on" in shown.out
    assert "not used for 400 days" in " ".join(shown.out.split())


def test_without_a_setting_every_page_stays_and_cited_ones_go_only_when_told(
    veredicto: Veredicto, record: Record
) -> None:
    assert veredicto("vacuum").status == 0
    untouched = kept(record)
    told = veredicto("vacuum", "--keep-days", "10", "--cited-too")

    assert untouched == {CITED, UNCITED}
    assert told.status == 0, told.err
    assert kept(record) == set()


def test_pages_beyond_the_size_go_oldest_first_and_fresh_ones_stay(
    veredicto: Veredicto, record: Record
) -> None:
    record.run(number=1, uncited="https://ayer.example/nota", at=datetime.now(UTC))

    ended = veredicto("vacuum", "--keep-mb", "0")

    assert ended.status == 0, ended.err
    assert kept(record) == {CITED, "https://ayer.example/nota"}


def test_files_that_nothing_names_go_and_the_page_of_an_article_stays(
    veredicto: Veredicto, record: Record
) -> None:
    for url in ("https://feed.example/rss", "https://periodico.example/0"):
        record.page(url, at=OLD)
    record.page("https://feed.example/now", at=datetime.now(UTC))

    ended = veredicto("vacuum", "--json")

    assert len(ended.json["orphans"]) == 1
    assert kept(record) == {
        CITED,
        UNCITED,
        "https://periodico.example/0",
        "https://feed.example/now",
    }


def test_a_vacuum_killed_while_it_writes_anew_leaves_every_row_and_can_be_run_again(
    veredicto: Veredicto, record: Record
) -> None:
    path = record.warehouse.path
    assert not isinstance(path, str)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "INSERT INTO search_results SELECT 'q' || i, 'p', 'u', md5(i::VARCHAR),"
            " array_to_string([md5((i * 31 + k)::VARCHAR) FOR k IN range(30)], ' '), 1, NULL, now()"
            " FROM range(?) AS t(i)",
            [ROWS],
        )
    unfinished = veredicto.folder / f"veredicto.duckdb{UNFINISHED}"
    killed = 0
    for _ in range(5):
        with veredicto.start("vacuum") as process:
            while process.poll() is None and not unfinished.exists():
                time.sleep(0.001)
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        assert run_sql(path, "SELECT count(*) FROM search_results WHERE provider = 'p'").rows == (
            (ROWS,),
        )

    ended = veredicto("vacuum")

    assert killed
    assert ended.status == 0, ended.err
    assert not unfinished.exists()
    assert run_sql(path, "SELECT count(*) FROM search_results WHERE provider = 'p'").rows == (
        (ROWS,),
    )


def test_a_vacuum_without_a_warehouse_or_with_a_bad_setting_is_a_mistake_in_one_line(
    veredicto: Veredicto,
) -> None:
    for variables in ({}, {"VEREDICTO_KEEP_SNAPSHOTS_DAYS": "-1"}):
        ended = veredicto("vacuum", **variables)
        assert ended.status == 2
        assert ended.err.count("\n") == 1, ended.err
