"""Books of the desk for tests: a clock that is set by hand, and people who decide."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from veredicto.desk.book.opened import Book
from veredicto.desk.book.second_reading import SecondReading, parse_second_reading
from veredicto.desk.nouns import Action, ActionKind, ClaimState, Person, Role

MORNING = datetime(2026, 11, 28, 8, tzinfo=UTC)
CLAIM = "claim"
Part = str | int | None


@dataclass
class Watch:
    """A clock that goes on by a second at each look."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Desk:
    """A book, and what people do at it on one claim unless another is named."""

    path: Path
    rule: SecondReading = field(default_factory=SecondReading)
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        self.book = Book(self.path, clock=self.watch, second_reading=self.rule)

    def reading_twice(self, what: str) -> Desk:
        self.book.close()
        return Desk(self.path, parse_second_reading(what), self.watch)

    def joined(self, name: str, role: Role = Role.EDITOR) -> Person:
        """Somebody who signs in elsewhere, as a password takes its time."""
        return self.book.people.from_outside(name, name, role)

    def does(self, person: Person, kind: ActionKind, claim: str = CLAIM, **content: Part) -> Action:
        return self.book.actions.add(
            kind, by=person.id, role=person.role, claim_id=claim, content=content
        )

    def decides(
        self,
        person: Person,
        label: str | None,
        *,
        kind: ActionKind = ActionKind.DECIDE,
        claim: str = CLAIM,
        reason: str = "por esto",
        **more: Part,
    ) -> Action:
        """A decision on a claim that the engine takes for supported; no label: not checkable."""
        return self.does(person, kind, claim, **(decision(label, reason) | more))

    def undoes(self, person: Person, number: int | None = None, claim: str = CLAIM) -> Action:
        number = self.state(claim).undoable if number is None else number
        return self.does(person, ActionKind.UNDO, claim, undoes=number)

    def redoes(self, person: Person, claim: str = CLAIM) -> Action:
        return self.undoes(person, self.state(claim).redoable or 0, claim)

    def state(self, claim: str = CLAIM) -> ClaimState:
        return self.book.actions.state(claim)


def decision(label: str | None, reason: str = "por esto") -> dict[str, Part]:
    kinds = {None: "not_checkable", "supported": "confirm"}
    return {
        "decision": kinds.get(label, "overrule"),
        "label": label,
        "engine_label": "supported",
        "reason": reason,
        "verdict_id": "verdict",
    }


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program that writes into the file, with the triggers out of its way."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection


def bytes_of(path: Path) -> bytes:
    """Everything that is on the disk of a book."""
    return b"".join(it.read_bytes() for it in sorted(path.parent.glob(f"{path.stem}.*")))
