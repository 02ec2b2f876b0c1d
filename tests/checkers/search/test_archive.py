from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checkers.errors import SearchFailed, WarehouseLocked
from checkers.nouns import Query
from checkers.search.archive import ArchiveProvider
from checkers.search.page_index import PageIndex, SeenPage

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)
QUERY = Query.of("claim", "el volcán de Grindavík", "es")


def a_page(url: str, at: datetime = NOON) -> SeenPage:
    return SeenPage(url, "Islandia", "El volcán de Grindavík duerme.", "es", None, at)


class Record:
    """Stored pages, and the times they were asked for since."""

    def __init__(self, *pages: SeenPage) -> None:
        self.pages = list(pages)
        self.asked: list[datetime | None] = []

    def since(self, time: datetime | None) -> Iterator[SeenPage]:
        self.asked.append(time)
        return (page for page in self.pages if time is None or page.seen_at >= time)


def urls(provider: ArchiveProvider) -> list[str]:
    return [result.url for result in provider.search(QUERY, limit=8)]


def test_what_was_stored_is_found(tmp_path: Path) -> None:
    record = Record(a_page("https://a.example/1"), a_page("file:///etc/passwd"))
    provider = ArchiveProvider(PageIndex(tmp_path / "archive.sqlite"), record.since)
    (result,) = provider.search(QUERY, limit=8)
    assert (result.url, result.provider, result.rank) == ("https://a.example/1", "archive", 1)
    assert result.snippet == "El volcán de Grindavík duerme."
    assert urls(provider) == ["https://a.example/1"]
    assert record.asked == [None]


def test_a_later_process_adds_what_came_since_and_what_was_recorded_late(tmp_path: Path) -> None:
    record = Record(a_page("https://a.example/1"))
    index = PageIndex(tmp_path / "archive.sqlite")
    assert urls(ArchiveProvider(index, record.since)) == ["https://a.example/1"]
    record.pages.append(a_page("https://a.example/2", NOON + timedelta(hours=2)))
    record.pages.append(a_page("https://a.example/3", NOON - timedelta(hours=2)))
    assert sorted(urls(ArchiveProvider(index, record.since))) == [
        "https://a.example/1",
        "https://a.example/2",
        "https://a.example/3",
    ]
    assert record.asked[1] == NOON - timedelta(days=1)


def test_a_record_that_cannot_be_read_is_a_failure_and_is_tried_again(tmp_path: Path) -> None:
    record = Record(a_page("https://a.example/1"))
    locked = True

    def since(time: datetime | None) -> Iterator[SeenPage]:
        if locked:
            message = "held by another process"
            raise WarehouseLocked(message)
        return record.since(time)

    provider = ArchiveProvider(PageIndex(tmp_path / "archive.sqlite"), since)
    with pytest.raises(SearchFailed, match="held by another process"):
        urls(provider)
    locked = False
    assert urls(provider) == ["https://a.example/1"]
