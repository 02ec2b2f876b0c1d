"""What the page of a claim shows of its article and of how it was searched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from desks import ServedDesk, served
from recorded_reports import FIRST, LAST, SECOND, make_report

REPORT = make_report()


@pytest.fixture(scope="module")
def own_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served(tmp_path_factory.mktemp("place"), REPORT) as it:
        yield it


@pytest.fixture(scope="module")
def shown(own_desk: ServedDesk) -> BeautifulSoup:
    """The page of the claim that was judged."""
    return own_desk.somebody().page(f"/claims/{REPORT.claims[0].id}")


def test_every_statement_of_the_article_is_marked_by_kind_and_verdict(
    shown: BeautifulSoup,
) -> None:
    article = shown.find(class_="article")
    text = article.find(class_="text")
    this, other, aside = (text.find(class_=name) for name in ("this", "other", "aside"))
    assert this.get_text() == FIRST
    assert "s-supported" in this["class"]
    assert other.get_text() == f"{SECOND} (Could not be searched)"
    assert "s-retrieval_failed" in other["class"]
    assert aside.get_text() == LAST
    assert [it.get_text() for it in article.find_all(class_="kind")] == ["Attributed", "Opinion"]
    marks = article.find(class_="marks").get_text(" ", strip=True)
    assert marks == "Underlined: Supported · Could not be searched"


def test_a_check_that_asked_no_engine_says_so(tmp_path: Path) -> None:
    later = REPORT.run.started_at + timedelta(hours=1)
    run = replace(REPORT.run, id="run-2", started_at=later, settings=(("search", ""),), failures=())
    searched = "section[aria-labelledby=searched]"
    with served(tmp_path, replace(make_report(at=later), run=run, searches=())) as desk:
        claim = REPORT.claims[0].id
        said = desk.somebody().page(f"/claims/{claim}").select_one(searched)
    assert said is not None
    assert "No search engine was asked in this check" in said.get_text()
