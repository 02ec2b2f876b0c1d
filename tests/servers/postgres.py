"""Debian's PostgreSQL on loopback, with a database of its own for each test."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import pytest

INSTALLED = Path("/usr/lib/postgresql")
USER, PASSWORD = "veredicto", "no es un secreto"


class Postgres:
    """A server with a folder of its own; PostgreSQL refuses to run as root.

    It syncs nothing to the disk unless it is `durable`.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._fsync = "on" if durable else "off"
        versions = sorted(INSTALLED.glob("*/bin/initdb"))
        if not versions:
            missing = "PostgreSQL is not installed: apt-get install postgresql"
            if "CI" in os.environ:
                pytest.fail(missing)
            pytest.skip(missing)
        self._bin = versions[-1].parent
        self._folder = TemporaryDirectory(prefix="veredicto-postgres-")
        folder = Path(self._folder.name)
        self._data = folder / "postgres"
        self._log = folder / "postgres.log"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._databases = 0
        self._data.mkdir()
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if os.geteuid() == 0:
            # pytest closes its folders to others.
            for path in (self._data, secret):
                shutil.chown(path, "nobody")
            folder.chmod(0o711)
        self._run(
            "initdb", "--no-sync", "--encoding=UTF8", f"--username={USER}",
            "--auth=scram-sha-256", f"--pwfile={secret}",
        )  # fmt: skip

    def __enter__(self) -> Self:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync={self._fsync}"
        self._run("pg_ctl", "start", "-w", "-o", f"{options} -c unix_socket_directories=")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._folder.cleanup()

    @property
    def version(self) -> str:
        """Its name and version."""
        return f"PostgreSQL {self._bin.parent.name}"

    @property
    def pid(self) -> int:
        """Of the process that all others of the server come from."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def new_database(self, *, like: str | None = None) -> str:
        """The words of a connection string to a database, without the password.

        It is empty, or a copy of the one with the words `like`.
        """
        self._databases += 1
        name = f"news{self._databases}"
        words = f"host=127.0.0.1 port={self.port} user={USER}"
        copied = f" TEMPLATE {name_in(like)}" if like else ""
        self.psql(f"CREATE DATABASE {name}{copied}")
        return f"dbname={name} {words}"

    def psql(self, sql: str, database: str = "postgres") -> str:
        """What the server answers, with values divided by bars."""
        address = f"host=127.0.0.1 port={self.port} user={USER} dbname={database}"
        return subprocess.run(
            [self._bin / "psql", "-XAtq", "-c", sql, address],
            env=os.environ | {"PGPASSWORD": PASSWORD},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def restart(self) -> None:
        """Stops and starts anew."""
        self.stop()
        self.__enter__()

    def stop(self) -> None:
        """Stops at once, as in a crash."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    def _run(self, program: str, *arguments: str) -> None:
        owner = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
        with self._log.open("ab") as log:
            subprocess.run(
                [self._bin / program, "-D", self._data, *arguments],
                user=owner,
                cwd="/",
                check=True,
                stdout=log,
                stderr=log,
            )


def name_in(words: str) -> str:
    """The name of the database that the words of a connection string lead to."""
    return words.partition(" ")[0].removeprefix("dbname=")
