"""Filters of the queue that people saved under a name, for themselves or for everybody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from veredicto.desk.book.accounts import known
from veredicto.desk.book.file import BookFile
from veredicto.desk.book.moments import read, written
from veredicto.desk.book.refused import Refusal, Refused
from veredicto.desk.marking import Unfit, _
from veredicto.desk.nouns import Role

LONGEST_NAME = 80
LONGEST_QUERY = 4_000
_SELECT = "SELECT id, name, query, person_id, shared, saved_at FROM saved_filters"


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter: `query` is that of the queue's address."""

    id: str
    name: str
    query: str
    by: str
    shared: bool
    saved_at: datetime


class SavedFilters:
    """The saved filters of a book."""

    def __init__(self, file: BookFile) -> None:
        self._file = file

    def save(self, name: str, query: str, *, by: str, shared: bool) -> SavedFilter:
        """Saves a filter, in the place of the one that they have under that name.

        Raises:
            BadInput: The name is empty, or either is too long.
        """
        tidy = " ".join(name.split())
        if not tidy:
            raise Unfit(_("give the filter a name"))
        if len(tidy) > LONGEST_NAME or len(query) > LONGEST_QUERY:
            raise Unfit(_("the filter or its name is longer than is kept: shorten it"))
        saved = SavedFilter(uuid.uuid4().hex, tidy, query, by, shared, self._file.clock())
        row = (saved.id, tidy, query, by, int(shared), written(saved.saved_at))
        with self._file.writing() as db:
            known(db, by)
            db.execute("INSERT OR REPLACE INTO saved_filters VALUES (?, ?, ?, ?, ?, ?)", row)
        return saved

    def for_person(self, person_id: str) -> tuple[SavedFilter, ...]:
        """Those of a person and those that are shared, by name."""
        return self._where("person_id = ? OR shared ORDER BY name, saved_at", person_id)

    def get(self, filter_id: str) -> SavedFilter | None:
        """The filter with that identifier."""
        return next(iter(self._where("id = ?", filter_id)), None)

    def remove(self, filter_id: str, *, by: str) -> None:
        """Removes a filter, which its owner and chiefs may; one that is gone is no matter.

        Raises:
            Refused: It is somebody else's.
        """
        with self._file.writing() as db:
            person = known(db, by)
            saved = self.get(filter_id)
            if saved is not None and saved.by != by and not person.role.may(Role.CHIEF):
                raise Refused(Refusal.ROLE)
            db.execute("DELETE FROM saved_filters WHERE id = ?", (filter_id,))

    def _where(self, condition: str, value: str) -> tuple[SavedFilter, ...]:
        with self._file.reading() as db:
            return tuple(
                SavedFilter(identifier, name, query, by, bool(shared), read(at))
                for identifier, name, query, by, shared, at in db.execute(
                    f"{_SELECT} WHERE {condition}", (value,)
                )
            )
