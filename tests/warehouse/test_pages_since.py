from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from checkers.nouns import Report
from warehouse import archive
from warehouse.archive import pages_since
from warehouse.writer import Warehouse


def test_recorded_pages_come_oldest_first_with_their_texts(
    warehouse: Warehouse, report: Report
) -> None:
    assert list(pages_since(warehouse.path, None)) == []
    warehouse.record(report)
    recorded = sorted(
        (source for source in report.sources if source.retrieved),
        key=lambda source: (source.retrieved_at, source.id),
    )
    found = list(pages_since(warehouse.path, None))
    assert [page.id for page in found] == [source.id for source in recorded]
    for page, source in zip(found, recorded, strict=True):
        assert (page.url, page.title, page.text) == (source.url, source.title, source.text)
        assert (page.language, page.published_at) == (source.language, source.published_at)
        assert page.retrieved_at == source.retrieved_at


def test_pages_from_a_time_on_include_that_time(warehouse: Warehouse, report: Report) -> None:
    warehouse.record(report)
    newest = max(source.retrieved_at for source in report.sources if source.retrieved)
    assert list(pages_since(warehouse.path, newest))
    assert list(pages_since(warehouse.path, newest + timedelta(microseconds=1))) == []


def test_pages_come_whole_in_lots_of_any_size(
    warehouse: Warehouse, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.record(report)
    at_once = [page.id for page in pages_since(warehouse.path, None)]
    monkeypatch.setattr(archive, "_AT_ONCE", 1)
    assert [page.id for page in pages_since(warehouse.path, None)] == at_once


def test_a_file_that_says_it_is_a_copy_of_a_page_is_not_among_them(
    warehouse: Warehouse, report: Report
) -> None:
    copies = [replace(it, final_url="file:///corpus/page.html") for it in report.sources]
    warehouse.record(replace(report, sources=tuple(copies)))

    assert list(pages_since(warehouse.path, None)) == []
