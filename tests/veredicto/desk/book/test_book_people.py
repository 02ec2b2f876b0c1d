from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from desk_books import Desk, bytes_of, tampering

from checkers.errors import BadInput
from veredicto.desk.book.refused import Refused
from veredicto.desk.nouns import ActionKind, Person, Role

SECRET = "una contraseña larga"  # noqa: S105 - of nobody
OTHER = "otra contraseña larga"


def test_who_is_invited_joins_once_and_signs_in_with_the_password(desk: Desk) -> None:
    people = desk.book.people
    token = people.invite(Role.CHIEF, by="desk")
    offered = people.invitation(token)
    ana = people.join(token, "  Ana   María ", SECRET)

    assert (offered, people.invitation(token)) == (Role.CHIEF, None)
    assert (ana.name, ana.role, ana.active) == ("Ana María", Role.CHIEF, True)
    assert people.check("ana maría", SECRET) == ana == people.get(ana.id)
    assert people.named("ANA MARÍA") == ana
    assert people.check("Ana María", OTHER) is None
    assert people.check("Nadie", SECRET) is None
    assert people.check("\ud83d" * 1_000, "\ud83d") is None
    assert (people.count(), people.all()) == (1, (ana,))
    with pytest.raises(BadInput, match="not valid any more"):
        people.join(token, "Luis", SECRET)
    kinds = [action.kind for action in desk.book.actions.since(0)]
    assert kinds == [ActionKind.INVITE, ActionKind.JOIN]
    assert desk.book.actions.since(1)[0].content == {"name": "Ana María", "role": "chief"}


def test_neither_passwords_nor_tokens_are_in_the_file(desk: Desk) -> None:
    invitation = desk.book.people.invite(Role.EDITOR, by="desk")
    ana = desk.book.people.join(invitation, "Ana", SECRET)
    session = desk.book.sessions.open(ana.id)
    desk.book.people.change_password(ana.id, SECRET, OTHER)
    session_after = desk.book.sessions.open(ana.id)

    kept = bytes_of(desk.path)
    for secret in (invitation, session, session_after, SECRET, OTHER):
        assert secret.encode() not in kept
    assert b"$argon2id$" in kept


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        (" ", SECRET, "give a name"),
        ("a" * 81, SECRET, "longer than 80"),
        ("An\u202ea", SECRET, "cannot be seen"),
        ("An\ud83da", SECRET, "cannot be seen"),
        ("ＬＵＩＳ", SECRET, "already"),
        ("Ana", "corta", "5 characters"),
        ("Ana", "a" * 1_001, "more than 1000"),
        ("Ana María Núñez", "ana maría núñez", "the password is the name"),
    ],
)
def test_a_name_or_password_that_cannot_be_used_leaves_the_invitation(
    desk: Desk, luis: Person, name: str, password: str, why: str
) -> None:
    token = desk.book.people.invite(Role.EDITOR, by="desk")

    with pytest.raises(BadInput, match=why):
        desk.book.people.join(token, name, password)

    assert desk.book.people.invitation(token) is Role.EDITOR
    assert desk.book.people.all() == (luis,)


def test_an_invitation_ends(desk: Desk) -> None:
    token = desk.book.people.invite(Role.EDITOR, by="desk", days=2)
    desk.watch.now += timedelta(days=2)

    assert desk.book.people.invitation(token) is None
    with pytest.raises(BadInput, match="not valid any more"):
        desk.book.people.join(token, "Ana", SECRET)
    for days in (0, -1, 366, float("nan"), float("inf")):
        with pytest.raises(BadInput, match="days"):
            desk.book.people.invite(Role.EDITOR, by="desk", days=days)


def test_an_invitation_that_is_used_up_meanwhile_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = desk.book.people
    token = people.invite(Role.EDITOR, by="desk")
    monkeypatch.setattr(type(people), "invitation", lambda *_: Role.EDITOR)
    people.join(token, "Ana", SECRET)

    with pytest.raises(BadInput, match="not valid any more"):
        people.join(token, "Luis", SECRET)
    assert people.count() == 1


def test_a_password_hashed_with_less_effort_is_hashed_again(desk: Desk) -> None:
    token = desk.book.people.invite(Role.EDITOR, by="desk")
    ana = desk.book.people.join(token, "Ana", SECRET)
    cheap = PasswordHasher(time_cost=1, memory_cost=1_024).hash(SECRET)
    with tampering(desk.path) as db:
        db.execute("UPDATE people SET password = ?", (cheap,))

    assert desk.book.people.check("Ana", SECRET) == ana
    with tampering(desk.path) as db:
        assert db.execute("SELECT password FROM people").fetchone() != (cheap,)
    assert desk.book.people.check("Ana", SECRET) == ana


def test_another_password_needs_the_old_one_and_ends_all_sessions(desk: Desk) -> None:
    people, sessions = desk.book.people, desk.book.sessions
    ana = people.join(people.invite(Role.EDITOR, by="desk"), "Ana", SECRET)
    token = sessions.open(ana.id)

    with pytest.raises(BadInput, match="not the password"):
        people.change_password(ana.id, OTHER, OTHER)
    with pytest.raises(BadInput, match="characters"):
        people.change_password(ana.id, SECRET, "corta")
    assert sessions.person(token) == ana
    people.change_password(ana.id, SECRET, OTHER)
    assert sessions.person(token) is None
    assert people.check("Ana", SECRET) is None
    assert people.check("Ana", OTHER) == ana
    (last,) = desk.book.actions.latest(limit=1)
    assert (last.kind, last.by, last.content) == (ActionKind.CHANGE_PASSWORD, ana.id, {})
    with pytest.raises(BadInput, match="nobody with the identifier"):
        people.change_password("nobody", SECRET, OTHER)


def test_a_chief_appoints_and_the_last_one_stays(desk: Desk, jefa: Person, luis: Person) -> None:
    people = desk.book.people
    with pytest.raises(BadInput, match="last chief"):
        people.set_role(jefa.id, Role.EDITOR, by=jefa.id)
    with pytest.raises(BadInput, match="last chief"):
        people.disable(jefa.id, by=jefa.id)
    appointed = people.set_role(luis.id, Role.CHIEF, by=jefa.id)
    same = people.set_role(jefa.id, Role.CHIEF, by=jefa.id)
    people.set_role(jefa.id, Role.READER, by=luis.id)

    assert (appointed.role, same.role) == (Role.CHIEF, Role.CHIEF)
    changes = desk.book.actions.latest(kind=ActionKind.CHANGE_ROLE)
    assert [change.content for change in changes] == [
        {"person": jefa.id, "from": "chief", "to": "reader"},
        {"person": luis.id, "from": "editor", "to": "chief"},
    ]


def test_only_a_chief_does_what_is_about_people(desk: Desk, jefa: Person, luis: Person) -> None:
    people = desk.book.people
    with pytest.raises(Refused, match="role"):
        people.invite(Role.CHIEF, by=luis.id)
    with pytest.raises(Refused, match="role"):
        people.set_role(luis.id, Role.CHIEF, by=luis.id)
    with pytest.raises(Refused, match="role"):
        people.disable(jefa.id, by=luis.id)
    people.set_role(luis.id, Role.CHIEF, by=jefa.id)
    people.disable(luis.id, by=jefa.id)
    with pytest.raises(Refused, match="role"):
        people.enable(luis.id, by=luis.id)


def test_who_was_let_go_gets_in_nowhere_until_they_are_back(desk: Desk, jefa: Person) -> None:
    people, sessions = desk.book.people, desk.book.sessions
    ana = people.join(people.invite(Role.EDITOR, by=jefa.id), "Ana", SECRET)
    token = sessions.open(ana.id)
    gone = people.disable(ana.id, by=jefa.id)
    again = people.disable(ana.id, by=jefa.id)

    assert not gone.active
    assert gone == again
    assert sessions.person(token) is None
    assert people.check("Ana", SECRET) is None
    with pytest.raises(BadInput, match="not in use"):
        sessions.open(ana.id)
    assert people.enable(ana.id, by=jefa.id) == people.enable(ana.id, by=jefa.id) == ana
    assert people.check("Ana", SECRET) == ana
    changes = desk.book.actions.latest(kind=ActionKind.CHANGE_ROLE)
    assert [change.content["to"] for change in changes] == ["editor", None]


def test_language_and_keys_are_kept(desk: Desk, ana: Person) -> None:
    people = desk.book.people
    people.set_language(ana.id, "es")
    kept = people.set_keys(ana.id, {"undo": "z", "confirm": "c"})

    assert kept == people.get(ana.id)
    assert (kept.language, kept.keys) == ("es", (("confirm", "c"), ("undo", "z")))
    assert people.set_language(ana.id, None).language is None
    with pytest.raises(BadInput, match="nobody"):
        people.set_language("nobody", "es")


def test_who_signs_in_elsewhere_is_known_again_and_has_no_password(desk: Desk) -> None:
    people = desk.book.people
    ana = people.from_outside("https://id.example|1", "Ana", Role.EDITOR)
    again = people.from_outside("https://id.example|1", "Otra", Role.CHIEF)
    other = people.from_outside("https://id.example|2", "Ana", Role.READER)
    third = people.from_outside("https://id.example|3", "ANA", Role.READER)

    assert again == ana
    assert (other.name, other.role) == ("Ana (2)", Role.READER)
    assert third.name == "ANA (3)"
    assert people.check("Ana", "") is None
    with pytest.raises(BadInput, match="not the password"):
        people.change_password(ana.id, "", SECRET)
    joined = desk.book.actions.since(0)[0]
    assert joined.content == {"name": "Ana", "role": "editor", "subject": "https://id.example|1"}
