"""Every action of the desk in a Chromium that runs no scripts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from browsers import Windows, filled_desk, waiting
from desks import PASSWORD, ServedDesk
from playwright.sync_api import Browser, Page, expect

from checkers.labels import VerdictLabel
from veredicto.desk.nouns import ClaimState, DeskState, Person, Role

ADDRESS = "https://example.com/otra-fuente"


@dataclass
class Reader:
    """Somebody whose browser runs no scripts."""

    page: Page
    desk: ServedDesk

    def on(self, claim_id: str) -> None:
        self.page.goto(f"/claims/{claim_id}")

    def form(self, action: str) -> None:
        """Sends the form of the page that leads there, opened first if it is folded away."""
        form = self.page.locator(f"form[action$='/{action}']").first
        form.wait_for(state="attached")
        if not form.is_visible():
            self.page.locator("details.act", has=form).locator("summary").click()
        with self.page.expect_navigation():
            form.locator("button").first.click()

    def fill(self, name: str, field: str, text: str) -> None:
        """Unfolds what is called so, and fills in a field of it."""
        self.page.locator(f"details[data-form={name}] > summary").click()
        self.page.locator(f"details[data-form={name}] {field}").fill(text)

    def send(self, name: str) -> None:
        """Sends the form of what is called so."""
        with self.page.expect_navigation():
            self.page.locator(f"details[data-form={name}] button.main").click()

    def state(self, claim_id: str) -> ClaimState:
        return self.desk.state(claim_id)


@pytest.fixture
def me(windows: Windows, newsdesk: ServedDesk, chief: Person) -> Reader:
    return Reader(windows.open(chief, java_script_enabled=False), newsdesk)


@pytest.fixture
def colleague(windows: Windows, newsdesk: ServedDesk, editor: Person) -> Reader:
    return Reader(windows.open(editor, java_script_enabled=False), newsdesk)


def untouched(desk: ServedDesk, **facets: str) -> list[str]:
    ids = [it.claim_id for it in waiting(desk, **facets) if it.label]
    return [it for it in ids if not desk.state(it).version]


def test_a_claim_is_decided_published_taken_back_and_all_of_it_undone(me: Reader) -> None:
    claim = untouched(me.desk, verdict="supported")[0]
    me.on(claim)
    me.form("decide")
    expect(me.page.locator(".moved")).to_be_visible()
    me.page.locator(".moved button").click()
    me.page.wait_for_url(f"**/claims/{claim}")
    assert me.state(claim).state is DeskState.OPEN
    me.fill("not_checkable", "textarea", "Es un deseo.")
    me.send("not_checkable")
    me.on(claim)
    for action, state in (
        ("publish", DeskState.PUBLISHED),
        ("unpublish", DeskState.DRAFT),
        ("undo", DeskState.PUBLISHED),
        ("undo", DeskState.DRAFT),
        ("undo", DeskState.OPEN),
    ):
        me.form(action)
        shown = me.page.locator(f".verdict .st-{state}")
        expect(shown).to_be_visible()
        assert me.state(claim).state is state


def test_two_readings_a_disagreement_and_its_settlement(me: Reader, colleague: Reader) -> None:
    claim = untouched(me.desk, verdict="refuted")[0]
    me.on(claim)
    me.form("decide")
    colleague.on(claim)
    colleague.fill("overrule", "textarea", "No es lo que dice.")
    colleague.page.locator("input[name=label][value=supported]").check()
    colleague.send("overrule")
    assert me.state(claim).state is DeskState.DISAGREEMENT
    me.page.goto("/disagreements")
    me.page.locator(f"a[href='/claims/{claim}']").click()
    me.fill("overrule", "textarea", "Lo he leído entero.")
    me.page.locator("input[name=label][value=refuted]").check()
    me.send("overrule")
    expect(me.page.locator(".verdict .st-draft")).to_be_visible()
    standing = me.state(claim).standing
    assert standing is not None
    assert standing.label is VerdictLabel.REFUTED


def test_wording_evidence_a_recheck_and_whose_it_is(me: Reader) -> None:
    claim = untouched(me.desk)[0]
    me.on(claim)
    me.fill("reword", "textarea", "Dicho de otro modo.")
    me.send("reword")
    expect(me.page.locator("h1")).to_have_text("Dicho de otro modo.")
    me.fill("add_evidence", "input[name=url]", ADDRESS)
    me.send("add_evidence")
    expect(me.page.locator(".job")).to_contain_text(ADDRESS)
    me.form("recheck")
    expect(me.page.locator(".job")).to_have_count(2)
    me.form("assign")
    assert me.state(claim).assignee is not None
    me.form("assign")
    expect(me.page.locator("form[action$='/assign'] input[name=assignee]")).to_have_count(1)
    assert me.state(claim).assignee is None


def test_a_claim_is_merged_with_a_repeat_and_separated(browser: Browser, tmp_path: Path) -> None:
    with filled_desk(tmp_path) as desk:
        windows = Windows(browser, desk)
        person = desk.book.people.from_outside("marta", "Marta Gil", Role.EDITOR)
        me = Reader(windows.open(person, java_script_enabled=False), desk)
        merged_and_separated(me)
        windows.close()
        assert windows.troubles == []


def merged_and_separated(me: Reader) -> None:
    fine = untouched(me.desk)
    claim, known = next(
        (it, repeat.claim_id)
        for it in fine
        for repeat in me.desk.desk.reader.repeats(it)
        if repeat.claim_id in fine
    )
    me.on(known)
    me.form("decide")
    me.on(claim)
    me.page.locator("details[data-form=merge] > summary").click()
    me.page.locator(f"input[name=into][value='{known}']").check()
    me.send("merge")
    expect(me.page.locator(f".verdict a[href='/claims/{known}']")).to_be_visible()
    me.form("separate")
    expect(me.page.locator(".verdict .st-open")).to_be_visible()
    assert me.state(claim).merged_into is None


@pytest.mark.parametrize("kind", ["confirm", "not_checkable", "assign", "publish"])
def test_many_are_seen_to_and_it_is_undone(kind: str, me: Reader) -> None:
    state = DeskState.DRAFT if kind == "publish" else DeskState.OPEN
    page, before = me.page, {}
    if state is DeskState.DRAFT:
        for claim in untouched(me.desk, verdict="conflicting_evidence")[:2]:
            me.on(claim)
            me.form("decide")
    page.goto(f"/queue?verdict=conflicting_evidence&state={state}")
    boxes = page.locator(".claim input[type=checkbox]")
    for place in (0, 1):
        before[boxes.nth(place).get_attribute("value") or ""] = state
        boxes.nth(place).check()
    page.locator(f"fieldset.many button[value={kind}]").click()
    if kind == "not_checkable":
        page.locator("#reason").fill("Son deseos.")
    page.locator("main button.main").click()
    expect(page.locator("main h1")).to_have_text("Hecho")
    assert {it: me.state(it).version for it in before} != dict.fromkeys(before, 0)
    page.locator("form[action='/queue/bulk/undo'] button").click()
    expect(page.locator("main [role=status]")).to_contain_text("2")
    assert {it: me.state(it).state for it in before} == before


def test_a_filter_is_chosen_kept_and_forgotten_and_the_list_put_in_order(me: Reader) -> None:
    page = me.page
    page.goto("/queue")
    with page.expect_navigation():
        page.locator(".facet a").first.click()
    page.locator("details.keep > summary").click()
    page.locator("#filter-name").fill("Sin guiones")
    page.locator("input[name=shared]").check()
    page.locator("details.keep button").click()
    kept = page.get_by_role("link", name="Sin guiones")
    expect(kept).to_be_visible()
    page.locator("#order").select_option("newest")
    page.locator("form.search button").click()
    page.wait_for_url("**order=newest**")
    page.locator(".saved li", has=kept).locator("button").click()
    expect(kept).to_have_count(0)


def test_people_are_invited_appointed_let_go_and_given_a_password(me: Reader) -> None:
    page, other = me.page, me.desk.with_password(Role.READER, "Nadia Ruiz")
    page.goto("/people")
    page.locator("form[action='/people/invite'] button").click()
    expect(page.locator("main")).to_contain_text("/join/")
    row = page.locator("tr", has_text=other.name)
    row.locator("select").select_option("editor")
    for action in ("role", "disable", "enable"):
        with page.expect_navigation():
            row.locator(f"form[action$='/{action}'] button").click()
    row.locator("form[action$='/password-link'] button").click()
    expect(page.locator("main")).to_contain_text("/new-password/")
    now = {it.id: it for it in me.desk.book.people.all()}[other.id]
    assert (now.role, now.active) == (Role.EDITOR, True)


def test_somebody_signs_in_and_changes_language_keys_and_password(
    windows: Windows, newsdesk: ServedDesk
) -> None:
    person = newsdesk.with_password(name="Olga Prieto")
    page = windows.open(java_script_enabled=False)
    page.goto("/sign-in")
    page.locator("#name").fill(person.name)
    page.locator("#password").fill(PASSWORD)
    page.locator("button.main").click()
    page.wait_for_url("**/queue")
    page.locator("button[name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name=person.name).click()
    page.locator("#key_confirm").fill("b")
    page.get_by_role("button", name="Change the keys").click()
    expect(page.locator(".done")).to_be_visible()
    page.locator("#old").fill(PASSWORD)
    for field in ("#new", "#again"):
        page.locator(field).fill("otras cuatro palabras")
    page.get_by_role("button", name="Change the password").click()
    page.wait_for_url("**/sign-in")


def test_the_other_pages_are_read(me: Reader) -> None:
    page = me.page
    page.goto("/charts")
    page.locator("#outlet").select_option(index=1)
    page.locator("main form button").click()
    page.wait_for_url("**outlet=**")
    page.locator("summary").first.click()
    expect(page.locator("figure table").first).to_be_visible()
    page.goto("/record")
    page.locator("#kind").select_option("decide")
    page.locator("main form button").click()
    page.wait_for_url("**kind=decide**")
    page.goto("/record/verification")
    expect(page.locator("h1")).to_have_text("El registro está íntegro")
    page.goto("/account/keys")
    expect(page.locator("table.keys").first).to_be_visible()
