"""The `veredicto` command, as a user calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warm_command import WarmCommand

COMMAND = Path(sys.executable).with_name("veredicto")
SECONDS = 180
PREFECT_SETTINGS = ("PREFECT_HOME", "PREFECT_API_URL")
"""What Prefect reads when it is imported, and so what a warm command is of."""


@dataclass(frozen=True)
class Finished:
    """What a call of the installed command gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Veredicto:
    """The installed command, in a folder of its own."""

    def __init__(self, folder: Path, prefect_home: Path, prefect_api: str | None = None) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PREFECT_HOME": str(prefect_home),
            "XDG_CACHE_HOME": str(prefect_home / "cache"),
            "LANG": "C.UTF-8",
            **({"PREFECT_API_URL": prefect_api} if prefect_api else {}),
        } | {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("COV", "PYTHONPATH"))
        }

    def __call__(self, *arguments: str, stdin: bytes = b"", **variables: str) -> Finished:
        """Call the command in a process of its own, forked from one that has the imports done."""
        if "--verbose" in arguments or any(name.startswith("PREFECT") for name in variables):
            return self.cold(*arguments, stdin=stdin, **variables)
        status, out, err = self.raw(*arguments, stdin=stdin, **variables)
        return Finished(status, out.decode(), err.decode())

    def raw(
        self, *arguments: str, stdin: bytes = b"", **variables: str
    ) -> tuple[int, bytes, bytes]:
        """What such a call gives, as bytes."""
        return _warm(self.environment)(
            arguments, self.folder, self.environment | variables, stdin=stdin, seconds=SECONDS
        )

    def cold(self, *arguments: str, stdin: bytes = b"", **variables: str) -> Finished:
        """Call the installed command, as a shell does."""
        ended = subprocess.run(
            [COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment | variables,
            input=stdin,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        return Finished(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


_warm_commands: dict[tuple[str | None, ...], WarmCommand] = {}


def _warm(environment: dict[str, str]) -> WarmCommand:
    settings = tuple(environment.get(name) for name in PREFECT_SETTINGS)
    if settings not in _warm_commands or not _warm_commands[settings].alive:
        _warm_commands[settings] = WarmCommand(environment)
    return _warm_commands[settings]


def end_warm_commands() -> None:
    """End the processes that commands fork from."""
    while _warm_commands:
        _warm_commands.popitem()[1].close()
