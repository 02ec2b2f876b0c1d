"""A server of Debian's that stands on loopback while tests ask it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

START_SECONDS = 90.0


class Standing:
    """Runs `command` in `environment` until the block ends; it answers at `url`.

    What it writes goes to `log`.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        url: str,
        log: Path,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._command = command
        self._address = url
        self._log = log
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        with ExitStack() as undone:
            # Also where somebody stops the tests meanwhile: it is of another session.
            undone.callback(self._end, self._process)
            self._wait_for(self._process)
            undone.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        self._end(self._process)

    def restart(self) -> None:
        """End it at once and start it again."""
        self.__exit__(None, None, None)
        self.__enter__()

    def signal(self, number: int) -> None:
        """Send a signal to it and its children."""
        os.killpg(self.pid, number)

    @property
    def pid(self) -> int:
        """Of the process, while it stands."""
        assert self._process is not None
        return self._process.pid

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                message = f"{self._command[0]} did not start: {self._log.read_text()}"
                raise AssertionError(message)
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            httpx.get(self._address, trust_env=False)
        except httpx.TransportError:
            return False
        return True

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        # Its children too, and at once: nothing that it keeps is of use to anyone.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
