"""What an eye, a thumb and the Tab key find on the pages of the desk."""

from __future__ import annotations

import re

import pytest
from browsers import Windows, waiting
from desk_places import PLACES, Place, go, places_of
from desks import ServedDesk
from playwright.sync_api import Page, expect

from veredicto.desk.nouns import Person

CONTROLS = "button, select, textarea, input:not([type=hidden])"
SMALL = f"""() => [...document.querySelectorAll("{CONTROLS}, summary, .button")]
  .filter((it) => it.checkVisibility())
  .map((it) => [it, (it.closest("label") ?? it).getBoundingClientRect()])
  .filter(([it, box]) => !it.matches(".claim > input") && (box.width < 24 || box.height < 24))
  .map(([it, box]) => `${{it.outerHTML.slice(0, 120)}} ${{box.width}} × ${{box.height}}`)"""
TOO_WIDE = """() => {
  const wide = document.scrollingElement.scrollWidth;
  return wide <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter((it) => it.getBoundingClientRect().right > innerWidth + 1 && !it.closest(".scrolls"))
    .map((it) => `${wide}: ${it.outerHTML.slice(0, 120)}`).slice(0, 5).concat([`${wide}`]);
}"""
# What Tab reaches in the end: of radio buttons with one name, one.
REACHABLE = """() => {
  const all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.disabled);
  const radios = new Set();
  return all.filter((it) => it.type !== "radio" || (!radios.has(it.name) && radios.add(it.name)))
    .map((it, place) => { it.dataset.place = place; return place; });
}"""
# The place of what has the focus, whether a ring is drawn around it, whether nothing is over it.
FOCUSED = """() => {
  const it = document.activeElement, style = getComputedStyle(it);
  const [box] = it.getClientRects();
  const middle = (from, to, most) => (Math.max(0, from) + Math.min(most, to)) / 2;
  const at = document.elementFromPoint(middle(box.left, box.right, innerWidth),
    middle(box.top, box.bottom, innerHeight));
  const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 1;
  return [Number(it.dataset.place ?? -1), ringed, !!at && (it.contains(at) || at.contains(it)),
    it.outerHTML.slice(0, 150)];
}"""
NAMELESS = re.compile(
    r"^\s*- (?:button|link|textbox|checkbox|radio|combobox|searchbox)(?! \")", re.MULTILINE
)


@pytest.fixture(scope="module")
def places(newsdesk: ServedDesk, chief: Person, editor: Person) -> dict[str, Place]:
    return places_of(newsdesk, chief, editor)


@pytest.mark.parametrize("name", PLACES)
def test_a_page_fits_any_window_and_its_controls_any_thumb(
    name: str, windows: Windows, places: dict[str, Place], chief: Person
) -> None:
    place = places[name]
    page = windows.open(chief if place.signed_in else None)
    go(page, place)
    # 1280 × 1024 at 200 %, and what WCAG wants pages to reflow to.
    for width, height in ((640, 512), (320, 640), (1280, 1024)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(TOO_WIDE) == [], width
        assert page.evaluate(SMALL) == [], width
    assert NAMELESS.findall(page.locator("body").aria_snapshot()) == []


@pytest.mark.parametrize("name", ["claim-open", "claim-draft", "queue-last"])
@pytest.mark.parametrize("width", [1400, 390])
def test_tab_reaches_every_control_in_sight_of_whoever_presses_it(
    name: str, width: int, windows: Windows, places: dict[str, Place], chief: Person
) -> None:
    page = windows.open(chief, viewport={"width": width, "height": 700})
    page.goto(places[name].path)
    wanted = page.evaluate(REACHABLE)
    page.evaluate("document.body.focus()")
    reached = []
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        place, ringed, seen, what = page.evaluate(FOCUSED)
        if place == -1 or place in reached:
            break
        assert ringed, what
        assert seen, what
        reached.append(place)
    assert reached == sorted(reached), "the order is that of the page"
    assert set(reached) == set(wanted)


def test_paper_has_no_forms(windows: Windows, places: dict[str, Place], chief: Person) -> None:
    page = windows.open(chief)
    for name in ("claim-open", "claim-draft", "queue", "record"):
        page.goto(places[name].path)
        page.emulate_media(media="print")
        expect(page.locator("main")).to_be_visible()
        assert page.locator(CONTROLS).locator("visible=true").count() == 0
        expect(page.locator("header.top")).to_be_hidden()
        page.emulate_media(media="screen")


def test_paper_is_white_where_the_screen_is_dark(
    windows: Windows, places: dict[str, Place], chief: Person
) -> None:
    page = windows.open(chief, color_scheme="dark")
    page.goto(places["claim-open"].path)
    assert lightness(page) < 60
    page.emulate_media(media="print")
    assert lightness(page) > 200


def test_the_record_is_read_on_a_phone_without_moving_sideways(
    windows: Windows, places: dict[str, Place], chief: Person
) -> None:
    page = windows.open(chief, viewport={"width": 390, "height": 844})
    page.goto(places["record"].path)
    table = page.locator(".scrolls")
    assert table.evaluate("it => it.scrollWidth - it.clientWidth") == 0
    # Read aloud, it is still a table, whose cells have headers.
    told = table.aria_snapshot()
    assert "columnheader" in told
    assert told.count("- row ") > 5


def lightness(page: Page) -> int:
    """How light the page is, from 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return max(int(it) for it in re.findall(r"\d+", colour)[:3])


def test_the_queue_is_reached_before_its_filters_on_a_phone(
    windows: Windows, newsdesk: ServedDesk, chief: Person
) -> None:
    page = windows.open(chief, viewport={"width": 390, "height": 844})
    page.goto("/queue")
    expect(page.locator(".claim").first).to_be_in_viewport()
    page.locator("details.filter > summary").click()
    expect(page.locator(".facet").first).to_be_visible()
    assert waiting(newsdesk)
