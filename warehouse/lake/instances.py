"""The DuckDB of this process that has a lake attached, and everything else shut off.

Extensions take half a second of a processor to load, so what was attached once is kept.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path

import duckdb

from checkers.errors import WarehouseError
from warehouse.lake.extensions import load_extensions, signatures_known
from warehouse.place import OBJECT_STORAGE, Catalog, Lake

SCANNERS = {Catalog.POSTGRES: "postgres_scanner", Catalog.SQLITE: "sqlite_scanner"}
SECONDS_TO_CONNECT = 10
# Nothing is fetched at run time: extensions come from packages, by path.
ALONE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
# What the tools of object storage read, and what DuckDB calls it.
STORAGE_SETTINGS = {
    "AWS_ACCESS_KEY_ID": "KEY_ID",
    "AWS_SECRET_ACCESS_KEY": "SECRET",
    "AWS_SESSION_TOKEN": "SESSION_TOKEN",
    "AWS_REGION": "REGION",
}

_kept: dict[tuple[int, Lake, bool], duckdb.DuckDBPyConnection] = {}
_keeping = threading.Lock()


def attached(lake: Lake, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection of its own to the lake, to be closed.

    Raises:
        duckdb.Error: The lake cannot be attached.
        WarehouseError: An extension is not there.
    """
    with _keeping:
        # A fork inherits the memory of DuckDB, and none of its threads.
        key = (os.getpid(), lake, read_only)
        if key not in _kept:
            _kept[key] = _attach(lake, read_only=read_only)
        connection = _kept[key].cursor()
    connection.execute("USE lake")
    return connection


def forget(lake: Lake) -> None:
    """Attaches the lake anew the next time: what failed may be a connection that is gone."""
    with _keeping:
        for key in [key for key in _kept if key[:2] == (os.getpid(), lake)]:
            del _kept[key]


def _attach(lake: Lake, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    extensions = ["ducklake", SCANNERS[lake.catalog]]
    if lake.data_folder is None:
        extensions.append("httpfs")
    config = ALONE | {"allow_unsigned_extensions": signatures_known(*extensions)}
    if not read_only:
        # To wake other threads for the few rows of an article takes as long again as they do.
        config["threads"] = 1
    connection = duckdb.connect(":memory:", config=config)
    load_extensions(connection, *extensions)
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    options = [f"DATA_PATH {literal(lake.data_path)}"]
    if read_only:
        options.append("READ_ONLY")
    if lake.password is not None:
        password = literal(lake.password)
        connection.execute(f"CREATE SECRET catalog (TYPE postgres, PASSWORD {password})")
        options.append("META_SECRET 'catalog'")
    if lake.data_folder is None:
        connection.execute(_storage_secret(os.environ))
    if lake.data_folder is not None and not read_only:
        _make(lake.data_folder)
    connection.execute(f"ATTACH {literal(_address(lake))} AS lake ({', '.join(options)})")
    connection.execute(f"SET GLOBAL allowed_directories = [{literal(lake.data_path)}]")
    connection.execute("SET GLOBAL enable_external_access = false")
    if read_only:
        # A name in a statement must not mean a variable of this program.
        connection.execute("SET GLOBAL python_enable_replacements = false")
        connection.execute("SET GLOBAL lock_configuration = true")
    return connection


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(
            f"the folder {folder} for the data of the warehouse cannot be made ({error.strerror}):"
            " give another data_path, or the right to write there."
        ) from error


def _address(lake: Lake) -> str:
    if lake.catalog is Catalog.SQLITE:
        return f"ducklake:sqlite:{lake.connection}"
    # The last of two words counts, so that another time to wait may be given.
    return f"ducklake:postgres:connect_timeout={SECONDS_TO_CONNECT} {lake.connection}"


def _storage_secret(environment: Mapping[str, str]) -> str:
    """What object storage is reached with, from the variables that every tool for it reads."""
    given = {
        ours: environment[theirs]
        for theirs, ours in STORAGE_SETTINGS.items()
        if environment.get(theirs)
    }
    region = environment.get("AWS_DEFAULT_REGION")
    if region:
        given.setdefault("REGION", region)
    parts = ["TYPE s3", f"SCOPE {literal(OBJECT_STORAGE)}"]
    parts += [f"{name} {literal(value)}" for name, value in given.items()]
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL")
    if endpoint:
        scheme, _, host = endpoint.rpartition("://")
        parts += [
            f"ENDPOINT {literal(host.rstrip('/'))}",
            # Stores that are not Amazon's have no name for each bucket.
            "URL_STYLE 'path'",
            f"USE_SSL {scheme != 'http'}",
        ]
    return f"CREATE SECRET storage ({', '.join(parts)})"


def literal(text: str) -> str:
    """The text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
