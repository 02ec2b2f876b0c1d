"""What an editor does between the first link and going home, in Chromium, in each language."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browsers import Windows, filled_desk, hears_keys, waiting
from desks import PASSWORD, ServedDesk
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from checkers.labels import VerdictLabel
from veredicto.cli.main import app
from veredicto.desk.nouns import ActionKind, DeskState
from veredicto.desk.serve import first_link
from veredicto.desk.words import Words, words_in

ADDRESS = "https://example.com/otra-fuente"
NAME = "Lucía Ferrer"


@dataclass
class Editor:
    """Somebody at a window: what they press is counted."""

    desk: ServedDesk
    page: Page
    words: Words
    keys: bool = True
    """Whether the pages have a script, which listens to them."""
    pressed: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.append(key)

    def button(self, text: str) -> None:
        self.page.get_by_role("button", name=self.words.say(text).rstrip("…"), exact=True).click()

    def on_claim(self, claim_id: str) -> None:
        """Waits until the page of the claim is there."""
        expect(self.page).to_have_url(f"{self.desk.url}/claims/{claim_id}")

    def sees(self, state: DeskState) -> None:
        """Waits until the page says that the claim is in that state, and listens to keys."""
        expect(self.page.locator(f".verdict .st-{state}")).to_be_visible()
        if self.keys:
            hears_keys(self.page)

    def moved_on_from(self, claim_id: str) -> str:
        """Waits until another claim is there; which."""
        self.page.wait_for_url(lambda url: claim_id not in url and "/claims/" in url)
        return self.page.locator(".desk").get_attribute("data-claim") or ""


@pytest.fixture
def own_desk(tmp_path: Path) -> Iterator[ServedDesk]:
    with filled_desk(tmp_path) as desk:
        desk.keeper.start()
        yield desk
        desk.keeper.stop()


@pytest.fixture
def windows(browser: Browser, own_desk: ServedDesk) -> Iterator[Windows]:
    opened = Windows(browser, own_desk)
    yield opened
    opened.close()
    assert opened.troubles == []


def until(holds: Callable[[], object]) -> None:
    """Waits until something holds that no page shows."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.02)


@pytest.mark.parametrize("language", ["es", "en"])
def test_an_editors_whole_morning(
    language: str, windows: Windows, own_desk: ServedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = own_desk
    me = Editor(desk, windows.open(locale=language), words_in(language))
    join(me)
    expect(me.page.locator("html")).to_have_attribute("lang", language)

    filtered = filter_and_search(me)
    overruled = decide_in_three_keystrokes(me)
    read_and_overrule(me, overruled)
    undo_redo_publish(me, overruled)
    reword_and_publish(me, overruled)
    add_evidence(me, overruled)
    merge(me)
    confirm_many(me)
    keep_filter(me, filtered)
    look_into_the_record(me)
    switch_language_and_leave(me, {"es": "en", "en": "es"}[language])
    desk.keeper.look()
    assert "La cifra, con otras palabras." in exported(desk, monkeypatch)


def test_the_essential_works_without_javascript(
    windows: Windows, own_desk: ServedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = own_desk
    me = Editor(
        desk, windows.open(locale="es", java_script_enabled=False), words_in("es"), keys=False
    )
    page = me.page
    join(me)
    page.get_by_role("link", name=me.words.say("Supported")).first.click()
    page.wait_for_url("**verdict=supported**")
    page.locator("#q").fill("de")
    me.button("Search")
    page.wait_for_url("**q=de**")
    page.locator(".claim .wording a").first.click()
    page.wait_for_url("**/claims/**")
    claim = page.locator(".desk").get_attribute("data-claim") or ""
    assert not page.locator(".script:visible").count()

    page.locator("summary", has_text=me.words.say("Overrule…")).click()
    page.locator("input[name=label][value=not_enough_evidence]").check()
    page.locator("#reason-overrule").fill("No basta.")
    me.button("Overrule…")
    me.moved_on_from(claim)
    assert desk.state(claim).state is DeskState.DRAFT

    page.goto(f"/claims/{claim}")
    me.button("Undo")
    until(lambda: desk.state(claim).state is DeskState.OPEN)
    me.button("Redo")
    me.sees(DeskState.DRAFT)
    page.locator("summary", has_text=me.words.say("Wording…")).click()
    page.locator("#wording").fill("Sin JavaScript también.")
    me.button("Keep the wording")
    expect(page.locator("h1")).to_have_text("Sin JavaScript también.")
    me.button("Publish")
    me.sees(DeskState.PUBLISHED)
    confirm_many(me)
    page.get_by_role("link", name=me.words.say("Record"), exact=True).click()
    expect(page.get_by_role("table")).to_contain_text("No basta.")
    me.button("Sign out")
    page.wait_for_url("**/sign-in")
    desk.keeper.look()
    assert "Sin JavaScript también." in exported(desk, monkeypatch)


def join(me: Editor) -> None:
    """Makes the first account with the link that the terminal shows."""
    link = first_link(me.desk.desk.book, me.desk.address)
    assert link is not None
    me.page.goto(link)
    me.page.locator("#name").fill(NAME)
    me.page.locator("#password").fill(PASSWORD)
    me.page.locator("#again").fill(PASSWORD)
    me.button("Make the account")
    me.page.wait_for_url("**/queue")


def merge(me: Editor) -> None:
    """Decides a claim, and has another that says the same decided so, too."""
    desk, page = me.desk, me.page
    judged = [it.claim_id for it in waiting(desk) if it.label]
    claim, known = next(
        (it, repeat.claim_id)
        for it in judged
        for repeat in desk.desk.reader.repeats(it)
        if repeat.claim_id in judged
    )
    page.goto(f"/claims/{known}")
    me.press("c")
    me.moved_on_from(known)
    page.goto(f"/claims/{claim}")
    me.press("m")
    page.locator(f"input[name=into][value='{known}']").focus()
    me.press("Space", "Control+Enter")
    expect(page.locator(f".verdict a[href='/claims/{known}']")).to_be_visible()
    assert desk.state(claim).merged_into == known


def confirm_many(me: Editor) -> None:
    """Ticks two claims and confirms them, having seen how many they are."""
    desk, page = me.desk, me.page
    page.goto("/queue?verdict=supported&state=open")
    boxes = page.locator(".claim input[type=checkbox]")
    ticked = [boxes.nth(place).get_attribute("value") or "" for place in (0, 1)]
    for place in (0, 1):
        boxes.nth(place).check()
    page.locator("button[name=kind][value=confirm]").click()
    title = me.words.say_many("Confirm one claim", "Confirm %(count)s claims", 2) % {"count": 2}
    expect(page.locator("h1")).to_have_text(title)
    page.get_by_role("button", name=title).click()
    expect(page.locator("h1")).to_have_text(me.words.say("Done"))
    assert [desk.state(it).state for it in ticked] == [DeskState.DRAFT] * 2
    assert {it.kind for it in desk.desk.book.actions.of(ticked[0])} == {ActionKind.DECIDE}


def exported(desk: ServedDesk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The claims of the ClaimReview of what editors published on the desk."""
    monkeypatch.setenv("VEREDICTO_WAREHOUSE", str(desk.settings.warehouse))
    given = ["--newsroom", "Contraste", "--base-url", "https://contraste.example/checks"]
    done = CliRunner().invoke(app, ["export", "claimreview", *given])
    assert done.exit_code == 0, done.output
    reviews = json.loads(done.stdout)["@graph"]
    return [it["claimReviewed"] for it in reviews]


def filter_and_search(me: Editor) -> str:
    """Narrows the queue to some claims with good evidence; gives its address then."""
    desk, page = me.desk, me.page
    first = waiting(desk, verdict="supported", confidence="high")[0]
    assert first.outlet
    page.get_by_role("link", name=me.words.say("Supported")).first.click()
    page.wait_for_url("**verdict=supported**")
    me.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(first.outlet)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    assert "verdict=supported" in page.url
    claims = page.locator(".claim .wording a").count()
    assert 0 < claims < len(waiting(desk))
    return page.url


def decide_in_three_keystrokes(me: Editor) -> str:
    """Opens the first claim, confirms it and is on the next one, which is given."""
    desk, page = me.desk, me.page
    me.pressed.clear()
    me.press("j", "Enter")
    page.wait_for_url("**/claims/**")
    opened = page.locator(".desk").get_attribute("data-claim")
    assert opened
    me.press("c")
    following = me.moved_on_from(opened)
    assert me.pressed == ["j", "Enter", "c"]
    assert desk.state(opened).state is DeskState.DRAFT
    return following


def read_and_overrule(me: Editor, claim_id: str) -> None:
    """Reads the evidence, which says otherwise, and moves on."""
    desk, page = me.desk, me.page
    me.press("e")
    expect(page.locator("#evidence")).to_be_focused()
    cited = page.locator(".why a").first
    target = cited.get_attribute("href") or ""
    cited.click()
    expect(page.locator(target)).to_be_in_viewport()
    me.press("o", "2")
    expect(page.locator("input[name=label][value=refuted]")).to_be_checked()
    me.press("Tab")
    page.keyboard.type("La fuente da otra cifra.")
    me.press("Control+Enter")
    me.moved_on_from(claim_id)
    decided = desk.state(claim_id).standing
    assert decided is not None
    assert decided.label is VerdictLabel.REFUTED
    assert decided.reason == "La fuente da otra cifra."


def undo_redo_publish(me: Editor, claim_id: str) -> None:
    desk, page = me.desk, me.page
    page.goto(f"/claims/{claim_id}")
    me.sees(DeskState.DRAFT)
    me.press("z")
    expect(page.locator("button[data-key=y]")).to_be_visible()
    hears_keys(page)
    assert desk.state(claim_id).state is DeskState.OPEN
    me.press("y")
    me.sees(DeskState.DRAFT)
    me.press("p")
    me.sees(DeskState.PUBLISHED)


def reword_and_publish(me: Editor, claim_id: str) -> None:
    desk, page = me.desk, me.page
    me.press("w")
    expect(page.locator("#wording")).to_be_focused()
    page.locator("#wording").fill("La cifra, con otras palabras.")
    me.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("La cifra, con otras palabras.")
    hears_keys(page)
    me.press("p")
    expect(page.locator("form[action$='/publish']")).to_have_count(0)
    # A key that is pressed before the page is there is not heard.
    expect(page.locator("form[action$='/unpublish']")).to_be_visible()
    hears_keys(page)
    assert desk.state(claim_id).published_wording == "La cifra, con otras palabras."


def add_evidence(me: Editor, claim_id: str) -> None:
    """Names a page by its address, and sees that it was looked at."""
    desk, page = me.desk, me.page
    me.press("d")
    expect(page.locator("#url")).to_be_focused()
    page.keyboard.type(ADDRESS)
    me.press("Enter")
    expect(page.locator(".job")).to_contain_text(ADDRESS)
    until(lambda: [job.url for job in desk.jobs] == [ADDRESS])
    until(lambda: all(it.ended_at for it in desk.desk.book.jobs.of(claim_id)))
    page.reload()
    expect(page.locator(".job")).to_contain_text(me.words.say("done"))


def keep_filter(me: Editor, address: str) -> None:
    page = me.page
    page.goto(address)
    page.locator("summary", has_text=me.words.say("Keep this filter")).click()
    page.get_by_label(me.words.say("Name"), exact=True).fill("Lo de la mañana")
    me.button("Keep")
    expect(page.get_by_role("link", name="Lo de la mañana")).to_be_visible()


def look_into_the_record(me: Editor) -> None:
    desk, page = me.desk, me.page
    page.get_by_role("link", name=me.words.say("Record"), exact=True).click()
    record = page.get_by_role("table")
    for kind in ("Joined", "Signed in", "Decided", "Undid", "Published", "Reworded"):
        expect(record).to_contain_text(me.words.say(kind))
    expect(record).to_contain_text(me.words.say("Merged with another claim"))
    assert desk.desk.book.actions.verify().broken == ()


def switch_language_and_leave(me: Editor, other: str) -> None:
    page = me.page
    page.locator(f"button[name=language][value={other}]").click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator("h1")).to_have_text(words_in(other).say("Record"))
    page.get_by_role("button", name=words_in(other).say("Sign out")).click()
    page.wait_for_url("**/sign-in")
    page.goto("/queue")
    expect(page.locator("#password")).to_be_visible()
