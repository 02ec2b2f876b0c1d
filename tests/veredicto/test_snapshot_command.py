from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
from recorded_pages import CITED, SENTENCE, UNCITED, Record
from warcio.archiveiterator import ArchiveIterator

from veredicto.settings import Settings

if TYPE_CHECKING:
    from command import Veredicto


@pytest.fixture
def veredicto(without_flows: Veredicto) -> Veredicto:
    return without_flows


@pytest.fixture
def record(veredicto: Veredicto) -> Record:
    it = Record.of(Settings(warehouse=veredicto.folder / "veredicto.duckdb"))
    it.run()
    return it


def listed(veredicto: Veredicto, *more: str) -> Any:
    return veredicto("snapshot", "list", "--json", *more).json


def test_a_stored_page_shows_its_times_headers_hash_and_text(
    veredicto: Veredicto, record: Record
) -> None:
    assert record.store.record("none") is None
    cited = next(page for page in listed(veredicto) if page["cited"])

    page = veredicto("snapshot", "show", cited["source"][:10], "--json").json
    shown = veredicto("snapshot", "show", CITED)

    assert page["intact"] is True
    assert page["url"] == page["final_url"] == CITED
    assert page["retrieved_at"] == "2026-03-01T12:00:00+00:00"
    assert ["etag", '"1"'] in page["headers"]
    assert page["extractor"].startswith("trafilatura")
    assert SENTENCE in page["text"]
    assert shown.status == 0
    assert "intact: SHA-256" in shown.out
    assert 'etag: "1"' in shown.out
    assert veredicto("snapshot", "show", cited["snapshot"], "--text").out.strip() == page["text"]


def test_the_page_and_its_record_are_written_as_they_are_kept(
    veredicto: Veredicto, record: Record
) -> None:
    (identifier,) = record.store.retrieved_for(CITED)
    html, warc = veredicto.folder / "page.html", veredicto.folder / "page.warc.gz"

    ended = veredicto("snapshot", "show", CITED, "--html", str(html), "--warc", str(warc))
    again = veredicto("snapshot", "show", CITED, "--html", str(html))

    assert ended.status == 0, ended.err
    assert html.read_bytes() == record.store.get(identifier).body
    with warc.open("rb") as file:
        assert next(iter(ArchiveIterator(file))).content_stream().read() == html.read_bytes()
    assert again.status == 2
    assert "is there already" in again.err


def test_an_altered_record_is_told_and_ends_with_status_1(
    veredicto: Veredicto, record: Record
) -> None:
    (identifier,) = record.store.retrieved_for(CITED)
    (path,) = veredicto.folder.rglob(f"{identifier}.warc.gz")
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"4.100", b"9.100")))

    ended = veredicto("snapshot", "show", CITED)

    assert ended.status == 1
    assert "was altered" in " ".join(ended.out.split())
    assert "Traceback" not in ended.err


def test_a_page_or_a_warehouse_that_is_not_there_is_a_mistake_in_one_line(
    veredicto: Veredicto, record: Record
) -> None:
    assert list(record.store.records())

    for arguments in (
        ("snapshot", "show", "https://nowhere.example/x"),
        ("snapshot", "show", ""),
        ("snapshot", "list", "--warehouse", "none.duckdb"),
    ):
        ended = veredicto(*arguments)
        assert ended.status == 2
        assert ended.err.count("\n") == 1, ended.err


def test_the_list_tells_unused_pages_from_cited_ones(veredicto: Veredicto, record: Record) -> None:
    assert len(list(record.store.records())) == 2
    everything = listed(veredicto)

    assert {page["url"]: page["cited"] for page in everything} == {CITED: True, UNCITED: False}
    assert [page["url"] for page in listed(veredicto, "--unused")] == [UNCITED]
    assert len(listed(veredicto, "--older-than", "1")) == 2
    assert listed(veredicto, "--older-than", "100000") == []
    assert all(page["bytes"] for page in everything)
    assert "2 stored pages, 1.2 kB" in veredicto("snapshot", "list").out
