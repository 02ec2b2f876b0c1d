from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import Windows, chromium, filled_desk
from desks import ServedDesk
from playwright.sync_api import Browser

from veredicto.desk.nouns import Person, Role


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as it:
        yield it


@pytest.fixture(scope="module")
def newsdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    """A desk with many claims, of all the tests of a module."""
    folder: Path = tmp_path_factory.mktemp("newsdesk")
    with filled_desk(folder, second_reading=["refuted"]) as it:
        yield it


@pytest.fixture(scope="module")
def chief(newsdesk: ServedDesk) -> Person:
    return newsdesk.desk.book.people.from_outside("lucia", "Lucía Ferrer", Role.CHIEF)


@pytest.fixture(scope="module")
def editor(newsdesk: ServedDesk) -> Person:
    return newsdesk.desk.book.people.from_outside("ivan", "Iván Sanz", Role.EDITOR)


@pytest.fixture
def windows(browser: Browser, newsdesk: ServedDesk) -> Iterator[Windows]:
    """Windows on the desk, in which no page may complain of anything."""
    opened = Windows(browser, newsdesk)
    yield opened
    opened.close()
    assert opened.troubles == []
