"""What axe and a keyboard find on every page of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browsers import Windows
from desk_places import EMPTY, PLACES, REFUSALS, Place, go, places_of
from desks import ServedDesk, served
from playwright.sync_api import Browser, Page
from prepared_warehouses import prepared

from veredicto.desk.nouns import Person, Role
from veredicto.refreshing import refresh_now
from veredicto.settings import load_settings

Scheme = Literal["light", "dark"]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": TAGS}
# Contrast is looked at in every width and mode, the rest, which no mode changes, in every width;
# half of them in each language.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
Looks = tuple[tuple[int, Scheme, dict[str, Any]], ...]
LOOKS: dict[str, Looks] = {
    "es-ES": ((1400, "light", ALL), (820, "dark", CONTRAST), (390, "dark", ALL)),
    "en-GB": ((1400, "dark", CONTRAST), (820, "light", ALL), (390, "light", CONTRAST)),
}
RUN = "options => axe.run(options).then(found => found.violations)"


@pytest.fixture(scope="module")
def places(newsdesk: ServedDesk, chief: Person, editor: Person) -> dict[str, Place]:
    return places_of(newsdesk, chief, editor)


@pytest.mark.parametrize("name", [*PLACES, *REFUSALS])
def test_axe_finds_nothing(
    name: str, windows: Windows, places: dict[str, Place], chief: Person, editor: Person
) -> None:
    place = places[name]
    person = editor if place.by_editor else chief
    found = set()
    for language, looks in LOOKS.items():
        page = windows.open(person if place.signed_in else None, locale=language)
        go(page, place)
        assert page.locator("html").get_attribute("lang") == language[:2]
        found.update(violations(page, looks))
    assert found == set()


def test_axe_finds_nothing_where_there_is_nothing_yet(browser: Browser, tmp_path: Path) -> None:
    prepared(tmp_path / "veredicto.duckdb")
    refresh_now(load_settings(warehouse=tmp_path / "veredicto.duckdb"))
    found = set()
    with served(tmp_path) as desk:
        windows = Windows(browser, desk)
        chief = desk.book.people.from_outside("lucia", "Lucía Ferrer", Role.CHIEF)
        for language, looks in LOOKS.items():
            page = windows.open(chief, locale=language)
            for path in EMPTY:
                go(page, Place(path))
                found.update(violations(page, looks))
        windows.close()
        assert windows.troubles == []
    assert found == set()


def violations(page: Page, looks: Looks) -> Iterator[str]:
    """What axe has to say of the page in those widths and modes."""
    page.evaluate(AXE_SCRIPT)
    for width, scheme, rules in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for rule in page.evaluate(RUN, rules | {"resultTypes": ["violations"]}):
            for node in rule["nodes"]:
                what = f"{rule['id']} {node['target']} {node['html'][:200]}"
                yield f"{page.url} {width} {scheme}: {what} {node['failureSummary']}"
