"""Programs of Debian's packages that tests run: missing, they skip a test, and fail it in CI."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest


def demand(program: str, *files: Path, packages: str) -> str:
    """The path of `program`, which must be there, as must the `files`."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None or not all(file.exists() for file in files):
        missing = f"{program} is not installed: apt-get install {packages}"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def free_port() -> int:
    """A port on loopback that nobody listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
