"""The rows of people: reading them, adding one, and refusing what would leave nobody in charge."""

from __future__ import annotations

import json
import sqlite3
import uuid
from dataclasses import dataclass
from datetime import datetime

from veredicto.desk.book.moments import read, written
from veredicto.desk.book.names import name_key
from veredicto.desk.book.refused import Refusal, Refused
from veredicto.desk.marking import Unfit, _
from veredicto.desk.nouns import Person, Role

_SELECT = "SELECT id, name, role, created_at, language, keys, disabled_at FROM people"


@dataclass(frozen=True, slots=True)
class Entry:
    """How somebody gets in: by the hash of a password, or as known elsewhere."""

    password: str | None = None
    subject: str | None = None


def people_where(db: sqlite3.Connection, condition: str, *values: object) -> tuple[Person, ...]:
    """The people that the condition holds for."""
    return tuple(_person(*row) for row in db.execute(f"{_SELECT} WHERE {condition}", values))


def person_where(db: sqlite3.Connection, condition: str, *values: object) -> Person | None:
    """The one person that the condition holds for."""
    return next(iter(people_where(db, condition, *values)), None)


def known(db: sqlite3.Connection, person_id: str) -> Person:
    """The person with that identifier.

    Raises:
        BadInput: There is none.
    """
    person = person_where(db, "id = ?", person_id)
    if person is None:
        raise Unfit(_("there is nobody with the identifier “{person}”"), person=person_id)
    return person


def add_person(db: sqlite3.Connection, name: str, role: Role, entry: Entry, at: datetime) -> Person:
    """Adds somebody with a tidy name, within the transaction that is under way.

    Raises:
        BadInput: Somebody has that name.
    """
    person = Person(uuid.uuid4().hex, name, role, at)
    if person_where(db, "name_key = ?", name_key(name)) is not None:
        raise Unfit(_("somebody has the name “{name}” already: choose another"), name=name)
    db.execute(
        "INSERT INTO people (id, name, name_key, role, password, subject, keys, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, '{}', ?)",
        (
            person.id,
            name,
            name_key(name),
            role.value,
            entry.password,
            entry.subject,
            written(at),
        ),
    )
    return person


def refuse_unless_chief(db: sqlite3.Connection, by: str) -> None:
    """Refuses what only a chief does to whoever has an account and is none.

    Without an account is who has the machine: the first start, and the command line.

    Raises:
        Refused: It is somebody else.
    """
    person = person_where(db, "id = ?", by)
    if person is not None and not (person.active and person.role.may(Role.CHIEF)):
        raise Refused(Refusal.ROLE)


def refuse_without_chief(db: sqlite3.Connection, leaving: Person) -> None:
    """Refuses to let the last chief go.

    Raises:
        BadInput: There is no other.
    """
    condition = "role = ? AND disabled_at IS NULL AND id <> ?"
    if leaving.role is Role.CHIEF and not people_where(db, condition, Role.CHIEF, leaving.id):
        raise Unfit(_("{name} is the last chief: make somebody else one first"), name=leaving.name)


def _person(
    identifier: str,
    name: str,
    role: str,
    created_at: str,
    language: str | None,
    keys: str,
    disabled_at: str | None,
) -> Person:
    return Person(
        id=identifier,
        name=name,
        role=Role(role),
        created_at=read(created_at),
        language=language,
        keys=tuple(sorted(json.loads(keys).items())),
        disabled_at=read(disabled_at) if disabled_at else None,
    )
