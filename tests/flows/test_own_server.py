from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil

from flows.own_server import own_server

if TYPE_CHECKING:
    import pytest

SECONDS = 60
STARTS_ONE = "import time; from flows.own_server import OwnServer; it = OwnServer(); time.sleep(60)"


def test_none_is_started_where_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    before = psutil.Process().children()

    with own_server():
        assert psutil.Process().children() == before


def test_it_ends_with_a_process_that_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with subprocess.Popen([sys.executable, "-c", STARTS_ONE]) as parent:
        servers: list[psutil.Process] = []
        until = time.monotonic() + SECONDS
        while not servers and time.monotonic() < until:
            servers = psutil.Process(parent.pid).children()
            time.sleep(0.05)
        parent.kill()

    gone, _ = psutil.wait_procs(servers, timeout=SECONDS)

    assert servers
    assert gone == servers
