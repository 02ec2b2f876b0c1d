"""The people of the desk: invited, signed in by password or elsewhere, appointed and let go."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta

from checkers.errors import BadInput
from veredicto.desk.book.accounts import (
    Entry,
    add_person,
    known,
    people_where,
    person_where,
    refuse_unless_chief,
    refuse_without_chief,
)
from veredicto.desk.book.chain import append
from veredicto.desk.book.file import BookFile
from veredicto.desk.book.moments import written
from veredicto.desk.book.names import (
    LONGEST_NAME,
    name_key,
    plain_password,
    tidy_name,
    tidy_password,
)
from veredicto.desk.book.passwords import Passwords
from veredicto.desk.book.remembered import Remembered
from veredicto.desk.book.tokens import fresh_token, kept_of
from veredicto.desk.marking import Unfit, _
from veredicto.desk.nouns import ActionKind, Person, Role

LONGEST_INVITATION = 365
"""Days."""
_NO_LONGER = _("the invitation is not valid any more: ask for another")


class People:
    """The people of a book; what is done about them is in its chain."""

    def __init__(self, file: BookFile, passwords: Passwords) -> None:
        self._file = file
        self._passwords = passwords
        self._everybody: Remembered[None, tuple[Person, ...]] = Remembered(file, self._all)

    def count(self) -> int:
        """How many there are, those included who were let go."""
        with self._file.reading() as db:
            return int(db.execute("SELECT count(*) FROM people").fetchone()[0])

    def all(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        return self._everybody.get(None)

    def _all(self, _key: None) -> tuple[Person, ...]:
        with self._file.reading() as db:
            return people_where(db, "TRUE ORDER BY name_key")

    def get(self, person_id: str) -> Person | None:
        """The person with that identifier."""
        with self._file.reading() as db:
            return person_where(db, "id = ?", person_id)

    def named(self, name: str) -> Person | None:
        """The person with that name, in whatever case."""
        with self._file.reading() as db:
            return person_where(db, "name_key = ?", name_key(name))

    def invite(self, role: Role, *, by: str, days: float = 7) -> str:
        """A token with which one person can join, within that many days; it is nowhere else.

        Raises:
            Refused: `by` is somebody who is no chief.
            BadInput: It would end at once, or never.
        """
        if not 0 < days <= LONGEST_INVITATION:
            raise BadInput(f"an invitation is valid for up to {LONGEST_INVITATION} days")
        token, now = fresh_token(), self._file.clock()
        ends = written(now + timedelta(days=days))
        with self._file.writing() as db:
            refuse_unless_chief(db, by)
            row = (kept_of(token), role.value, ends)
            db.execute("INSERT INTO invitations (token, role, ends_at) VALUES (?, ?, ?)", row)
            content = {"role": role.value, "until": ends}
            append(db, ActionKind.INVITE, at=now, by=by, content=content)
        return token

    def invitation(self, token: str) -> Role | None:
        """The role that the token invites to; None where it does so no more, or never did."""
        with self._file.reading() as db:
            return _invited_to(db, token, self._file.clock())

    def join(self, token: str, name: str, password: str) -> Person:
        """Adds somebody who was invited, and uses the invitation up.

        Raises:
            BadInput: It is not valid, or the name or the password cannot be used.
        """
        tidy = tidy_name(name)
        # Before the costly part, which nobody without an invitation is to have done.
        if self.invitation(token) is None:
            raise Unfit(_NO_LONGER)
        kept = self._passwords.hashed(tidy_password(password, tidy))
        now = self._file.clock()
        with self._file.writing() as db:
            role = _invited_to(db, token, now)
            if role is None:
                raise Unfit(_NO_LONGER)
            person = add_person(db, tidy, role, Entry(password=kept), now)
            used = (person.id, kept_of(token))
            db.execute("UPDATE invitations SET used_by = ? WHERE token = ?", used)
            content = {"name": tidy, "role": role.value}
            append(db, ActionKind.JOIN, at=now, by=person.id, content=content)
        return person

    def check(self, name: str, password: str) -> Person | None:
        """The person with that name and password; None for anybody else, after as long a time."""
        condition = "name_key = ? AND disabled_at IS NULL"
        # Nobody has a longer one, and folding it would take long.
        key = name_key(name[: 4 * LONGEST_NAME])
        with self._file.reading() as db:
            person = person_where(db, condition, key)
            kept = _password_of(db, person.id) if person is not None else None
        plain = plain_password(password)
        if not self._passwords.are_the_same(kept, plain) or person is None or kept is None:
            return None
        if self._passwords.is_outdated(kept):
            fresh = self._passwords.hashed(plain)
            with self._file.writing() as db:
                change = "UPDATE people SET password = ? WHERE id = ? AND password = ?"
                db.execute(change, (fresh, person.id, kept))
        return person

    def change_password(self, person_id: str, old: str, new: str) -> None:
        """Sets another password; all their sessions end, so that one has to be opened anew.

        Raises:
            BadInput: The old one is not theirs, or the new one cannot be used.
        """
        with self._file.reading() as db:
            person = known(db, person_id)
            kept = _password_of(db, person_id)
        if not self._passwords.are_the_same(kept, plain_password(old)):
            raise Unfit(_("that is not the password that you have now"))
        fresh = self._passwords.hashed(tidy_password(new, person.name))
        with self._file.writing() as db:
            db.execute("UPDATE people SET password = ? WHERE id = ?", (fresh, person_id))
            db.execute("DELETE FROM sessions WHERE person_id = ?", (person_id,))
            now = self._file.clock()
            append(db, ActionKind.CHANGE_PASSWORD, at=now, by=person_id, content={})

    def set_role(self, person_id: str, role: Role, *, by: str) -> Person:
        """Gives somebody another role.

        Raises:
            BadInput: They are the last chief, or there is no such person.
            Refused: `by` is somebody who is no chief.
        """
        with self._file.writing() as db:
            refuse_unless_chief(db, by)
            person = known(db, person_id)
            if role is not Role.CHIEF:
                refuse_without_chief(db, person)
            if role is not person.role:
                db.execute("UPDATE people SET role = ? WHERE id = ?", (role.value, person_id))
                self._note(db, person, to=role.value, by=by)
            return known(db, person_id)

    def disable(self, person_id: str, *, by: str) -> Person:
        """Lets somebody go: they are signed out everywhere and cannot sign in again.

        Raises:
            BadInput: They are the last chief, or there is no such person.
            Refused: `by` is somebody who is no chief.
        """
        with self._file.writing() as db:
            refuse_unless_chief(db, by)
            person = known(db, person_id)
            refuse_without_chief(db, person)
            if person.active:
                now = written(self._file.clock())
                db.execute("UPDATE people SET disabled_at = ? WHERE id = ?", (now, person_id))
                db.execute("DELETE FROM sessions WHERE person_id = ?", (person_id,))
                self._note(db, person, to=None, by=by)
            return known(db, person_id)

    def enable(self, person_id: str, *, by: str) -> Person:
        """Has somebody back who was let go, in the role that they had.

        Raises:
            BadInput: There is no such person.
            Refused: `by` is somebody who is no chief.
        """
        with self._file.writing() as db:
            refuse_unless_chief(db, by)
            person = known(db, person_id)
            if not person.active:
                db.execute("UPDATE people SET disabled_at = NULL WHERE id = ?", (person_id,))
                content = {"person": person_id, "from": None, "to": person.role.value}
                now = self._file.clock()
                append(db, ActionKind.CHANGE_ROLE, at=now, by=by, content=content)
            return known(db, person_id)

    def set_language(self, person_id: str, language: str | None) -> Person:
        """Sets the language in which somebody wants the pages; None for the browser's."""
        return self._set(person_id, "language", language)

    def set_keys(self, person_id: str, keys: Mapping[str, str]) -> Person:
        """Sets the keys that somebody chose, by the names of commands."""
        return self._set(person_id, "keys", json.dumps(dict(keys), sort_keys=True))

    def from_outside(self, subject: str, name: str, role: Role) -> Person:
        """Somebody who is known elsewhere by `subject`, issuer included; added the first time.

        Name and role are those of the first time. Whoever was let go is given, too, not `active`.

        Raises:
            BadInput: The name cannot be used.
        """
        now = self._file.clock()
        with self._file.writing() as db:
            person = person_where(db, "subject = ?", subject)
            if person is None:
                tidy = _free_name(db, tidy_name(name))
                person = add_person(db, tidy, role, Entry(subject=subject), now)
                content = {"name": tidy, "role": role.value, "subject": subject}
                append(db, ActionKind.JOIN, at=now, by=person.id, content=content)
            return person

    def _set(self, person_id: str, column: str, value: str | None) -> Person:
        with self._file.writing() as db:
            change = f"UPDATE people SET {column} = ? WHERE id = ?"  # noqa: S608 (our own names)
            db.execute(change, (value, person_id))
            return known(db, person_id)

    def _note(self, db: sqlite3.Connection, person: Person, *, to: str | None, by: str) -> None:
        content = {"person": person.id, "from": person.role.value, "to": to}
        append(db, ActionKind.CHANGE_ROLE, at=self._file.clock(), by=by, content=content)


def _invited_to(db: sqlite3.Connection, token: str, now: datetime) -> Role | None:
    sql = "SELECT role FROM invitations WHERE token = ? AND used_by IS NULL AND ends_at > ?"
    row = db.execute(sql, (kept_of(token), written(now))).fetchone()
    return Role(row[0]) if row else None


def _password_of(db: sqlite3.Connection, person_id: str) -> str | None:
    (kept,) = db.execute("SELECT password FROM people WHERE id = ?", (person_id,)).fetchone()
    return str(kept) if kept is not None else None


def _free_name(db: sqlite3.Connection, name: str) -> str:
    """The name, with a number if somebody has it."""
    free, number = name, 1
    while person_where(db, "name_key = ?", name_key(free)) is not None:
        number += 1
        free = f"{name[: LONGEST_NAME - 6]} ({number})"
    return free
