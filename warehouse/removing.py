"""Forgets an address or a person in the warehouse, in one transaction that says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import duckdb

from checkers.errors import WarehouseError
from checkers.forgotten import Forgotten
from warehouse.forget_effects import Effects
from warehouse.forgetting import forget
from warehouse.migrate import migrate
from warehouse.opening import opened_for_writing, patiently
from warehouse.place import Place
from warehouse.removals import Removal, RemovalKind, removal_rows
from warehouse.transactions import roll_back
from warehouse.writer import add, add_within

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be forgotten. `subject` and `keys` are hashes, `likely` letters of each spelling.

    `likely` is None where the letters are not known, as from the journal.
    """

    kind: RemovalKind
    subject: str
    keys: frozenset[str]
    likely: str | None = None

    @property
    def forgotten(self) -> Forgotten:
        """What its spellings are told by."""
        if self.kind is RemovalKind.ADDRESS:
            return Forgotten(addresses=self.keys)
        return Forgotten(names=self.keys)


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants it forgotten, when and why."""

    reason: str
    by: str
    at: datetime


def find(place: Place, subject: Subject, *, patience_seconds: float = 30.0) -> Effects:
    """What `remove` would do; nothing is changed.

    Raises:
        WarehouseError: The warehouse cannot be opened, by kind of reason.
    """

    def attempt(connection: duckdb.DuckDBPyConnection) -> Effects:
        connection.begin()
        try:
            return forget(connection, subject.forgotten, likely=subject.likely)
        finally:
            roll_back(connection)

    return _opened(place, attempt, patience_seconds)


def remove(
    place: Place,
    subject: Subject,
    order: Order,
    *,
    files: int,
    patience_seconds: float = 30.0,
) -> Effects:
    """Forgets the subject, and says so in `removals`; both or none.

    Args:
        place: The warehouse.
        subject: What is to be forgotten.
        order: Who wants it.
        files: How many stored pages go with it, for the record.
        patience_seconds: How long to wait for others.

    Raises:
        WarehouseError: The warehouse cannot be written, by kind of reason.
    """

    def attempt(connection: duckdb.DuckDBPyConnection) -> Effects:
        connection.begin()
        try:
            effects = forget(connection, subject.forgotten, likely=subject.likely)
            add_within(connection, (removal_rows(_removals(subject, order, effects, files)),))
            connection.commit()
        except (duckdb.Error, WarehouseError):
            roll_back(connection)
            raise
        return effects

    return _opened(place, attempt, patience_seconds)


def apply(connection: duckdb.DuckDBPyConnection, removals: tuple[Removal, ...]) -> Effects:
    """Forgets again, in the transaction of the caller, what was forgotten after a backup."""
    effects = Effects()
    for removal in removals:
        subject = Subject(removal.kind, removal.subject, frozenset(removal.keys))
        found = forget(connection, subject.forgotten)
        effects.snapshots |= found.snapshots
        effects.rows += found.rows
    add_within(connection, (removal_rows(removals),))
    return effects


def record_removals(
    path: Place, removals: Sequence[Removal], *, patience_seconds: float = 30.0
) -> None:
    """Says in the warehouse at `path` what was removed, each removal once.

    Raises:
        WarehouseError: It cannot be written, by kind of reason.
    """

    def attempt() -> None:
        with opened_for_writing(path) as connection:
            migrate(connection, path)
            add(connection, (removal_rows(removals),))

    patiently(attempt, patience_seconds)


def _removals(subject: Subject, order: Order, effects: Effects, files: int) -> tuple[Removal, ...]:
    main = Removal.of(
        subject.kind,
        subject.subject,
        keys=sorted(subject.keys),
        reason=order.reason,
        removed_by=order.by,
        removed_at=order.at,
        counts={**{k: v for k, v in effects.rows.items() if v}, "snapshots": files},
    )
    pages = (
        Removal.of(
            RemovalKind.SNAPSHOT,
            snapshot,
            reason=order.reason,
            removed_by=order.by,
            removed_at=order.at,
            counts={},
        )
        for snapshot in sorted(effects.snapshots)
    )
    return (main, *pages)


def _opened(
    place: Place, work: Callable[[duckdb.DuckDBPyConnection], Result], patience_seconds: float
) -> Result:
    def attempt() -> Result:
        with opened_for_writing(place) as connection:
            migrate(connection, place)
            return work(connection)

    return patiently(attempt, patience_seconds)
