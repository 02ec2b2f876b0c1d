"""What answers in the tests for programs that the documents name and that are not veredicto's.

They are not on every machine, need the network, stand for ever or take minutes. Each does what can
be done of it: `make` says what it would do, `pip` that what is to be installed is declared and
here, `docker` runs the command of a service without its container.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import httpx
import yaml
from document_shell import Call, Ended, answers_of, stood
from packaging.requirements import Requirement

from command import COMMAND, SECONDS

if TYPE_CHECKING:
    from document_shell import Program

    from command import Veredicto
    from servers.postgres import Postgres


def programs_for(veredicto: Veredicto, root: Path, postgres: Postgres | None) -> dict[str, Program]:
    """The programs by their names, in the folder of the command."""
    return {
        "createdb": lambda call: _createdb(call, postgres),
        "docker": lambda call: _docker(call, veredicto, root),
        "duckdb": lambda call: _duckdb(call, veredicto.folder),
        "jq": _jq,
        "make": lambda call: _make(call, root),
        "marimo": lambda call: _marimo(call, veredicto, root),
        "openssl": _openssl,
        "pbpaste": lambda _: Ended(out=(veredicto.folder / "article.txt").read_bytes()),
        "pip": _pip,
        "prefect": lambda call: _prefect(call, veredicto),
        "python": _python,
    }


def _createdb(call: Call, postgres: Postgres | None) -> Ended:
    assert postgres
    (name,) = call.arguments
    postgres.psql(f"CREATE DATABASE {name}")
    return Ended()


def _docker(call: Call, veredicto: Veredicto, root: Path) -> Ended:
    """`docker compose`: services are looked up, and what they are to run is run here."""
    compose, what, *rest = call.arguments
    services = yaml.safe_load((root / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert compose == "compose"
    if what == "up":
        assert "POSTGRES_PASSWORD=" in (veredicto.folder / ".env").read_text()
        assert {word.partition("=")[0] for word in rest if "=" in word} <= set(services)
        return Ended()
    service, command, *arguments = (word for word in rest if word != "--rm")
    assert what in {"exec", "run"}
    assert (service in services, command) == (True, "veredicto")
    return answers_of(veredicto)(Call(tuple(arguments), call.stdin, call.variables))


def _duckdb(call: Call, folder: Path) -> Ended:
    """The shell of DuckDB, which is a program of its own."""
    option, file, sql = call.arguments
    assert option == "-readonly"
    with duckdb.connect(folder / file, read_only=True) as connection:
        return Ended(out=str(connection.sql(sql)).encode())


def _jq(call: Call) -> Ended:
    """One field of each object of an array."""
    (program,) = call.arguments
    field = re.fullmatch(r"\.\[\]\.(\w+)", program)
    assert field
    return Ended(out="\n".join(str(row[field[1]]) for row in json.loads(call.stdin)).encode())


def _make(call: Call, root: Path) -> Ended:
    """What it would do, for as long as it takes to say that."""
    make = shutil.which("make")
    assert make
    said = subprocess.run(
        [make, "--dry-run", *call.arguments], cwd=root, capture_output=True, check=False
    )
    return Ended(said.returncode, said.stdout, said.stderr)


def _marimo(call: Call, veredicto: Veredicto, root: Path) -> Ended:
    what, notebook = call.arguments
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    here = ("--headless", "--no-token", "--skip-update-check", "--port", str(port))
    command = [str(COMMAND.with_name("marimo")), what, str(root / notebook), *here]
    return stood(command, f"http://127.0.0.1:{port}", veredicto, call.variables)


def _openssl(call: Call) -> Ended:
    what, form, size = call.arguments
    assert (what, form) == ("rand", "-hex")
    return Ended(out=secrets.token_hex(int(size)).encode())


def _pip(call: Call) -> Ended:
    """`pip install 'veredicto[EXTRA]'`: whether there is such an extra, and all of it is here."""
    what, wanted = call.arguments
    requirement = Requirement(wanted)
    (extra,) = requirement.extras
    assert what == "install"
    assert extra in (importlib.metadata.metadata(requirement.name).get_all("Provides-Extra") or ())
    for declared in map(Requirement, importlib.metadata.requires(requirement.name) or ()):
        if declared.marker and declared.marker.evaluate({"extra": extra}):
            importlib.metadata.version(declared.name)
    return Ended()


def _prefect(call: Call, veredicto: Veredicto) -> Ended:
    """The server is the one that stands already; a worker is started, heard, and ended."""
    if call.arguments == ("server", "start"):
        httpx.get(
            f"{veredicto.environment['PREFECT_API_URL']}/health", trust_env=False
        ).raise_for_status()
        return Ended()
    assert call.arguments[:2] == ("worker", "start")
    with subprocess.Popen(
        [COMMAND.with_name("prefect"), *call.arguments],
        cwd=veredicto.folder,
        env={**os.environ, **veredicto.environment, **call.variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as worker:
        assert worker.stdout
        said = b""
        while b"started!" not in said and (line := worker.stdout.readline()):
            said += line
        worker.send_signal(signal.SIGINT)
        said += worker.communicate(timeout=SECONDS)[0]
    return Ended(0 if b"started!" in said else 1, said)


def _python(call: Call) -> Ended:
    """A benchmark, which takes minutes: whether there is one of that name."""
    option, module = call.arguments
    assert option == "-m"
    return Ended(0 if module.startswith("benchmarks.") and importlib.util.find_spec(module) else 1)
