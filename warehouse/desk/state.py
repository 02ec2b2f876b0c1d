"""One state of the warehouse, held open for many questions at once.

Opening a file costs more than most questions, so the copy for readers is opened once. It is
replaced by rename, and who has it open keeps the state that was opened.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import duckdb

from checkers.errors import BadInput, WarehouseError
from warehouse.desk.places import Places, PlacesInLake, places_in
from warehouse.duckdb_errors import explained
from warehouse.lake.attach import lake_for_reading
from warehouse.lake.instances import literal
from warehouse.migrate import refuse_too_new, shipped_migrations, version_of
from warehouse.place import Lake, Place, is_there
from warehouse.shipped_views import see_views

THREADS = 1
"""Of DuckDB in one question: several are asked at once, and each reads little."""
LEAST_MEMORY = 256 * 2**20
"""Bytes that DuckDB may take, half of the file if that is more; it would keep all that it read."""


class LetGo(WarehouseError):
    """A state was asked that nobody holds any more."""


class Held(Protocol):
    """A state that can be asked."""

    @property
    def name(self) -> str:
        """What tells it from other states."""

    @property
    def places(self) -> Places:
        """Where its rows lie."""

    def asking(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A connection for the questions of one thread."""

    def close(self) -> None:
        """Lets go of it once nobody asks it any more."""


def hold(place: Place) -> Held:
    """The newest state of a copy for readers, or of a lake.

    Raises:
        BadInput: There is none.
        WarehouseError: It cannot be read, or is of another schema than this veredicto's.
    """
    if isinstance(place, Lake):
        return HeldLake(place)
    while True:
        held = HeldCopy(place, name_of(place))
        # Another may have come into its place before it was opened.
        if name_of(place) == held.name:
            return held
        held.close()


def name_of(place: Place) -> str:
    """What tells the newest state from others; costs a look at the file or into the catalog.

    Raises:
        BadInput: There is none.
        WarehouseError: The lake cannot be asked.
    """
    if isinstance(place, Lake):
        with lake_for_reading(place) as connection:
            row = connection.execute("SELECT id FROM lake.current_snapshot()").fetchone()
        return str(row[0]) if row else ""
    if not is_there(place):
        raise BadInput(
            f"there is no copy for readers at {place}: check an article first, or make one with"
            " veredicto refresh."
        )
    found = place.stat()
    return f"{found.st_dev}-{found.st_ino}-{found.st_mtime_ns}-{found.st_size}"


class HeldCopy:
    """What the copy at `path` holds now, whatever takes its place."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._path = path
        self._root = _attached(path)
        self.places = places_in(self._root)
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._lock = threading.Lock()
        self._asked_by = 0
        self._leaving = False

    @contextmanager
    def asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for the questions of one thread.

        Raises:
            LetGo: It was closed.
            WarehouseError: The file cannot be read, by kind.
        """
        with self._lock:
            if self._leaving:
                raise LetGo(f"what was read of {self._path} is closed: open it again.")
            self._asked_by += 1
            connection = self._idle.pop() if self._idle else None
        try:
            if connection is None:
                connection = _cursor(self._root)
            with explained(self._path):
                yield connection
        finally:
            self._take_back(connection)

    def close(self) -> None:
        """Lets go of it once nobody asks it any more."""
        with self._lock:
            self._leaving = True
            self._close_if_idle()

    def _take_back(self, connection: duckdb.DuckDBPyConnection | None) -> None:
        with self._lock:
            self._asked_by -= 1
            if connection is not None:
                self._idle.append(connection)
            self._close_if_idle()

    def _close_if_idle(self) -> None:
        if not self._leaving or self._asked_by:
            return
        for connection in (*self._idle, self._root):
            connection.close()
        self._idle.clear()


class HeldLake:
    """The lake as it is: a question may see more than was there when it was first asked."""

    def __init__(self, lake: Lake) -> None:
        self.name = name_of(lake)
        self.places: Places = PlacesInLake()
        self._lake = lake
        with lake_for_reading(lake) as connection:
            _refuse_other_schema(connection, lake)

    @contextmanager
    def asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for the questions of one thread.

        Raises:
            WarehouseError: The lake cannot be read, by kind.
        """
        with lake_for_reading(self._lake) as connection:
            see_views(connection)
            yield connection

    def close(self) -> None:
        """Leaves the lake attached, as all do who ask it."""


def _attached(path: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own that has the file at `path`: by its path, DuckDB finds an open one again.

    The file that was opened before under that path would answer as long as it is open.
    """
    memory = max(LEAST_MEMORY, path.stat().st_size // 2)
    root = duckdb.connect(":memory:", config={"threads": THREADS, "memory_limit": f"{memory}B"})
    try:
        with explained(path):
            root.execute("SET GLOBAL TimeZone = 'UTC'")
            root.execute(f"ATTACH {literal(str(path))} AS copy (READ_ONLY)")
            root.execute("SET GLOBAL enable_external_access = false")
            root.execute("SET GLOBAL python_enable_replacements = false")
            root.execute("SET GLOBAL lock_configuration = true")
            root.execute("USE copy")
            _refuse_other_schema(root, path)
    except WarehouseError:
        root.close()
        raise
    return root


def _cursor(root: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    connection = root.cursor()
    connection.execute("USE copy")
    see_views(connection)
    return connection


def _refuse_other_schema(connection: duckdb.DuckDBPyConnection, place: Place) -> None:
    version = version_of(connection, place)
    refuse_too_new(version, place)
    if version < shipped_migrations()[-1].version:
        raise WarehouseError(
            f"{place} was written by an earlier veredicto: check an article with this one, or run"
            " veredicto refresh, which brings it to the newest schema."
        )
