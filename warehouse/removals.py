"""What was removed from the record on purpose: the rows that say so, and reading them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import duckdb

from checkers.forgotten import Forgotten
from checkers.identifiers import identify
from warehouse.batch import Batch
from warehouse.opening import opened_for_reading, patiently
from warehouse.place import Place, is_there


class RemovalKind(StrEnum):
    """What was removed."""

    SNAPSHOT = "snapshot"
    ADDRESS = "address"
    PERSON = "person"


FOR_GOOD = (RemovalKind.ADDRESS, RemovalKind.PERSON)
"""What is not to come back."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that was taken out: `subject` and `keys` are hashes, `counts` says how much it was.

    For a snapshot `subject` is its identifier, and there are no keys.
    """

    id: str
    kind: RemovalKind
    subject: str
    keys: tuple[str, ...]
    reason: str
    removed_by: str
    removed_at: datetime
    counts: tuple[tuple[str, int], ...]

    @classmethod
    def of(
        cls,
        kind: RemovalKind,
        subject: str,
        *,
        keys: Iterable[str] = (),
        reason: str,
        removed_by: str,
        removed_at: datetime,
        counts: Mapping[str, int],
    ) -> Removal:
        """A removal under the identifier of what it is of, why and when."""
        return cls(
            id=identify("removal", kind, subject, reason, removed_at.isoformat()),
            kind=kind,
            subject=subject,
            keys=tuple(keys),
            reason=reason,
            removed_by=removed_by,
            removed_at=removed_at,
            counts=tuple(sorted(counts.items())),
        )


def forgotten_at(place: Place, *, patience_seconds: float = 30.0) -> Forgotten:
    """The addresses that the warehouse is not to have again; none where there is no warehouse yet.

    Raises:
        WarehouseError: It cannot be read, by kind of reason.
    """
    if not is_there(place):
        return Forgotten()

    def attempt() -> Forgotten:
        with opened_for_reading(place) as connection:
            return forgotten_in(removals_in(connection, *FOR_GOOD))

    return patiently(attempt, patience_seconds)


def forgotten_in(removals: Iterable[Removal]) -> Forgotten:
    """What these removals are of."""
    keys: dict[RemovalKind, set[str]] = {kind: set() for kind in RemovalKind}
    for removal in removals:
        keys[removal.kind].update(removal.keys)
    return Forgotten(frozenset(keys[RemovalKind.ADDRESS]), frozenset(keys[RemovalKind.PERSON]))


def removal_rows(removals: Iterable[Removal]) -> Batch:
    """The rows of removals."""
    columns = ("id", "kind", "subject", "keys", "reason", "removed_by", "removed_at", "counts")
    return Batch(
        "removals",
        columns,
        tuple(
            (
                it.id,
                it.kind,
                it.subject,
                list(it.keys),
                it.reason,
                it.removed_by,
                it.removed_at,
                it.counts,
            )
            for it in removals
        ),
    )


def removals_in(connection: duckdb.DuckDBPyConnection, *kinds: RemovalKind) -> tuple[Removal, ...]:
    """The removals of these kinds, oldest first; none in a file that is older than the table."""
    try:
        rows = connection.execute(
            "SELECT id, kind, subject, keys, reason, removed_by, removed_at, counts FROM removals"
            " WHERE list_contains($1, kind::VARCHAR) ORDER BY removed_at, id",
            [[kind.value for kind in kinds]],
        ).fetchall()
    except duckdb.CatalogException:
        return ()
    return tuple(
        Removal(
            id=identifier,
            kind=RemovalKind(kind),
            subject=subject,
            keys=tuple(keys),
            reason=reason,
            removed_by=by,
            removed_at=at,
            counts=tuple(sorted(counts.items())),
        )
        for identifier, kind, subject, keys, reason, by, at, counts in rows
    )
