from __future__ import annotations

from browsers import Windows, hears_keys, waiting
from desks import ServedDesk
from playwright.sync_api import Page, expect

from checkers.labels import VerdictLabel
from veredicto.desk.nouns import DeskState, Person
from veredicto.desk.words import words_in

SAY = words_in("es").say
ASKED_EVERY = 15_000
"""So many milliseconds apart a page asks who else is there."""


def test_two_editors_on_a_claim_see_each_other(
    windows: Windows, newsdesk: ServedDesk, chief: Person, editor: Person
) -> None:
    claim = waiting(newsdesk, verdict="supported")[0].claim_id
    one, two = windows.open(chief), windows.open(editor)
    one.clock.install()
    one.goto(f"/claims/{claim}")
    expect(one.locator("#here")).to_be_hidden()
    two.goto(f"/claims/{claim}")
    expect(two.locator(".here").first).to_contain_text(chief.name)
    one.clock.run_for(ASKED_EVERY)
    expect(one.locator("#here")).to_contain_text(editor.name)
    expect(one.locator("#here")).not_to_contain_text(SAY("Somebody changed this claim"))
    two.keyboard.press("a")
    expect(two.locator(".verdict .head")).to_contain_text(editor.name)
    one.clock.run_for(ASKED_EVERY)
    expect(one.locator("#here")).to_contain_text(
        SAY("Somebody changed this claim. Load the page anew to see it.")
    )


def test_the_second_save_shows_both_versions_and_loses_nothing(
    windows: Windows, newsdesk: ServedDesk, chief: Person, editor: Person
) -> None:
    claim = waiting(newsdesk, verdict="supported")[1].claim_id
    one, two = windows.open(chief), windows.open(editor)
    for page in (one, two):
        page.goto(f"/claims/{claim}")
    overrule(one, "not_enough_evidence", "Una sola fuente no basta.")
    one.wait_for_url(lambda url: claim not in url)
    overrule(two, "conflicting_evidence", "Dos fuentes se contradicen.")

    conflict = two.locator("section.trouble")
    expect(conflict).to_contain_text("Una sola fuente no basta.")
    expect(conflict).to_contain_text(chief.name)
    expect(conflict).to_contain_text("Dos fuentes se contradicen.")
    expect(two.locator("#reason-overrule")).to_have_value("Dos fuentes se contradicen.")
    expect(two.locator("input[name=label][value=conflicting_evidence]")).to_be_checked()
    standing = newsdesk.state(claim).standing
    assert standing is not None
    assert standing.by == chief.id

    hears_keys(two)
    two.locator("#reason-overrule").focus()
    two.keyboard.press("Control+Enter")
    two.wait_for_url(lambda url: claim not in url)
    again = newsdesk.state(claim)
    assert again.state is DeskState.DRAFT
    assert again.standing is not None
    assert again.standing.by == editor.id
    assert again.standing.label is VerdictLabel.CONFLICTING_EVIDENCE


def test_a_wording_that_came_too_late_is_still_in_its_form(
    windows: Windows, newsdesk: ServedDesk, chief: Person, editor: Person
) -> None:
    claim = waiting(newsdesk, verdict="supported")[2].claim_id
    page = windows.open(chief)
    page.goto(f"/claims/{claim}")
    newsdesk.change(newsdesk.signed_in(editor), claim, "reword", wording="Con otras palabras.")
    page.keyboard.press("w")
    page.locator("#wording").fill("Dicho a mi manera.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("section.trouble")).to_contain_text("Dicho a mi manera.")
    expect(page.locator("h1")).to_have_text("Con otras palabras.")
    expect(page.locator("#wording")).to_have_value("Dicho a mi manera.")
    hears_keys(page)
    page.locator("#wording").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Dicho a mi manera.")


def overrule(page: Page, label: str, reason: str) -> None:
    page.keyboard.press("o")
    page.locator(f"input[name=label][value={label}]").check()
    page.locator("#reason-overrule").fill(reason)
    page.keyboard.press("Control+Enter")
