from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from checkers.errors import WarehouseError
from checkers.fetching.document import Document
from checkers.fetching.snapshot import SnapshotStore

NOON = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
PAGE = Document(
    url="https://faro.example/economía?año=2024&q=50%25",
    final_url="https://www.faro.example/economia",
    status_code=200,
    headers=(("content-type", "text/html"), ("content-encoding", "gzip"), ("x-a", "1")),
    content_type="text/html",
    body="<p>Añadió 4.000 millones".encode(),
    retrieved_at=NOON,
)
FILE = replace(
    PAGE,
    url="file:///c/a.txt",
    final_url="file:///c/a.txt",
    status_code=None,
    headers=(),
    content_type="text/plain",
)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path)


def records(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.warc.gz"))


@pytest.mark.parametrize(
    "document",
    [
        PAGE,
        FILE,
        replace(PAGE, body=b""),
        replace(PAGE, content_type=None),
        replace(PAGE, body=bytes(range(256)) * 1000),
    ],
    ids=["page", "file", "empty", "no type", "bytes"],
)
def test_a_document_comes_back_as_it_was(document: Document, store: SnapshotStore) -> None:
    assert store.get(store.put(document)) == document


def test_headers_that_no_text_of_headers_can_hold_spoil_no_record(store: SnapshotStore) -> None:
    headers = (("x-é", "1"), ("x-a", "one\r\n\r\ntwo"), ("x-b", "año"))
    found = store.get(store.put(replace(PAGE, headers=headers)))

    assert found.body == PAGE.body
    assert [name for name, _ in found.headers] == ["x-a", "x-b"]
    assert found.headers[0][1] == "one two"


def test_a_snapshot_is_a_warc_record_that_other_programs_read(
    store: SnapshotStore, tmp_path: Path
) -> None:
    store.put(PAGE)
    (path,) = records(tmp_path)
    with path.open("rb") as file:
        record = next(iter(ArchiveIterator(file, check_digests="raise")))
        assert record.rec_type == "response"
        assert record.rec_headers["WARC-Target-URI"] == PAGE.final_url
        assert record.rec_headers["WARC-Date"] == "2026-03-01T12:30:15.123456Z"
        assert record.http_headers.get_statuscode() == "200"
        # It is stored decompressed and must not be decompressed again.
        assert record.http_headers["content-encoding"] is None
        assert record.content_stream().read() == PAGE.body


def test_the_same_content_is_stored_once_and_found_by_its_latest_retrieval(
    store: SnapshotStore, tmp_path: Path
) -> None:
    later = replace(PAGE, retrieved_at=NOON + timedelta(days=1))
    assert store.put(PAGE) == store.put(later)
    assert len(records(tmp_path)) == 1
    assert store.find(PAGE.url, since=NOON) == later


def test_a_page_is_found_from_the_time_of_its_retrieval_on(store: SnapshotStore) -> None:
    store.put(PAGE)
    assert store.find(PAGE.url, since=NOON) == PAGE
    assert store.find(PAGE.url, since=NOON - timedelta(days=1)) == PAGE
    assert store.find(PAGE.url, since=NOON + timedelta(microseconds=1)) is None
    assert store.find("https://faro.example/otra", since=NOON) is None


def test_a_torn_record_is_not_found_and_is_stored_anew(
    store: SnapshotStore, tmp_path: Path
) -> None:
    identifier = store.put(PAGE)
    (path,) = records(tmp_path)
    whole = path.read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 40):
        path.write_bytes(whole[:length])
        assert store.find(PAGE.url, since=NOON) is None
    with pytest.raises(WarehouseError, match="no intact snapshot"):
        store.get(identifier)
    assert store.put(PAGE) == identifier
    assert store.get(identifier) == PAGE


def test_an_altered_record_is_refused(store: SnapshotStore, tmp_path: Path) -> None:
    identifier = store.put(PAGE)
    (path,) = records(tmp_path)
    other = SnapshotStore(tmp_path / "other")
    other.put(replace(PAGE, body=b"<p>forged"))
    # A whole record, with digests that agree: only the identifier gives it away.
    path.write_bytes(records(tmp_path / "other")[0].read_bytes())
    assert store.find(PAGE.url, since=NOON) is None
    with pytest.raises(WarehouseError):
        store.get(identifier)


def test_a_torn_newest_record_leaves_the_one_before(store: SnapshotStore, tmp_path: Path) -> None:
    store.put(PAGE)
    newest = store.put(replace(PAGE, body=b"<p>new", retrieved_at=NOON + timedelta(hours=1)))
    next(path for path in records(tmp_path) if path.name.startswith(newest)).write_bytes(b"")
    assert store.find(PAGE.url, since=NOON) == PAGE


def test_what_else_lies_in_the_folder_is_no_retrieval(store: SnapshotStore, tmp_path: Path) -> None:
    store.put(PAGE)
    (entry,) = [path for path in (tmp_path / "retrievals").rglob("*_*") if path.is_file()]
    (entry.parent / "yesterday_abc").touch()
    (entry.parent / f"{entry.name.split('_')[0]}_..").touch()
    assert store.find(PAGE.url, since=NOON) == PAGE


@pytest.mark.parametrize("identifier", ["", "../../etc/passwd", "none", "f" * 64])
def test_an_unknown_identifier_is_an_error_that_says_what_to_do(
    identifier: str, store: SnapshotStore
) -> None:
    with pytest.raises(WarehouseError, match="fetch the page again"):
        store.get(identifier)


def test_a_folder_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(WarehouseError, match=os.strerror(errno.ENOTDIR)):
        SnapshotStore(blocked / "snapshots").put(PAGE)


def test_no_partial_file_is_left_behind(store: SnapshotStore, tmp_path: Path) -> None:
    store.put(PAGE)
    assert not list(tmp_path.rglob("*.part"))
