"""A shell for the code of the documents, in which `veredicto` is answered by a warm process."""

from __future__ import annotations

import json
import os
import socketserver
import stat
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from command import Veredicto

SECONDS = 300
_ASKS = """\
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({address!r})
    asked.sendall(json.dumps(sys.argv[1:]).encode() + b"\\n")
    ended = json.loads(asked.makefile("rb").readline())
sys.stdout.write(ended["out"])
sys.stderr.write(ended["err"])
sys.exit(ended["status"])
"""


class Shell:
    """Runs blocks of code, one after another in one folder."""

    def __init__(self, veredicto: Veredicto, commands: Path) -> None:
        self._folder = veredicto.folder
        self._environment = {**veredicto.environment}
        self._environment["PATH"] = f"{commands}:{Path(sys.executable).parent}:{os.environ['PATH']}"

    def __call__(self, block: str) -> str:
        """What the block prints, both streams; it must end well."""
        ended = subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", block],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
        said = ended.stdout.decode()
        assert ended.returncode == 0, f"{block}\n{said}"
        return said


@contextmanager
def shell_of(veredicto: Veredicto) -> Iterator[Shell]:
    """A shell in the folder of the command."""

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            ended: Any = veredicto(*json.loads(self.rfile.readline()))
            told = {"status": ended.status, "out": ended.out, "err": ended.err}
            self.wfile.write(json.dumps(told).encode() + b"\n")

    with tempfile.TemporaryDirectory() as name:
        address, command = Path(name) / "socket", Path(name) / "veredicto"
        command.write_text(f"#!{sys.executable} -IS\n{_ASKS.format(address=str(address))}")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        with socketserver.ThreadingUnixStreamServer(str(address), Answer) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield Shell(veredicto, Path(name))
            server.shutdown()
