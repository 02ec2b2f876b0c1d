"""Pages that need not come from the web: stored ones, and entries of ZIM files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from checkers.fetching.limits import FetchLimits
from checkers.fetching.pages import PageFetcher
from checkers.fetching.snapshot import SnapshotStore
from checkers.labels import Outcome
from checkers.reading.zim import ZimLibrary
from servers.pages import PageServer
from servers.zim import write_zim


def page(sentence: str) -> str:
    return f"<html lang='es'><body><article><p>{sentence * 5}</p></article></body></html>"


def archive_of(server: PageServer, folder: Path, reuse: timedelta) -> PageFetcher:
    return PageFetcher(
        limits=FetchLimits(per_host_delay_seconds=0.0),
        allow_hosts=server.allowed(),
        contact=None,
        snapshots=SnapshotStore(folder / "snapshots"),
        corpus=None,
        reuse=reuse,
    )


def zim_fetcher(folder: Path, file: Path | None, limits: FetchLimits | None = None) -> PageFetcher:
    return PageFetcher(
        limits=limits or FetchLimits(),
        allow_hosts=(),
        contact=None,
        snapshots=SnapshotStore(folder / "snapshots"),
        corpus=None,
        zim=ZimLibrary(file) if file else None,
    )


def test_a_stored_page_is_taken_for_some_days_where_it_may(
    server: PageServer, tmp_path: Path
) -> None:
    url = server.serve("/a", page("El volcán duerme."))
    (first,) = archive_of(server, tmp_path, timedelta(0)).fetch_all([url], since=datetime.now(UTC))
    (again,) = archive_of(server, tmp_path, timedelta(days=7)).fetch_all(
        [url], since=datetime.now(UTC)
    )
    assert again == first
    assert server.requests["/a"] == 1


def test_a_page_that_cannot_be_had_any_more_is_taken_as_it_was_stored(
    server: PageServer, tmp_path: Path
) -> None:
    url = server.serve("/a", page("El volcán duerme."))
    archive = archive_of(server, tmp_path, timedelta(0))
    (first,) = archive.fetch_all([url], since=datetime.now(UTC))
    server.serve("/a", "", status=500)
    (again,) = archive.fetch_all([url], since=datetime.now(UTC))
    assert again == first
    assert server.requests["/a"] > 1


def test_a_page_that_is_gone_is_not_brought_back(server: PageServer, tmp_path: Path) -> None:
    url = server.serve("/a", page("El volcán duerme."))
    archive = archive_of(server, tmp_path, timedelta(0))
    archive.fetch_all([url], since=datetime.now(UTC))
    server.serve("/a", "", status=404)
    (again,) = archive.fetch_all([url], since=datetime.now(UTC))
    assert again.outcome is Outcome.HTTP_ERROR


def test_an_entry_of_a_zim_file_is_a_copy_of_the_page_that_it_names(tmp_path: Path) -> None:
    pages = {"Grindavík": "Grindavík es un pueblo de pescadores de Islandia. " * 5}
    file = write_zim(tmp_path / "es.zim", pages, canonical="https://es.wikipedia.example/wiki")
    (source,) = zim_fetcher(tmp_path, file).fetch_all(
        ["zim://es/Grindav%C3%ADk"], since=datetime.now(UTC)
    )
    assert source.outcome is Outcome.RETRIEVED
    assert source.url == "https://es.wikipedia.example/wiki/Grindavík"
    assert source.final_url == "zim://es/Grindav%C3%ADk"
    assert "pueblo de pescadores" in source.text
    assert source.snapshot is not None


def test_an_entry_that_names_no_page_belongs_to_its_file(tmp_path: Path) -> None:
    file = write_zim(tmp_path / "mi wiki.zim", {"Paro": "La tasa de paro bajó al 11,2 %. " * 5})
    url = "zim://mi%20wiki/Paro"
    (source,) = zim_fetcher(tmp_path, file).fetch_all([url], since=datetime.now(UTC))
    assert (source.url, source.publisher) == (url, "mi wiki")


def test_entries_that_may_not_be_read_are_named_failures(tmp_path: Path) -> None:
    file = write_zim(tmp_path / "es.zim", {"Paro": "x" * 2_000_000})
    urls = ["zim://es/Nada", "zim://es/Paro"]
    small = FetchLimits(decoded_bytes=1_000_000)
    missing, long = zim_fetcher(tmp_path, file, small).fetch_all(urls, since=datetime.now(UTC))
    assert missing.outcome is Outcome.HTTP_ERROR
    assert long.outcome is Outcome.TOO_LARGE
    (refused,) = zim_fetcher(tmp_path, None).fetch_all(urls[1:], since=datetime.now(UTC))
    assert refused.outcome is Outcome.REFUSED_ADDRESS
    assert "VEREDICTO_ZIM" in refused.detail
