"""What an installation is like now, read from the copy for readers once a state of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checkers.errors import BadInput
from veredicto.desk.book.opened import Book
from veredicto.desk.nouns import ClaimState, DeskState
from veredicto.desk.queue.line import Line
from veredicto.notices.notifier import book_of
from veredicto.refreshing import public_copy
from veredicto.settings import Settings
from warehouse.desk.reader import DeskReader
from warehouse.desk.state import name_of
from warehouse.place import Lake, Place
from warehouse.totals import Totals, totals_of


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted, as of a time; `desk` counts claims by state where there is a desk."""

    totals: Totals
    as_of: datetime
    desk: Mapping[DeskState, int] | None
    undelivered: int


class Watched:
    """An installation that is looked at again and again.

    The copy for readers is read and not brought up to date: that would have to wait for writers.
    What has not changed since the last look is not read again.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._totals: tuple[str, Totals] | None = None
        self._desk: tuple[object, Mapping[DeskState, int]] | None = None

    def look(self) -> Figures:
        """The figures now.

        Raises:
            BadInput: there is no copy for readers yet.
            WarehouseError: it, or the desk's book, cannot be read.
        """
        with self._lock:
            place = self._place()
            state = name_of(place)
            if self._totals is None or self._totals[0] != state:
                patience = self._settings.patience_seconds
                self._totals = (state, totals_of(place, patience_seconds=patience))
            return Figures(
                totals=self._totals[1],
                as_of=self._as_of(),
                desk=self._claims_at_desk(place, state),
                undelivered=len(book_of(self._settings).undelivered()),
            )

    def _place(self) -> Place:
        settings = self._settings
        if isinstance(settings.warehouse, Lake):
            return settings.warehouse
        if not settings.publish:
            raise BadInput(
                "figures are read from the copy for readers, and VEREDICTO_PUBLISH switches it off"
            )
        return public_copy(settings).database

    def _as_of(self) -> datetime:
        if isinstance(self._settings.warehouse, Lake):
            return datetime.now(UTC)
        return public_copy(self._settings).as_of or datetime.now(UTC)

    def _claims_at_desk(self, place: Place, state: str) -> Mapping[DeskState, int] | None:
        desk = self._settings.desk
        if not desk.is_file():
            return None
        key = (state, *(_touched(path) for path in (desk, desk.with_name(f"{desk.name}-wal"))))
        if self._desk is None or self._desk[0] != key:
            self._desk = (key, self._counted(place))
        return self._desk[1]

    def _counted(self, place: Place) -> Mapping[DeskState, int]:
        # Jobs that are under way are those of the desk that is open.
        with Book(self._settings.desk, resume=False) as book:
            states: Mapping[str, ClaimState] = book.actions.states()
        with closing(DeskReader(place)) as reader:
            line = Line(reader.queue().table, states, datetime.now(UTC))
        return dict(line.progress())


def _touched(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
