"""Links by which somebody who forgot their password chooses another."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from checkers.errors import BadInput
from veredicto.desk.book.accounts import known, person_where, refuse_unless_chief
from veredicto.desk.book.chain import append
from veredicto.desk.book.file import BookFile
from veredicto.desk.book.moments import written
from veredicto.desk.book.names import tidy_password
from veredicto.desk.book.passwords import Passwords
from veredicto.desk.book.tokens import fresh_token, kept_of
from veredicto.desk.marking import _
from veredicto.desk.nouns import ActionKind, Person

VALID = timedelta(days=2)
NO_LONGER = _("the link is not valid any more: ask a chief for another")


class NewPasswords:
    """The links of a book, each for one person and one time."""

    def __init__(self, file: BookFile, passwords: Passwords) -> None:
        self._file = file
        self._passwords = passwords

    def link(self, person_id: str, *, by: str) -> str:
        """A token for somebody, which is nowhere else; earlier ones of theirs end.

        Raises:
            BadInput: There is no such person.
            Refused: `by` is somebody who is no chief.
        """
        token, now = fresh_token(), self._file.clock()
        with self._file.writing() as db:
            refuse_unless_chief(db, by)
            person = known(db, person_id)
            db.execute("DELETE FROM password_links WHERE person_id = ?", (person.id,))
            row = (kept_of(token), person.id, written(now + VALID))
            db.execute("INSERT INTO password_links VALUES (?, ?, ?)", row)
            append(db, ActionKind.INVITE, at=now, by=by, content={"person": person.id})
        return token

    def person(self, token: str) -> Person | None:
        """Whom the token is for; None where it is not valid, or they were let go."""
        with self._file.reading() as db:
            return _person_of(db, token, self._file.clock())

    def choose(self, token: str, password: str) -> Person:
        """Sets the password, uses the token up, and ends all sessions.

        Raises:
            BadInput: It is not valid, or the password cannot be used.
        """
        person = self.person(token)
        if person is None:
            raise BadInput(NO_LONGER)
        kept = self._passwords.hashed(tidy_password(password, person.name))
        now = self._file.clock()
        with self._file.writing() as db:
            if _person_of(db, token, now) is None:
                raise BadInput(NO_LONGER)
            db.execute("UPDATE people SET password = ? WHERE id = ?", (kept, person.id))
            db.execute("DELETE FROM password_links WHERE person_id = ?", (person.id,))
            db.execute("DELETE FROM sessions WHERE person_id = ?", (person.id,))
            append(db, ActionKind.CHANGE_PASSWORD, at=now, by=person.id, content={})
        return person


def _person_of(db: sqlite3.Connection, token: str, now: datetime) -> Person | None:
    condition = (
        "disabled_at IS NULL"
        " AND id = (SELECT person_id FROM password_links WHERE token = ? AND ends_at > ?)"
    )
    return person_where(db, condition, kept_of(token), written(now))
