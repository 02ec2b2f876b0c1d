from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from desks import PASSWORD, ServedDesk

from veredicto.desk.book.new_passwords import VALID
from veredicto.desk.book.opened import Book
from veredicto.desk.nouns import Role

OTHER = "otras cuatro palabras bien largas"


def link_for(desk: ServedDesk, person_id: str) -> str:
    page = desk.somebody(Role.CHIEF).send(f"/people/{person_id}/password-link")
    found = re.search(r"/new-password/[\w-]+", page.text)
    assert found is not None, page.text
    return found[0]


def test_who_forgot_a_password_chooses_another_by_a_link_of_a_chief(desk: ServedDesk) -> None:
    ana = desk.with_password()
    there = desk.signed_in(ana)
    link = link_for(desk, ana.id)
    anybody = desk.nobody()

    assert ana.name in anybody.page(link).text
    assert anybody.send(link, {"password": OTHER, "again": "not the same"}).status_code == 400
    assert anybody.send(link, {"password": "short", "again": "short"}).status_code == 400
    assert anybody.send(link, {"password": OTHER, "again": OTHER}).headers["location"] == "/sign-in"

    assert there.get("/queue").status_code == 303
    assert desk.book.people.check(ana.name, PASSWORD) is None
    assert desk.book.people.check(ana.name, OTHER) == desk.book.people.get(ana.id)
    assert anybody.send(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 404
    assert desk.book.actions.verify().intact


def test_a_newer_link_ends_the_one_before_and_whoever_was_let_go_gets_in_by_none(
    desk: ServedDesk,
) -> None:
    ana = desk.with_password()
    first, second = link_for(desk, ana.id), link_for(desk, ana.id)
    assert desk.nobody().get(first).status_code == 404
    assert desk.nobody().get(second).status_code == 200

    desk.book.people.disable(ana.id, by="desk")
    assert desk.nobody().send(second, {"password": OTHER, "again": OTHER}).status_code == 404


def test_an_editor_makes_no_links(desk: ServedDesk) -> None:
    ana = desk.with_password()
    assert desk.somebody(Role.EDITOR).send(f"/people/{ana.id}/password-link").status_code == 403


def test_a_link_ends_after_two_days(tmp_path: Path) -> None:
    with Book(tmp_path / "desk.sqlite") as book:
        token = book.people.invite(Role.CHIEF, by="desk")
        ana = book.people.join(token, "Ana", PASSWORD)
        link = book.new_passwords.link(ana.id, by=ana.id)
        assert book.new_passwords.person(link) == ana
    later = ana.created_at + VALID + timedelta(seconds=1)
    with Book(tmp_path / "desk.sqlite", clock=lambda: later) as book:
        assert book.new_passwords.person(link) is None
