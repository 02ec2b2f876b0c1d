from __future__ import annotations

import pytest
from browsers import Windows, hears_keys, waiting
from desks import ServedDesk
from playwright.sync_api import Page, expect

from veredicto.desk.keys import COMMANDS
from veredicto.desk.nouns import ActionKind, DeskState, Person, Role
from veredicto.desk.words import words_in

# What listens to a key, with that key, the one that is printed, and what assistive software hears.
LISTENING = """() => [...document.querySelectorAll("[data-key]:not(input)")]
  .map((it) => [it.dataset.key, it.querySelector("kbd")?.textContent, it.ariaKeyShortcuts
    ?? it.getAttribute("aria-keyshortcuts")])"""
UNLABELLED = """() => [...document.querySelectorAll(".decide button, .decide summary")]
  .filter((it) => it.checkVisibility() && !it.querySelector("kbd")).map((it) => it.textContent)"""


@pytest.fixture
def claim(newsdesk: ServedDesk) -> str:
    """A claim with good evidence that nobody has touched."""
    return next(
        it.claim_id
        for it in waiting(newsdesk, verdict="supported")
        if newsdesk.state(it.claim_id).version == 0
    )


def test_every_button_prints_the_key_that_it_listens_to(
    windows: Windows, newsdesk: ServedDesk, chief: Person
) -> None:
    page, me = windows.open(chief), newsdesk.signed_in(chief)
    open_one = waiting(newsdesk, verdict="supported")[1].claim_id
    decided = waiting(newsdesk, verdict="conflicting_evidence")[1].claim_id
    newsdesk.confirm(me, decided)
    undone = waiting(newsdesk, verdict="conflicting_evidence")[1].claim_id
    newsdesk.confirm(me, undone)
    newsdesk.change(me, undone, "undo", undoes=newsdesk.state(undone).version)
    keys = {"/", "s"}
    for claim_id in (open_one, decided, undone):
        page.goto(f"/claims/{claim_id}")
        assert page.evaluate(UNLABELLED) == []
        listening = page.evaluate(LISTENING)
        assert all(key == printed == heard for key, printed, heard in listening)
        keys |= {key for key, _, _ in listening}
    page.goto("/queue")
    expect(page.locator("input[aria-keyshortcuts='/']")).to_be_visible()
    expect(page.locator("form.search kbd")).to_have_text("/")
    expect(page.locator("fieldset.many legend kbd")).to_have_text("s")
    assert page.evaluate(UNLABELLED.replace(".decide", ".many")) == []
    assert all(key == printed == heard for key, printed, heard in page.evaluate(LISTENING))
    assert {key for key, _what in COMMANDS.values()} == keys


def test_the_claim_in_its_article_is_a_key_away(
    windows: Windows, claim: str, chief: Person
) -> None:
    page = windows.open(chief, viewport={"width": 820, "height": 600})
    page.goto(f"/claims/{claim}")
    expect(page.locator("#in-article")).not_to_be_in_viewport()
    page.keyboard.press("t")
    expect(page.locator("#in-article")).to_be_in_viewport()


def test_a_question_mark_shows_every_key_and_escape_closes_it(
    windows: Windows, claim: str, editor: Person
) -> None:
    page = windows.open(editor)
    for path in ("/queue", f"/claims/{claim}", "/record"):
        page.goto(path)
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        for key, what in COMMANDS.values():
            expect(dialog).to_contain_text(words_in("es").say(what))
            expect(dialog.get_by_text(key, exact=True)).to_be_visible()
        page.keyboard.press("c")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(page).to_have_url(page.url)


def test_nothing_happens_while_somebody_writes(
    windows: Windows, claim: str, newsdesk: ServedDesk, editor: Person
) -> None:
    page = windows.open(editor)
    page.goto(f"/claims/{claim}")
    every = "".join(key for key, _what in COMMANDS.values())
    page.keyboard.press("o")
    page.locator("#reason-overrule").focus()
    page.keyboard.type(every)
    expect(page.locator("#reason-overrule")).to_have_value(every)
    expect(page).to_have_url(f"{newsdesk.url}/claims/{claim}")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert newsdesk.state(claim).version == 0
    page.keyboard.press("Escape")
    expect(page.locator("#reason-overrule")).to_be_hidden()
    expect(page.locator("summary[data-key=o]")).to_be_focused()


def test_keys_with_control_alt_or_meta_are_left_to_the_browser(
    windows: Windows, claim: str, newsdesk: ServedDesk, editor: Person
) -> None:
    page = windows.open(editor)
    page.goto(f"/claims/{claim}")
    page.evaluate(
        "window.taken = [];"
        "addEventListener('keydown', (it) => { if (it.defaultPrevented) taken.push(it.key); })"
    )
    for modifier in ("Control", "Alt", "Meta"):
        for key in ("c", "o", "x", "z", "y", "j", "q", "1"):
            page.evaluate(
                "([key, modifier]) => document.body.dispatchEvent(new KeyboardEvent('keydown',"
                " { key, bubbles: true, cancelable: true, [`${modifier}Key`]: true }))",
                [key, {"Control": "ctrl"}.get(modifier, modifier.lower())],
            )
    page.keyboard.press("Control+c")
    assert page.evaluate("window.taken") == []
    assert page.locator("details.act[open]").count() == 0
    page.keyboard.press("e")
    assert page.evaluate("window.taken") == ["e"]
    assert newsdesk.state(claim).version == 0


def test_keys_that_were_chosen_work_instead_of_the_first_ones(
    windows: Windows, claim: str, newsdesk: ServedDesk
) -> None:
    person = newsdesk.somebody(Role.EDITOR, "Vera Zurda").person
    page = windows.open(person)
    page.goto("/account")
    page.locator("#key_confirm").fill("v")
    page.locator("#key_next").fill("n")
    page.locator("#keys-form button").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto("/queue?verdict=supported&state=open")
    page.keyboard.press("j")
    assert page.locator(".claim.at").count() == 0
    page.keyboard.press("n")
    expect(page.locator(".claim.at a")).to_be_focused()
    page.goto(f"/claims/{claim}")
    expect(page.locator("button[data-key=v] kbd")).to_have_text("v")
    page.keyboard.press("c")
    page.keyboard.press("v")
    page.wait_for_url(lambda url: claim not in url)
    assert newsdesk.state(claim).state is DeskState.DRAFT


def test_a_key_that_is_held_down_does_one_thing(
    windows: Windows, claim: str, newsdesk: ServedDesk, editor: Person
) -> None:
    page = windows.open(editor)
    page.goto(f"/claims/{claim}")
    held(page, "a")
    expect(page.locator(".verdict .head")).to_contain_text(editor.name)
    assert len(newsdesk.desk.book.actions.of(claim)) == 1


def held(page: Page, key: str) -> None:
    for _ in range(4):
        page.keyboard.down(key)
    page.keyboard.up(key)


def test_a_decision_that_was_a_slip_is_taken_back_from_the_next_claim(
    windows: Windows, newsdesk: ServedDesk, claim: str, editor: Person
) -> None:
    page = windows.open(editor)
    page.goto(f"/claims/{claim}")
    page.keyboard.press("c")
    page.wait_for_url(lambda url: claim not in url)
    expect(page.locator(".moved a")).to_have_attribute("href", f"/claims/{claim}")
    page.keyboard.press("z")
    page.wait_for_url(f"**/claims/{claim}")
    assert newsdesk.state(claim).state is DeskState.OPEN


def test_many_are_ticked_and_decided_and_undone_by_keys_alone(
    windows: Windows, newsdesk: ServedDesk, editor: Person
) -> None:
    page = windows.open(editor)
    page.goto("/queue?verdict=supported&state=open")
    for key in ("j", "s", "j", "j", "s", "j", "s", "s"):
        page.keyboard.press(key)
    ticked = page.locator(".claim input:checked").evaluate_all("all => all.map(it => it.value)")
    assert len(ticked) == 2
    page.keyboard.press("c")
    expect(page.locator("main ol.brief li")).to_have_count(2)
    page.locator("main button.main").press("Enter")
    expect(page.locator("main form button[data-key=z]")).to_be_visible()
    hears_keys(page)
    page.keyboard.press("z")
    expect(page.locator("main form")).to_have_count(0)
    expect(page.locator("main [role=status]")).to_be_visible()
    assert {newsdesk.state(it).state for it in ticked} == {DeskState.OPEN}
    for it in ticked:
        last = newsdesk.desk.book.actions.of(it)[-2:]
        assert [action.kind for action in last] == [ActionKind.DECIDE, ActionKind.UNDO]
