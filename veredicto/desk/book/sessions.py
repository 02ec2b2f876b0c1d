"""Who is signed in: sessions that end when they are not used, or after a week."""

from __future__ import annotations

from datetime import timedelta

from checkers.errors import BadInput
from veredicto.desk.book.accounts import known, person_where
from veredicto.desk.book.file import BookFile
from veredicto.desk.book.moments import read, written
from veredicto.desk.book.tokens import fresh_token, kept_of
from veredicto.desk.nouns import Person

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
REMEMBERED = timedelta(days=1)
"""So long it is known whose a session was that has ended by itself."""
TOUCHED_EVERY = timedelta(minutes=1)
"""No request writes more often that a session is in use."""


class Sessions:
    """The sessions of a book."""

    def __init__(self, file: BookFile) -> None:
        self._file = file

    def open(self, person_id: str) -> str:
        """Signs somebody in; the token of the session is nowhere else.

        Raises:
            BadInput: There is no such person, or they were let go.
        """
        token, now = fresh_token(), self._file.clock()
        with self._file.writing() as db:
            person = known(db, person_id)
            if not person.active:
                raise BadInput(f"the account of {person.name} is not in use any more")
            db.execute(
                "DELETE FROM sessions WHERE seen_at <= ? OR opened_at <= ?",
                (written(now - IDLE - REMEMBERED), written(now - LONGEST - REMEMBERED)),
            )
            row = (kept_of(token), person_id, written(now), written(now))
            db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)
        return token

    def person(self, token: str) -> Person | None:
        """Who is signed in with the token; None where nobody is any more."""
        now, kept = self._file.clock(), kept_of(token)
        with self._file.reading() as db:
            sql = "SELECT person_id, seen_at FROM sessions WHERE token = ? AND opened_at > ?"
            row = db.execute(sql, (kept, written(now - LONGEST))).fetchone()
            if row is None or read(row[1]) <= now - IDLE:
                return None
            person = person_where(db, "id = ? AND disabled_at IS NULL", row[0])
        if person is not None and now - read(row[1]) >= TOUCHED_EVERY:
            with self._file.writing() as db:
                change = "UPDATE sessions SET seen_at = ? WHERE token = ?"
                db.execute(change, (written(now), kept))
        return person

    def ended(self, token: str) -> Person | None:
        """Whose session it was that has ended by itself; None where they signed out."""
        with self._file.reading() as db:
            sql = "SELECT person_id FROM sessions WHERE token = ?"
            row = db.execute(sql, (kept_of(token),)).fetchone()
            return (
                None if row is None else person_where(db, "id = ? AND disabled_at IS NULL", row[0])
            )

    def close(self, token: str) -> None:
        """Signs out."""
        with self._file.writing() as db:
            db.execute("DELETE FROM sessions WHERE token = ?", (kept_of(token),))
