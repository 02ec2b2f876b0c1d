"""What axe and a keyboard find on every page of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import Windows
from desk_places import PLACES, Place, go, places_of
from desks import ServedDesk
from playwright.sync_api import Page

from veredicto.desk.nouns import Person

Scheme = Literal["light", "dark"]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": TAGS}
# Slow, and the same at every width: contrast follows from the mode, the rest does not.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
THE_REST = ALL | {"rules": {"color-contrast": {"enabled": False}}}
LOOKS: tuple[tuple[int, Scheme, dict[str, Any]], ...] = (
    (1400, "light", ALL),
    (1400, "dark", CONTRAST),
    (820, "light", THE_REST),
    (390, "dark", ALL),
)


@pytest.fixture(scope="module")
def places(newsdesk: ServedDesk, chief: Person, editor: Person) -> dict[str, Place]:
    return places_of(newsdesk, chief, editor)


@pytest.mark.parametrize("name", PLACES)
def test_axe_finds_nothing(
    name: str, windows: Windows, places: dict[str, Place], chief: Person
) -> None:
    place = places[name]
    page = windows.open(chief if place.signed_in else None)
    go(page, place)
    found = {
        f"{width} {scheme}: {it}"
        for width, scheme, rules in LOOKS
        for it in violations(page, width, scheme, rules)
    }
    assert found == set()


def violations(page: Page, width: int, scheme: Scheme, rules: dict[str, Any]) -> Iterator[str]:
    """What axe has to say of the page in that width and mode."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    options = rules | {"resultTypes": ["violations"]}
    for rule in Axe().run(page, options=options).response["violations"]:
        for node in rule["nodes"]:
            yield f"{rule['id']} {node['target']} {node['html'][:200]} {node['failureSummary']}"
