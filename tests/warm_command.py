"""A process that has imported what the command needs, and forks for each call of it.

A cold call spends most of its seconds on imports. What it does not share with a call from a shell
is the order of imports; the tests that start, kill or pipe the installed command see to that.

Run as a script it is that process: it takes a call a line on its standard input and answers with
the exit status. Both are JSON.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from veredicto.quiet import quieten

NEEDED = (
    "anyio._backends._asyncio",
    "fastapi",
    "flows.batch",
    "flows.check",
    "flows.recheck",
    "graphviz",
    "onnxruntime",
    "prefect.artifacts",
    "prefect.client.orchestration",
    "prefect.events",
    "prefect.flow_engine",
    "prefect.task_engine",
    "pyarrow.dataset",
    "pydantic.v1",
    "tokenizers",
    "veredicto.cli.progress",
    "veredicto.contract",
    "veredicto.rechecked",
    "veredicto.refreshing",
    "veredicto.settings",
    "veredicto.terminal",
    "veredicto.wire",
    "warehouse.query",
)
"""What commands import when they are called, and takes seconds."""
SENTENCE = "El puente de Almorva costó 12 millones de euros en 2024, según la diputación."


@dataclass(frozen=True)
class Call:
    """One call: its arguments, where it runs, and the files that are its standard streams."""

    arguments: tuple[str, ...]
    folder: str
    environment: dict[str, str]
    streams: tuple[str, str, str]


class WarmCommand:
    """Answers calls from a process that it starts when first asked."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    @property
    def alive(self) -> bool:
        """Whether it can be asked: a call that took too long ends it."""
        return self._process.poll() is None

    def __call__(
        self,
        arguments: tuple[str, ...],
        folder: Path,
        environment: dict[str, str],
        stdin: bytes,
        seconds: float,
    ) -> tuple[int, bytes, bytes]:
        """The exit status, standard output and standard error of a call.

        Raises:
            TimeoutError: it took longer than that.
        """
        with self._turn, tempfile.TemporaryDirectory() as kept:
            streams = tuple(str(Path(kept, name)) for name in ("in", "out", "err"))
            Path(streams[0]).write_bytes(stdin)
            overdue = threading.Timer(seconds, os.killpg, (self._process.pid, signal.SIGKILL))
            overdue.start()
            try:
                status = self._ask(Call(arguments, str(folder), environment, streams))
            finally:
                overdue.cancel()
            return status, Path(streams[1]).read_bytes(), Path(streams[2]).read_bytes()

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _ask(self, call: Call) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asdict(call)).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise TimeoutError(f"no answer to {call.arguments}")
        return int(answer)


def _answer_calls() -> None:
    _load_everything()
    for line in sys.stdin:
        call = Call(**json.loads(line))
        child = os.fork()
        if child == 0:
            _leave(_become(call))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _load_everything() -> None:
    quieten(verbose=False)
    for module in NEEDED:
        import_module(module)
    from checkers.claims.find import find_claims
    from checkers.reading.article import parse_article
    from veredicto.wire import shipped_judges

    # What these need is read when they are first called.
    find_claims(parse_article(SENTENCE.encode(), name="article.txt"))
    shipped_judges(None)
    # A child that looked for garbage in all this would copy it.
    gc.collect()
    gc.freeze()


def _become(call: Call) -> int:
    from veredicto.cli.main import main

    for number, path in enumerate(call.streams):
        with Path(path).open("wb" if number else "rb") as stream:
            os.dup2(stream.fileno(), number)
    # New ones: the old may have read ahead, and take the files for pipes.
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    os.environ.clear()
    os.environ.update(call.environment)
    os.chdir(call.folder)
    sys.argv = ["veredicto", *call.arguments]
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return 0


def _leave(status: int) -> NoReturn:
    """End as an interpreter does, but for taking modules down.

    Libraries wait there for threads that a fork leaves behind.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 (what an interpreter calls)
    atexit._run_exitfuncs()  # noqa: SLF001 (what an interpreter calls)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _answer_calls()
