"""Claims that follow the decision on another that says the same."""

from __future__ import annotations

import pytest
from desks import ServedDesk, Somebody, page_of

from veredicto.desk.nouns import DeskState

REASON = "Dice otra cosa que la fuente."


@pytest.fixture(scope="module")
def editor(desk: ServedDesk) -> Somebody:
    return desk.somebody(name="Ana Núñez")


def test_a_claim_follows_the_decision_on_another_until_it_is_separated(
    desk: ServedDesk, editor: Somebody
) -> None:
    first = desk.fresh_claim()
    desk.decide(editor, first, "not_checkable", reason=REASON)
    second = desk.fresh_claim()
    assert desk.change(editor, second, "merge", into=first).status_code == 303
    state = desk.state(second)
    assert (state.merged_into, state.standing and state.standing.label) == (first, None)
    page = editor.page(f"/claims/{second}")
    assert page.find(class_="verdict").find("a", href=f"/claims/{first}") is not None
    record = editor.page("/record").find("table")
    assert "Merged with another claim" in record.find_all("tr")[1].text
    circle = desk.change(editor, first, "merge", into=second)
    assert "the other claim follows this one" in page_of(circle, 400).text
    assert "separate it first" in page_of(desk.confirm(editor, second), 400).text
    assert desk.change(editor, second, "separate").status_code == 303
    assert desk.state(second).state is DeskState.OPEN


def test_a_claim_merges_with_a_decided_one_only_and_what_was_named_stays_in_the_form(
    desk: ServedDesk, editor: Somebody
) -> None:
    claim, other = desk.fresh_claim(), desk.unjudged_claim()
    for into, said in (
        (other, "nobody has decided the other claim"),
        ("no-such-claim", "there is no claim"),
    ):
        refused = desk.change(editor, claim, "merge", into=into)
        page = page_of(refused, 400)
        assert said in page.text
        form = page.find("form", action=f"/claims/{claim}/merge")
        kept = [it.get("value") for it in form.select("input[checked], #other")]
        assert into in kept
    assert desk.state(claim).version == 0


def test_a_claim_that_is_no_known_repeat_is_merged_with_by_its_address(
    desk: ServedDesk, editor: Somebody
) -> None:
    known = desk.fresh_claim()
    desk.confirm(editor, known)
    for address in (f"{desk.url}/claims/{known}?state=open#e-1", f"  /claims/{known} ", known):
        claim = desk.fresh_claim()
        assert desk.change(editor, claim, "merge", other=address).status_code == 303
        assert desk.state(claim).merged_into == known
    claim = desk.fresh_claim()
    for nothing in ({}, {"other": " "}, {"other": "https://a.example/"}, {"other": "http://["}):
        assert desk.change(editor, claim, "merge", **nothing).status_code == 400


def test_a_claim_merges_with_one_that_was_confirmed_as_something_else_and_says_why(
    desk: ServedDesk, editor: Somebody
) -> None:
    known, claim = desk.fresh_claim("refuted"), desk.fresh_claim("supported")
    desk.confirm(editor, known)
    assert desk.change(editor, claim, "merge", into=known).status_code == 303
    standing = desk.state(claim).standing
    row = desk.desk.line.row(known)
    assert standing is not None
    assert row is not None
    assert standing.label == "refuted"
    assert row["wording"] in standing.reason
    desk.change(editor, claim, "publish")
    desk.keeper.look()
    assert desk.book.outbox.waiting() == ()


def test_a_merge_that_comes_too_late_shows_and_keeps_what_was_chosen(
    desk: ServedDesk, editor: Somebody
) -> None:
    known = desk.fresh_claim()
    desk.decide(editor, known, "not_checkable", reason=REASON)
    claim = desk.fresh_claim()
    desk.change(editor, claim, "assign", assignee=editor.id)
    late = editor.send(f"/claims/{claim}/merge", {"version": 0, "other": known})
    page = page_of(late, 409)
    assert page.find(class_="versions").find("a", href=f"/claims/{known}") is not None
    assert page.find(id="other")["value"] == known
    opened = [it["data-form"] for it in page.select("details.act[open]")]
    assert opened == ["merge"]
