from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checkers.errors import WarehouseError
from checkers.search.page_index import PageIndex, SeenPage

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)


def a_page(url: str, text: str, *, language: str = "es", at: datetime = NOON) -> SeenPage:
    return SeenPage(url, f"Sobre {url[-1]}", text, language, at - timedelta(days=1), at)


@pytest.fixture
def index(tmp_path: Path) -> PageIndex:
    return PageIndex(tmp_path / "indexes" / "pages.sqlite")


def found(index: PageIndex, text: str, language: str = "es") -> list[str]:
    return [page.url for page in index.search(text, language, limit=10)]


def test_an_empty_index_has_nothing(index: PageIndex) -> None:
    assert index.newest() is None
    assert found(index, "volcán") == []


def test_pages_are_found_by_stems_figures_and_words_without_accents(index: PageIndex) -> None:
    pages = [
        a_page("https://a.example/a", "Las inversiones llegaron a 4.000 millones."),
        a_page("https://a.example/b", "The investment reached 4,000 million.", language="en"),
        a_page("https://a.example/c", "El volcán de Grindavík duerme."),
    ]
    assert index.add(pages) == 3
    assert found(index, "la inversión") == ["https://a.example/a"]
    assert found(index, "4.000") == ["https://a.example/a", "https://a.example/b"]
    assert found(index, "volcan", "en") == ["https://a.example/c"]
    assert found(index, "de la el") == []


def test_what_looks_like_an_operator_is_a_word(index: PageIndex) -> None:
    index.add([a_page("https://a.example/a", "near not and words")])
    assert found(index, 'NEAR("words" NOT words*) -words {words}: ^', "es") == [
        "https://a.example/a"
    ]


def test_a_later_version_takes_the_place_of_an_earlier_one(index: PageIndex) -> None:
    index.add([a_page("https://a.example/a", "El volcán duerme.")])
    later = NOON + timedelta(hours=1)
    assert index.add([a_page("https://a.example/a", "El volcán despierta.", at=later)]) == 1
    assert index.add([a_page("https://a.example/a", "El volcán duerme.")]) == 0
    assert found(index, "duerme") == []
    (page,) = index.search("volcán", "es", limit=10)
    assert page.snippet == "El volcán despierta."
    assert page.published_at == later - timedelta(days=1)
    assert index.newest() == later


def test_threads_may_add_at_once(index: PageIndex) -> None:
    def add(letter: str) -> None:
        for number in range(20):
            index.add([a_page(f"https://{letter}.example/{number}", f"palabra {letter}{number}")])

    threads = [threading.Thread(target=add, args=(letter,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(index.search("palabra", "es", limit=1_000)) == 80


def test_an_index_that_cannot_be_read_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "pages.sqlite"
    path.write_bytes(b"no database at all, but as long as the head of one would be" * 40)
    index = PageIndex(path)
    index.add([a_page("https://a.example/a", "El volcán duerme.")])
    assert found(index, "volcán") == ["https://a.example/a"]


def test_an_index_that_is_held_is_not_thrown_away(
    index: PageIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add([a_page("https://a.example/a", "El volcán duerme.")])
    monkeypatch.setattr("checkers.search.page_index._BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(tmp_path / "indexes" / "pages.sqlite", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(WarehouseError, match="locked"):
        index.add([a_page("https://a.example/b", "Otro volcán.")])
    holder.execute("ROLLBACK")
    holder.close()
    assert found(index, "volcán") == ["https://a.example/a"]
