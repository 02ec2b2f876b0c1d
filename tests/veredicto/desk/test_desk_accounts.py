from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desks import PASSWORD, ServedDesk, Somebody, served

from veredicto.desk.guard.rates import CHANGES, SIGN_IN_BY_NAME, Rates
from veredicto.desk.nouns import ActionKind, Role
from veredicto.desk.serve import THE_DESK, Address, first_link
from veredicto.desk.visit import LANGUAGE, SESSION

NAMES = (f"Inés Campo {number}" for number in itertools.count(1))


def joining(**fields: str) -> dict[str, str]:
    """What somebody sends who was invited, under a name that nobody has."""
    return {"name": next(NAMES), "password": PASSWORD, "again": PASSWORD} | fields


def sign_in(browser: Somebody, name: str, password: str = PASSWORD, **more: str) -> int:
    fields = {"name": name, "password": password} | more
    return browser.client.post("/sign-in", data=fields).status_code


def is_in(browser: Somebody) -> bool:
    return browser.get("/queue").status_code == 200


def test_the_first_link_makes_a_chief_and_there_is_no_second_one(fresh_desk: ServedDesk) -> None:
    browser = fresh_desk.nobody()
    assert "Nobody has an account yet" in browser.page("/sign-in").text
    link = first_link(fresh_desk.book, fresh_desk.address)
    assert link is not None
    assert "Chief editor" in browser.page(link).main.text
    joined = browser.client.post(link, data=joining(name="Inés Campo"))
    assert (joined.status_code, joined.headers["location"]) == (303, "/queue")
    assert is_in(browser)
    assert [(it.name, it.role) for it in fresh_desk.book.people.all()] == [
        ("Inés Campo", Role.CHIEF)
    ]
    assert first_link(fresh_desk.book, fresh_desk.address) is None
    assert "Nobody has an account yet" not in fresh_desk.nobody().page("/sign-in").text


def test_a_link_makes_one_account_only(desk: ServedDesk) -> None:
    link = f"/join/{desk.book.people.invite(Role.EDITOR, by=THE_DESK)}"
    assert desk.nobody().client.post(link, data=joining()).status_code == 303
    again = desk.nobody()
    assert "This link is not valid" in again.page(link, status=404).text
    refused = again.client.post(link, data=joining(name="Otra"))
    assert refused.status_code == 404
    assert SESSION not in again.client.cookies
    assert desk.book.people.named("Otra") is None


def test_a_wrong_or_expired_link_makes_none(desk: ServedDesk) -> None:
    before = desk.book.people.count()
    late = desk.book.people.invite(Role.CHIEF, by=THE_DESK, days=1e-9)
    for token in ("no-such-invitation", late):
        browser = desk.nobody()
        assert "This link is not valid" in browser.page(f"/join/{token}", status=404).text
        assert browser.client.post(f"/join/{token}", data=joining()).status_code == 404
        assert not is_in(browser)
    assert desk.book.people.count() == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"again": "otra cosa del todo distinta"}, "The passwords differ"),
        ({"password": "corta", "again": "corta"}, "12"),
        ({"name": "   "}, "name"),
        ({"name": "Ana\u202eorotide"}, "cannot be seen"),
        ({"name": "marta  NOMBRE"}, "has the name"),
    ],
)
def test_an_account_that_cannot_be_made_is_refused_with_why_and_the_link_stays_good(
    desk: ServedDesk, fields: dict[str, str], said: str
) -> None:
    if not desk.book.people.named("Marta Nombre"):
        desk.with_password(name="Marta Nombre")
    link = f"/join/{desk.book.people.invite(Role.EDITOR, by=THE_DESK)}"
    browser = desk.nobody()
    refused = browser.client.post(link, data=joining(**fields))
    assert refused.status_code == 400
    assert said in refused.text
    assert browser.client.post(link, data=joining()).status_code == 303


def test_name_and_password_sign_in_and_signing_out_ends_the_session_for_good(
    desk: ServedDesk,
) -> None:
    desk.with_password(name="Sara Entrada")
    browser = desk.nobody()
    assert browser.get("/queue").headers["location"] == "/sign-in?back=%2Fqueue"
    assert sign_in(browser, "  sara  entrada ") == 303
    browser.token = browser.client.cookies[SESSION]
    assert is_in(browser)
    kept = browser.token
    assert browser.send("/sign-out").headers["location"] == "/sign-in"
    assert not is_in(browser)
    stolen = desk.nobody()
    stolen.client.cookies.set(SESSION, kept)
    assert not is_in(stolen)
    bearer = {"authorization": f"Bearer {kept}"}
    assert desk.nobody().get("/api/v1/me", headers=bearer).status_code == 401


def test_a_wrong_password_and_an_unknown_name_are_answered_alike_and_go_into_the_record(
    desk: ServedDesk,
) -> None:
    person = desk.with_password(name="Clara Clave")
    chief = desk.somebody(Role.CHIEF)
    answers = []
    for name in ("Clara Clave", "Nadie Clave"):
        fields = {"name": name, "password": "no es la que tiene"}
        refused = desk.nobody().client.post("/sign-in", data=fields)
        assert refused.status_code == 401
        assert SESSION not in refused.cookies
        answers.append(refused.text.replace(name, ""))
    assert answers[0] == answers[1]
    refusals = desk.book.actions.latest(kind=ActionKind.SIGN_IN_REFUSED)
    assert [action.by for action in refusals] == [person.id]
    assert "Was refused" in chief.page("/record").text


def test_too_many_attempts_under_a_name_are_answered_429_even_with_the_right_password(
    tmp_path: Path,
) -> None:
    with served(tmp_path, rates=Rates()) as desk:
        desk.with_password(name="Nuria Palabra")
        desk.with_password(name="Otra Persona")
        for _ in range(8):
            desk.desk.rates.allows(SIGN_IN_BY_NAME, "name", "nuria palabra")
        tried = [sign_in(desk.nobody(), "nuria palabra", "no es la suya") for _ in range(2)]
        assert tried == [401, 401]
        browser = desk.nobody()
        assert sign_in(browser, "NURIA  Palabra") == 429
        assert not is_in(browser)
        fields = {"name": "Nuria Palabra", "password": PASSWORD}
        assert browser.client.post("/api/v1/session", json=fields).status_code == 429
        assert sign_in(browser, "Otra Persona") == 303


def test_too_many_attempts_from_an_address_are_answered_429_whatever_the_names(
    tmp_path: Path,
) -> None:
    with served(tmp_path, rates=Rates()) as desk:
        desk.with_password(name="Nuria Palabra")
        link = f"/join/{desk.book.people.invite(Role.EDITOR, by=THE_DESK)}"
        # Links that are wrong cost no password, and count alike.
        tried = {
            desk.nobody().client.post("/join/no", data=joining()).status_code for _ in range(30)
        }
        assert tried == {404}
        assert sign_in(desk.nobody(), "Nuria Palabra") == 429
        assert desk.nobody().client.post(link, data=joining()).status_code == 429
        assert "Wait some minutes" in desk.nobody().client.post(link, data=joining()).text


def test_too_many_changes_within_a_minute_are_answered_429(tmp_path: Path) -> None:
    with served(tmp_path, rates=Rates()) as desk:
        editor = desk.somebody()
        claim = desk.fresh_claim()
        for _ in range(CHANGES.amount - 1):
            desk.desk.rates.allows(CHANGES, editor.id)
        answers = [editor.send(f"/claims/{claim}/here").status_code for _ in range(2)]
        assert answers == [200, 429]
        assert is_in(editor)


@pytest.mark.parametrize(
    ("column", "ago"),
    [("seen_at", timedelta(hours=12, minutes=1)), ("opened_at", timedelta(days=7, minutes=1))],
)
def test_a_session_ends_when_it_is_not_used_or_after_a_week(
    desk: ServedDesk, column: str, ago: timedelta
) -> None:
    editor = desk.somebody()
    assert is_in(editor)
    then = (datetime.now(UTC) - ago).isoformat(timespec="microseconds")
    with closing(sqlite3.connect(desk.settings.desk)) as book, book:
        book.execute(f"UPDATE sessions SET {column} = ?", (then,))  # noqa: S608 (named above)
    assert not is_in(editor)


def test_whoever_is_let_in_no_more_is_out_at_once_on_pages_and_api(desk: ServedDesk) -> None:
    chief, person = desk.somebody(Role.CHIEF), desk.with_password()
    editor, claim = desk.signed_in(person), desk.fresh_claim()
    assert is_in(editor)
    assert chief.send(f"/people/{person.id}/disable").status_code == 303
    assert not is_in(editor)
    assert desk.confirm(editor, claim).headers["location"].startswith("/sign-in")
    bearer = {"authorization": f"Bearer {editor.token}"}
    assert editor.get("/api/v1/me", headers=bearer).status_code == 401
    assert sign_in(editor, person.name) == 401
    assert desk.state(claim).version == 0


def test_a_role_that_was_changed_counts_at_once(desk: ServedDesk) -> None:
    chief, editor, claim = desk.somebody(Role.CHIEF), desk.somebody(), desk.fresh_claim()
    assert chief.send(f"/people/{editor.id}/role", {"role": "reader"}).status_code == 303
    assert desk.confirm(editor, claim).status_code == 403
    assert chief.send(f"/people/{editor.id}/role", {"role": "editor"}).status_code == 303
    assert desk.confirm(editor, claim).status_code == 303


def test_the_last_chief_stays(fresh_desk: ServedDesk) -> None:
    chief = fresh_desk.somebody(Role.CHIEF)
    for what, fields in (("disable", {}), ("role", {"role": "reader"})):
        refused = chief.send(f"/people/{chief.id}/{what}", fields)
        assert refused.status_code == 400
        assert "last chief" in refused.text
    assert is_in(chief)


OWN = (
    "/sign-in",
    "/sign-out",
    "/join/{token}",
    "/new-password/",
    "/language",
    "/account/",
    "/queue/saved",
    "/here",
)


def test_a_reader_may_send_no_form_but_those_of_their_own_account_and_filters(
    desk: ServedDesk,
) -> None:
    reader, other = desk.somebody(Role.READER), desk.somebody(Role.CHIEF)
    refused = [path for path in desk.forms if not any(own in path for own in OWN)]
    assert len(refused) > 12
    before = desk.book.actions.last_number
    for path in refused:
        filled = path.format(claim_id=desk.fresh_claim(), person_id=other.id, filter_id="1")
        answer = reader.send(filled, {"version": 0})
        assert answer.status_code == 403, path
        assert "This needs the role" in answer.text
    assert desk.book.actions.last_number == before
    page = reader.page(f"/claims/{desk.fresh_claim()}")
    assert {form["action"] for form in page.main.find_all("form")} == set()


def test_an_editor_neither_invites_nor_appoints_nor_settles_nor_verifies(desk: ServedDesk) -> None:
    editor, chief = desk.somebody(), desk.somebody(Role.CHIEF)
    assert editor.send("/people/invite", {"role": "chief"}).status_code == 403
    assert editor.send(f"/people/{editor.id}/role", {"role": "chief"}).status_code == 403
    assert editor.send(f"/people/{chief.id}/disable").status_code == 403
    for path in ("/people", "/record/verification"):
        assert editor.get(path).status_code == 403
    claim = desk.fresh_claim()
    answer = desk.decide(
        editor, claim, "overrule", to="settle", label="refuted", reason="Porque sí."
    )
    assert answer.status_code == 400
    assert "your role does not allow this" in answer.text
    assert desk.state(claim).version == 0


def test_a_chief_invites_and_the_link_is_shown_once(desk: ServedDesk) -> None:
    chief = desk.somebody(Role.CHIEF)
    shown = chief.send("/people/invite", {"role": "reader"})
    assert shown.status_code == 200
    link = next(it for it in shown.text.split("<") if "/join/" in it).partition(">")[2]
    assert link.startswith(f"{desk.url}/join/")
    assert link not in chief.get("/people").text
    browser = desk.nobody()
    assert browser.client.post(link, data=joining()).status_code == 303
    assert "Reader" in browser.page("/account").main.text


def test_another_password_closes_every_session_and_only_it_signs_in(desk: ServedDesk) -> None:
    person = desk.with_password()
    here, elsewhere, other = desk.signed_in(person), desk.signed_in(person), desk.somebody()
    new = "otras cuatro palabras distintas"
    wrong = here.send("/account/password", {"old": "no es", "new": new, "again": new})
    assert wrong.status_code == 400
    differing = here.send("/account/password", {"old": PASSWORD, "new": new, "again": PASSWORD})
    assert "The passwords differ" in differing.text
    assert is_in(elsewhere)
    changed = here.send("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert (changed.status_code, changed.headers["location"]) == (303, "/sign-in")
    assert [is_in(browser) for browser in (here, elsewhere, other)] == [False, False, True]
    assert sign_in(desk.nobody(), person.name) == 401
    assert sign_in(desk.nobody(), person.name, new) == 303


def test_keys_are_chosen_and_no_two_commands_have_the_same(desk: ServedDesk) -> None:
    editor = desk.somebody()
    refused = editor.send("/account/keys", {"key_confirm": "o"})
    assert refused.status_code == 400
    assert "is the key of two commands" in refused.text
    assert editor.send("/account/keys", {"key_confirm": "ñ"}).status_code == 303
    assert "The keys are changed" in editor.page("/account?done=keys").text
    assert editor.page("/account/keys").find("kbd", string="ñ") is not None
    assert editor.page(f"/claims/{desk.fresh_claim()}").find(attrs={"data-key": "ñ"}) is not None
    assert editor.send("/account/keys").status_code == 303
    assert editor.page("/account/keys").find("kbd", string="ñ") is None


def test_no_cookie_can_be_read_by_scripts_or_is_sent_from_other_sites(desk: ServedDesk) -> None:
    browser, person = desk.nobody(), desk.with_password()
    came = [
        browser.client.post("/sign-in", data={"name": person.name, "password": PASSWORD}),
        browser.client.post("/language", data={"language": "es"}),
    ]
    cookies = [it for answer in came for it in answer.headers.get_list("set-cookie")]
    assert {it.partition("=")[0] for it in cookies} == {SESSION, LANGUAGE}
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"httponly", "samesite=lax", "path=/"} <= parts


def test_cookies_of_a_desk_that_is_reached_by_https_are_sent_by_https_only(tmp_path: Path) -> None:
    public = "https://mesa.example"
    with served(tmp_path, address=lambda port: Address("127.0.0.1", port, public)) as desk:
        desk.with_password(name="Nuria Palabra")
        browser = desk.nobody(host="mesa.example")
        fields = {"name": "Nuria Palabra", "password": PASSWORD}
        answer = browser.client.post("/sign-in", data=fields, headers={"origin": public})
        assert answer.status_code == 303
        assert "secure" in answer.headers["set-cookie"].lower()
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_session_that_the_browser_had_before_ends_when_somebody_signs_in(
    desk: ServedDesk,
) -> None:
    person = desk.with_password()
    browser = desk.signed_in(person)
    earlier = browser.token
    assert sign_in(browser, person.name) == 303
    assert browser.client.cookies.get(SESSION) != earlier
    assert desk.book.sessions.person(earlier) is None


def test_whoever_signs_in_comes_to_where_they_wanted(desk: ServedDesk) -> None:
    person = desk.with_password()
    browser = desk.nobody()
    asked = browser.get("/queue", params={"state": "open", "q": "año"})
    form = browser.page(asked.headers["location"]).main.find("input", attrs={"name": "back"})
    assert form["value"] == "/queue?state=open&q=a%C3%B1o"
    fields = {"name": person.name, "password": PASSWORD, "back": form["value"]}
    answer = browser.client.post("/sign-in", data=fields)
    assert answer.headers["location"] == "/queue?state=open&q=a%C3%B1o"
