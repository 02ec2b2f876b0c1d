"""A shell for the code of the documents, whose programs the tests answer.

`veredicto` is answered by a warm process; what stands until it is ended (the desk, the figures) is
started, asked, and ended as by Ctrl+C.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import socketserver
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from command import COMMAND, Veredicto

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 300
PASSED_ON = ("VEREDICTO_", "PG")
STANDING = ("review", "metrics")
_ASKS = """\
import json, os, socket, stat, sys
from base64 import b64decode, b64encode
given = b"" if stat.S_ISCHR(os.fstat(0).st_mode) else sys.stdin.buffer.read()
asks = {{
    "program": os.path.basename(sys.argv[0]),
    "arguments": sys.argv[1:],
    "stdin": b64encode(given).decode(),
    "variables": {{k: v for k, v in os.environ.items() if k.startswith({passed_on!r})}},
}}
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({address!r})
    asked.sendall(json.dumps(asks).encode() + b"\\n")
    ended = json.loads(asked.makefile("rb").readline())
sys.stdout.buffer.write(b64decode(ended["out"]))
sys.stderr.buffer.write(b64decode(ended["err"]))
sys.exit(ended["status"])
"""


@dataclass(frozen=True)
class Call:
    """A program that a block calls: its arguments, what is piped into it, exported variables."""

    arguments: tuple[str, ...]
    stdin: bytes
    variables: dict[str, str]


@dataclass(frozen=True)
class Ended:
    """What a call came to."""

    status: int = 0
    out: bytes = b""
    err: bytes = b""


Program = Callable[[Call], Ended]


class Shell:
    """Runs blocks of code, one after another in one folder; what one exports the next one has."""

    def __init__(self, veredicto: Veredicto, commands: Path) -> None:
        self._folder = veredicto.folder
        self._environment = {**veredicto.environment}
        self._environment["PATH"] = f"{commands}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        self._exported = commands / ".exported"
        self._exported.touch()

    def __call__(self, block: str) -> str:
        """What the block prints, both streams; each of its commands must end well."""
        kept = f". {self._exported}\ntrap 'export -p > {self._exported}' EXIT\n{block}"
        ended = subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", kept],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
        said = ended.stdout.decode(errors="replace")
        assert ended.returncode == 0, f"{block}\nended with {ended.returncode}:\n{said}"
        return said


@contextmanager
def shell_of(
    veredicto: Veredicto, programs: Mapping[str, Program] | None = None
) -> Iterator[Shell]:
    """A shell in the folder of the command, with further programs that the test answers."""
    known = {"veredicto": answers_of(veredicto), **(programs or {})}

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked: Any = json.loads(self.rfile.readline())
            ended = _answered(known[asked["program"]], asked)
            told = {
                "status": ended.status,
                "out": base64.b64encode(ended.out).decode(),
                "err": base64.b64encode(ended.err).decode(),
            }
            self.wfile.write(json.dumps(told).encode() + b"\n")

    with tempfile.TemporaryDirectory() as name:
        address = Path(name) / "socket"
        asks = _ASKS.format(address=str(address), passed_on=PASSED_ON)
        for program in known:
            file = Path(name) / program
            file.write_text(f"#!{sys.executable} -IS\n{asks}")
            file.chmod(file.stat().st_mode | stat.S_IXUSR)
        with socketserver.ThreadingUnixStreamServer(str(address), Answer) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield Shell(veredicto, Path(name))
            server.shutdown()


def _answered(program: Program, asked: Any) -> Ended:
    call = Call(tuple(asked["arguments"]), base64.b64decode(asked["stdin"]), asked["variables"])
    try:
        return program(call)
    except Exception as error:  # noqa: BLE001 (whatever it is, the shell is to hear of it)
        return Ended(1, err=repr(error).encode())


def answers_of(veredicto: Veredicto) -> Program:
    """What answers `veredicto`; to a command that asks before it acts, people say yes."""

    def answer(call: Call) -> Ended:
        if call.arguments[0] in STANDING:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            command = [str(COMMAND), *call.arguments, "--port", str(port)]
            return stood(command, f"http://127.0.0.1:{port}", veredicto, call.variables)
        stdin = call.stdin or b"y\n"
        return Ended(*veredicto.raw(*call.arguments, stdin=stdin, **call.variables))

    return answer


def stood(
    command: list[str], url: str, veredicto: Veredicto, variables: Mapping[str, str]
) -> Ended:
    """Start what stands until it is ended, see that it answers at the address, and end it.

    Raises:
        AssertionError: it ended by itself, or answered nothing.
    """
    with subprocess.Popen(
        command,
        cwd=veredicto.folder,
        env={**veredicto.environment, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as standing:
        try:
            _wait_for(url, standing)
        finally:
            standing.send_signal(signal.SIGINT)
            out, err = standing.communicate(timeout=SECONDS)
    by_ctrl_c = standing.returncode in {0, 128 + signal.SIGINT}
    return Ended(0 if by_ctrl_c else standing.returncode, out, err)


def _wait_for(url: str, standing: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and standing.poll() is None:
        try:
            httpx.get(url, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    message = f"{standing.args!r} did not answer at {url}"
    raise AssertionError(message)
