"""A Prefect server for one process alone, where none is set; it starts while the process loads.

Prefect starts one, too, but not before the first flow begins, and imports the whole server into the
client for that. Run as a module, with a port and its parent, this is the server.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flows.server_database import lay_out

_LOOK_AGAIN_SECONDS = 0.05
_STOP_SECONDS = 5.0
_AS_PREFECT_STARTS_ITS_OWN = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}


class OwnServer:
    """A server that is starting, or up; none where the environment names one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        if os.environ.get("PREFECT_API_URL"):
            return
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        self._api = f"http://127.0.0.1:{port}/api"
        # -P: a folder `flows` where the command is called is none of ours.
        command = [sys.executable, "-P", "-m", "flows.own_server", port, str(os.getpid())]
        self._process = subprocess.Popen(command)  # noqa: S603 (this module)

    @contextmanager
    def used(self) -> Iterator[None]:
        """Within the block flows run on it, once it is up.

        Where it does not start, or a profile of Prefect's names another, they run as Prefect says.
        """
        from prefect.settings import PREFECT_API_URL, temporary_settings

        if PREFECT_API_URL.value() or not self._comes_up():
            yield
            return
        with temporary_settings({PREFECT_API_URL: self._api}):
            yield

    def end(self) -> None:
        """Stop it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _comes_up(self) -> bool:
        import httpx
        from prefect.settings import PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS

        until = time.monotonic() + PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS.value()
        with httpx.Client() as client:
            while self._process and self._process.poll() is None and time.monotonic() < until:
                try:
                    if client.get(f"{self._api}/health").is_success:
                        return True
                except httpx.TransportError:
                    time.sleep(_LOOK_AGAIN_SECONDS)
        return False


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server that starts now and ends with the block."""
    server = OwnServer()
    try:
        yield server
    finally:
        server.end()


def _serve(port: int, parent: int) -> None:
    """Be the server, unless Prefect's settings name another, until the parent ends."""
    os.environ.update(_AS_PREFECT_STARTS_ITS_OWN)
    from prefect.settings import (
        PREFECT_API_DATABASE_CONNECTION_URL,
        PREFECT_API_URL,
        PREFECT_SERVER_EPHEMERAL_ENABLED,
    )

    if PREFECT_API_URL.value() or not PREFECT_SERVER_EPHEMERAL_ENABLED.value():
        return
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    lay_out(str(PREFECT_API_DATABASE_CONNECTION_URL.value()))
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(create_app, factory=True, port=port, log_level="error", lifespan="on")


def _end_with(parent: int) -> None:
    """Stop the server when the process that started it was killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    _serve(*map(int, sys.argv[1:]))
