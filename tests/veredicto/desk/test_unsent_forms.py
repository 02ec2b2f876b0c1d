"""Forms on claims that are sent after the session has ended."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from desks import PASSWORD, ServedDesk, Somebody

from veredicto.desk.unsent import MOST, SECONDS, Unsent

REASON = "Las cuentas dicen otra cosa, y lo he escrito con cuidado."


def end_sessions(desk: ServedDesk) -> None:
    """Nobody has used the desk since yesterday."""
    then = (datetime.now(UTC) - timedelta(hours=13)).isoformat(timespec="microseconds")
    with closing(sqlite3.connect(desk.settings.desk)) as book, book:
        book.execute("UPDATE sessions SET seen_at = ?", (then,))


def sign_in(browser: Somebody, name: str, back: str) -> None:
    fields = {"name": name, "password": PASSWORD, "back": back}
    answer = browser.client.post("/sign-in", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, back)


def test_what_was_written_is_in_its_form_again_after_signing_in(fresh_desk: ServedDesk) -> None:
    desk = fresh_desk
    person = desk.with_password()
    editor, claim = desk.signed_in(person), desk.fresh_claim("supported")
    end_sessions(desk)

    late = desk.decide(editor, claim, "overrule", label="refuted", reason=REASON)

    assert late.headers["location"] == f"/sign-in?back=%2Fclaims%2F{claim}"
    assert desk.state(claim).version == 0
    sign_in(editor, person.name, f"/claims/{claim}")
    page = editor.page(f"/claims/{claim}")
    assert page.find(id="reason-overrule").text.strip() == REASON
    assert page.find("input", attrs={"name": "label", "value": "refuted"}).has_attr("checked")
    assert "It is in its form again" in page.main.text
    mark = page.find("input", attrs={"name": "mark"})["value"]
    fields = {"mark": mark, "label": "refuted", "reason": REASON}
    assert desk.decide(editor, claim, "overrule", **fields).status_code == 303
    again = editor.page(f"/claims/{claim}")
    assert "It is in its form again" not in again.main.text


def test_it_is_for_whom_it_is_of_and_for_nobody_who_sends_without_our_form(
    fresh_desk: ServedDesk,
) -> None:
    desk = fresh_desk
    editor, other, claim = desk.somebody(), desk.somebody(), desk.fresh_claim()
    forged = desk.somebody()
    end_sessions(desk)
    desk.change(editor, claim, "reword", wording=REASON)
    desk.change(forged, claim, "reword", wording=REASON, mark="0" * 64)

    assert other.person is not None
    assert forged.person is not None
    assert REASON not in desk.signed_in(other.person).get(f"/claims/{claim}").text
    assert REASON not in desk.signed_in(forged.person).get(f"/claims/{claim}").text
    assert editor.person is not None
    assert REASON in desk.signed_in(editor.person).get(f"/claims/{claim}").text


def test_after_signing_out_nothing_is_kept(fresh_desk: ServedDesk) -> None:
    desk = fresh_desk
    editor, claim = desk.somebody(), desk.fresh_claim()
    assert editor.person is not None
    desk.book.sessions.close(editor.token)

    late = desk.change(editor, claim, "reword", wording=REASON)

    assert late.headers["location"] == "/sign-in?back=%2Fqueue"
    assert REASON not in desk.signed_in(editor.person).get(f"/claims/{claim}").text


def test_it_is_kept_for_an_hour_of_the_last_who_wrote_and_of_forms_with_words() -> None:
    now = [0.0]
    unsent = Unsent(lambda: now[0])
    assert unsent.keep("ana", "/queue/bulk/do", {"reason": "x"}) is None
    assert unsent.keep("ana", "/claims/a/decide", {"decision": "confirm"}) == "a"
    assert unsent.of("ana", "a") == {}
    unsent.keep("ana", "/claims/a/merge", {"other": "b", "into": "c"})
    assert unsent.of("ana", "a")["into"] == "b"
    assert unsent.of("ana", "b") == {}
    now[0] += SECONDS + 1
    assert unsent.of("ana", "a") == {}
    for number in range(MOST + 1):
        unsent.keep(str(number), "/claims/a/reword", {"wording": "x"})
    assert unsent.of("0", "a") == {}
    assert unsent.of("1", "a") != {}
