"""The states of all claims, kept in memory and brought up to date by what was added since."""

from __future__ import annotations

import sqlite3
import threading
from itertools import groupby

from veredicto.desk.book.chain import actions_of, links
from veredicto.desk.book.file import BookFile
from veredicto.desk.book.state import state_of
from veredicto.desk.nouns import ActionKind, ClaimState


class States:
    """What the actions of a book come to, claim by claim."""

    def __init__(self, file: BookFile) -> None:
        self._file = file
        self._states: dict[str, ClaimState] = {}
        self._through: int | None = None
        self._lock = threading.Lock()

    def of(self, claim_id: str) -> ClaimState:
        """The state of a claim, which is open where nobody has done anything on it."""
        with self._lock, self._file.reading() as db:
            self._refresh(db)
            return self._states.get(claim_id) or ClaimState(claim_id)

    def all(self) -> dict[str, ClaimState]:
        """The states of the claims on which anything was done, by their identifiers."""
        with self._lock, self._file.reading() as db:
            self._refresh(db)
            return dict(self._states)

    def _refresh(self, db: sqlite3.Connection) -> None:
        (newest,) = db.execute("SELECT number FROM head").fetchone()
        if newest == self._through:
            return
        if self._through is None or newest < self._through or self._redacted_since(db):
            rows = links(db, "claim_id IS NOT NULL ORDER BY claim_id, number")
            self._states = {
                claim_id: state_of(claim_id, tuple(actions))
                for claim_id, actions in groupby(
                    (link.action for link in rows), key=lambda action: str(action.claim_id)
                )
            }
        else:
            sql = "SELECT DISTINCT claim_id FROM actions WHERE number > ? AND claim_id IS NOT NULL"
            for (claim_id,) in db.execute(sql, (self._through,)).fetchall():
                self._states[claim_id] = state_of(claim_id, actions_of(db, claim_id))
        self._through = newest

    def _redacted_since(self, db: sqlite3.Connection) -> bool:
        sql = "SELECT count(*) FROM actions WHERE number > ? AND kind = ?"
        (found,) = db.execute(sql, (self._through, ActionKind.REDACT)).fetchone()
        return bool(found)
