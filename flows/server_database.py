"""The empty database of a first Prefect server, which Prefect's migrations take seconds to make.

    python -m flows.server_database    # writes it down again, after another release of Prefect

`server_schema.sql` is what the migrations of one release leave of an empty SQLite file (Prefect is
under Apache-2.0, as this project is). With any other release, and with a database that is there or
elsewhere, Prefect does as it always does.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

SCHEMA = Path(__file__).with_name("server_schema.sql")
_HEAD = "-- The database of Prefect {}, written by python -m flows.server_database.\n"


def lay_out(url: str) -> bool:
    """Make the database at a connection URL, unless it is there; gives whether that was done."""
    path = _file_of(url)
    if path is None or path.exists():
        return False
    head, _, schema = SCHEMA.read_text(encoding="utf-8").partition("\n")
    if f"{head}\n" != _HEAD.format(version("prefect")):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder, path.name)
        with closing(sqlite3.connect(made)) as connection:
            connection.executescript(schema)
        try:
            # In one step, and never over what another process made meanwhile.
            os.link(made, path)
        except FileExistsError:
            return False
    return True


def written_down() -> str:
    """What the migrations of the installed Prefect leave of an empty file, as SQL.

    Raises:
        sqlite3.Error: it is no SQLite database.
    """
    import asyncio

    from prefect.server.database import provide_database_interface
    from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, temporary_settings

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "prefect.db")
        url = f"sqlite+aiosqlite:///{path}"
        with temporary_settings({PREFECT_API_DATABASE_CONNECTION_URL: url}):
            asyncio.run(provide_database_interface().create_db())
        with closing(sqlite3.connect(path)) as connection:
            schema = "\n".join(connection.iterdump())
    # Migrations leave spaces at the ends of lines.
    lines = "\n".join(line.rstrip() for line in schema.splitlines())
    return f"{_HEAD.format(version('prefect'))}{lines}\n"


def _file_of(url: str) -> Path | None:
    """`sqlite+aiosqlite:////home/a/prefect.db` is a file; one in memory or on a server is none."""
    from sqlalchemy.engine import make_url

    told = make_url(url)
    plain = told.get_backend_name() == "sqlite" and not told.query
    if not plain or not told.database or ":memory:" in told.database:
        return None
    return Path(told.database)


if __name__ == "__main__":
    SCHEMA.write_text(written_down(), encoding="utf-8")
    sys.stdout.write(f"wrote {SCHEMA}\n")
