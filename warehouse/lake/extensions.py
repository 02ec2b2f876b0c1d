"""Loads extensions of DuckDB from the packages that bring them, and never from anywhere else."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb

from checkers.errors import WarehouseError

# Telling whether an extension is DuckDB's own takes a quarter of a second of a processor; once a
# process is enough.
_known: set[str] = set()


def signatures_known(*names: str) -> bool:
    """Whether this process has loaded all of these, with their signatures."""
    return _known.issuperset(names)


def load_extensions(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Loads the extensions of these names.

    Raises:
        WarehouseError: One is not installed, or is for another version of DuckDB.
    """
    for name in names:
        path = str(_installed(name)).replace("'", "''")
        connection.execute(f"LOAD '{path}'")
        _known.add(name)


def _installed(name: str) -> Path:
    package = find_spec(f"duckdb_extension_{name}")
    if package is None or not package.submodule_search_locations:
        raise WarehouseError(
            f"a DuckLake needs the extension {name} of DuckDB, which is not installed:"
            " pip install 'veredicto[lake]'."
        )
    versions = Path(package.submodule_search_locations[0]) / "extensions"
    path = versions / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not path.is_file():
        there = ", ".join(sorted(one.name.removeprefix("v") for one in versions.iterdir()))
        raise WarehouseError(
            f"the extension {name} that is installed is for DuckDB {there}, and DuckDB is"
            f" {duckdb.__version__}: pip install --upgrade 'veredicto[lake]' brings both together."
        )
    return path
