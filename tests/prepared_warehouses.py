"""Warehouses without rows, copied from one: making one takes most of a second."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from warehouse.writer import Warehouse


def prepared(path: Path, *, patience_seconds: float = 30.0) -> Warehouse:
    """The warehouse at `path`, as `Warehouse.prepare` leaves a new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_new_file())
    return Warehouse(path, patience_seconds=patience_seconds)


@cache
def _new_file() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "veredicto.duckdb"
        Warehouse(path).prepare()
        assert list(path.parent.iterdir()) == [path], "what was made is whole without its log"
        return path.read_bytes()
