"""What the desk tells of what was done on the claim before, and of what was done with many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup, Tag
from desks import ServedDesk, Somebody, page_of, served

from veredicto.desk.nouns import DeskState, Role


def moved_on(page: BeautifulSoup) -> Tag | None:
    found = page.find(class_="moved")
    return found if isinstance(found, Tag) else None


def fields_of(form: Tag) -> dict[str, str]:
    return {str(it["name"]): str(it["value"]) for it in form.find_all("input")}


def test_the_next_claim_tells_what_was_decided_and_takes_it_back(desk: ServedDesk) -> None:
    editor, claim = desk.somebody(), desk.fresh_claim("refuted")
    to = desk.confirm(editor, claim).headers["location"]
    told = moved_on(editor.page(to))
    assert told is not None
    assert f"/claims/{claim}" in [str(it["href"]) for it in told.find_all("a")]
    assert "Refuted" in told.get_text()
    form = told.form
    assert isinstance(form, Tag)
    answer = editor.send(str(form["action"]), fields_of(form))
    assert answer.headers["location"].startswith(f"/claims/{claim}")
    assert desk.state(claim).state is DeskState.OPEN
    assert moved_on(editor.page(to)) is None


def test_the_filter_stays_and_the_queue_tells_it_where_no_claim_is_left(desk: ServedDesk) -> None:
    editor, claim = desk.somebody(), desk.fresh_claim("supported")
    row = desk.desk.line.find(claim)
    assert row is not None
    query = urlencode({"q": row.wording})
    to = desk.confirm(editor, claim, query=query).headers["location"]
    assert to.partition("?")[2].startswith(f"{query}&done=")
    while to.startswith("/claims/"):
        following = to.removeprefix("/claims/").partition("?")[0]
        to = desk.confirm(editor, following, query=query).headers["location"]
    assert to.startswith("/queue?")
    assert moved_on(editor.page(to)) is not None


def test_nobody_else_is_told_nor_anybody_of_what_was_changed_since(desk: ServedDesk) -> None:
    editor, other, claim = desk.somebody(), desk.somebody(), desk.fresh_claim()
    to = desk.confirm(editor, claim).headers["location"]
    assert moved_on(other.page(to)) is None
    assert moved_on(editor.page(to)) is not None
    desk.change(other, claim, "assign", assignee=other.id)
    assert moved_on(editor.page(to)) is None
    path = to.partition("?")[0]
    for number in ("0", "-1", "1e3", "x", "9" * 15, "9" * 400, "1", "٣", "%00"):
        assert moved_on(editor.page(f"{path}?done={number}")) is None
        assert moved_on(editor.page(f"/queue?done={number}")) is None


@pytest.fixture
def many(tmp_path: Path) -> Iterator[tuple[ServedDesk, Somebody, list[str]]]:
    """A desk with three claims that nobody has touched."""
    with served(tmp_path) as desk:
        editor = desk.somebody()
        claims = []
        while len(claims) < 3:
            claims.append(desk.fresh_claim("supported"))
            desk.change(editor, claims[-1], "assign", assignee=editor.id)
        yield desk, editor, claims


def done_with(editor: Somebody, kind: str, claims: list[str]) -> Tag:
    """Does something with many claims as the pages do; the form that takes it back."""
    plan = page_of(editor.send("/queue/bulk", {"kind": kind, "claims": claims}))
    form = plan.main.find("form", class_="stack")
    answer = editor.send("/queue/bulk/do", fields_of(form) | {"reason": "Se ve."})
    back = page_of(answer).main.form
    assert isinstance(back, Tag)
    return back


@pytest.mark.parametrize("kind", ["confirm", "not_checkable"])
def test_what_was_done_with_many_is_undone_at_once_but_for_what_changed_since(
    many: tuple[ServedDesk, Somebody, list[str]], kind: str
) -> None:
    desk, editor, claims = many
    back = done_with(editor, kind, claims)
    assert {desk.state(it).state for it in claims} == {DeskState.DRAFT}
    desk.change(editor, claims[1], "publish")
    page = page_of(editor.send(str(back["action"]), fields_of(back)))
    said = page.main.get_text(" ", strip=True)
    assert "2 claims are as they were before." in said
    assert "changed since you saw them" in said
    assert [desk.state(it).state for it in claims] == [
        DeskState.OPEN,
        DeskState.PUBLISHED,
        DeskState.OPEN,
    ]
    again = page_of(editor.send(str(back["action"]), fields_of(back)))
    assert "0 claims are as they were before." in again.main.get_text(" ", strip=True)
    assert desk.state(claims[0]).assignee == editor.id


def test_nobody_undoes_with_many_what_others_did(
    many: tuple[ServedDesk, Somebody, list[str]],
) -> None:
    desk, editor, claims = many
    fields = fields_of(done_with(editor, "confirm", claims))
    other = desk.somebody()
    page_of(other.send("/queue/bulk/undo", {"claims": fields["claims"]}))
    assert {desk.state(it).state for it in claims} == {DeskState.DRAFT}
    reader = desk.somebody(Role.READER)
    assert reader.send("/queue/bulk/undo", {"claims": fields["claims"]}).status_code == 403
    for damaged in ("x", "no-such:1:", f"{claims[0]}:{'9' * 30}:"):
        assert editor.send("/queue/bulk/undo", {"claims": damaged}).status_code in {200, 400}
    assert {desk.state(it).state for it in claims} == {DeskState.DRAFT}
    assert desk.book.actions.verify().broken == ()
