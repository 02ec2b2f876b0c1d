"""The DuckDB of this process that a file of a warehouse is attached to, for as long as it is used.

A DuckDB takes longer to start than a file to open, so the one that had a file is kept for the next
time, without it: nobody else waits for a file that nobody uses.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from warehouse.blocks import FRUGAL
from warehouse.lake.instances import literal

KEPT = 6
"""So many are kept: a process uses a warehouse and its copies, each to read and to write."""
COPY_FOR_READERS = ".published.duckdb"
"""Ends the name of a copy for readers. Nobody writes it, so it stays attached."""

# What DuckDB puts behind the name of a file for those that it makes beside it.
_BESIDE = ("", ".wal", ".wal.checkpoint", ".wal.recovery")
_NEVER_USABLE = (duckdb.FatalException, duckdb.InternalException)

Use = tuple[Path, bool]
"""A file, and whether it is only read."""
Identity = tuple[int, int, int]


@dataclass(eq=False, slots=True)
class _Instance:
    """A DuckDB for one use; `attached` is what the file was then, if it is attached."""

    root: duckdb.DuckDBPyConnection
    attached: Identity | None = None
    users: int = 0
    spoilt: bool = False


@dataclass(slots=True)
class _Kept:
    """The instances of this process, the one that was used last at the end."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    instances: OrderedDict[Use, _Instance] = field(default_factory=OrderedDict)


_all_kept = {os.getpid(): _Kept()}
# A fork inherits the memory of a DuckDB and none of its threads: it never touches it.
os.register_at_fork(after_in_child=lambda: _all_kept.update({os.getpid(): _Kept()}))


@contextmanager
def attached_file(path: Path, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the file, which is made where there is none and it is to be written.

    From it no other file can be reached. One that reads cannot change its settings, either.

    Raises:
        duckdb.Error: The file cannot be opened.
    """
    use = (path.absolute(), read_only)
    kept = _all_kept[os.getpid()]
    with kept.lock:
        instance = _taken(kept, use)
    try:
        connection = instance.root.cursor()
        try:
            connection.execute(f"USE {_name_in(use)}")
            yield connection
        finally:
            connection.close()
    except _NEVER_USABLE:
        instance.spoilt = True
        raise
    finally:
        with kept.lock:
            _give_back(kept, use, instance)


def _taken(kept: _Kept, use: Use) -> _Instance:
    path, read_only = use
    instance = kept.instances.pop(use, None)
    if instance is not None and _stays(use) and instance.attached != _identity(path):
        # Another copy took the place of the one that is attached.
        if not instance.users:
            instance.root.close()
        instance = None
    if instance is None:
        instance = _Instance(_started(use))
    try:
        if instance.attached is None:
            identity = _identity(path)
            mode = " (READ_ONLY)" if read_only else ""
            instance.root.execute(f"ATTACH {literal(str(path))} AS {_name_in(use)}{mode}")
            instance.attached = identity or _identity(path)
    except _NEVER_USABLE:
        instance.root.close()
        raise
    except duckdb.Error:
        kept.instances[use] = instance
        raise
    instance.users += 1
    kept.instances[use] = instance
    return instance


def _give_back(kept: _Kept, use: Use, instance: _Instance) -> None:
    instance.users -= 1
    is_kept = kept.instances.get(use) is instance
    if instance.spoilt and is_kept:
        del kept.instances[use]
        is_kept = False
    if not instance.users and not is_kept:
        instance.root.close()
    elif not instance.users and not _stays(use):
        try:
            instance.root.execute(f"DETACH {_name_in(use)}")
            instance.attached = None
        except duckdb.Error:
            del kept.instances[use]
            instance.root.close()
    idle = [key for key, it in kept.instances.items() if not it.users]
    for key in idle[: max(0, len(kept.instances) - KEPT)]:
        kept.instances.pop(key).root.close()


def _stays(use: Use) -> bool:
    path, read_only = use
    return read_only and path.name.endswith(COPY_FOR_READERS)


def _started(use: Use) -> duckdb.DuckDBPyConnection:
    path, read_only = use
    config = FRUGAL | {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": f"{path}.tmp",
    }
    if not read_only:
        # An article is too little work to share: to wake other threads for it takes a third longer.
        config["threads"] = 1
    root = duckdb.connect(":memory:", config=config)
    root.execute("SET GLOBAL TimeZone = 'UTC'")
    # What is committed is safe in the log beside the file. Bringing it into the file takes longer
    # than to record an article, so that is done once for several, not on each closing.
    root.execute("PRAGMA disable_checkpoint_on_shutdown")
    files = ", ".join(literal(f"{path}{ending}") for ending in _BESIDE)
    root.execute(f"SET GLOBAL allowed_paths = [{files}]")
    # What a warehouse contains comes from the web, and what is asked of it may, too: neither may
    # reach files, the network or extensions.
    root.execute("SET GLOBAL enable_external_access = false")
    if read_only:
        # A name in a statement must not mean a variable of this program.
        root.execute("SET GLOBAL python_enable_replacements = false")
        root.execute("SET GLOBAL lock_configuration = true")
    return root


def _name_in(use: Use) -> str:
    """What the file is called in statements, in quotes: its own name, as DuckDB would call it."""
    name = use[0].name.split(".")[0]
    taken = name.lower() in {"memory", "system", "temp", "main"}
    quoted = f"{name}_db" if taken or not name else name
    return '"' + quoted.replace('"', '""') + '"'


def _identity(path: Path) -> Identity | None:
    """What tells the file at a path from one that is put in its stead."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns
