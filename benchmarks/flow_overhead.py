"""What Prefect adds to the check of one article: the flow beside its bare functions.

    python -m benchmarks.flow_overhead [--rounds 5]

The example article of the repository is checked against its folder of pages, once by `run_check` on
a standing Prefect server, once by the very functions of its tasks called one after another, in one
process, in turn, with the models loaded. The first pair warms up and does not count.
"""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_HOME,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)
from prefect.tasks import Task

from benchmarks.interleaved import Timing, describe_machine, markdown, time_in_turns
from flows import check as checking
from flows.stages import record
from veredicto.settings import load_settings
from veredicto.wire import build_parts

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from servers.standing import Standing

RESULT = Path("benchmarks/results/flow_overhead.md")
ARTICLE = Path("examples/article.es.txt")
PAGES = Path("examples/pages")


def main() -> None:
    """Measure, print and save."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=5)
    rounds: int = asked.parse_args().rounds
    flow, bare = compare_flow(rounds)
    pairs = zip(flow.seconds, bare.seconds, strict=True)
    more = Timing(tuple(one - other for one, other in pairs))
    told = {"flow": flow, "bare functions": bare, "what Prefect adds": more}
    rows = [
        (name, f"{one.median:.2f}", f"{min(one.seconds):.2f}", f"{max(one.seconds):.2f}")
        for name, one in told.items()
    ]
    share = more.median / bare.median
    table = markdown(("", "median s", "least s", "most s"), rows)
    text = f"{describe_machine()}, {rounds} rounds\n\n{table}\n\nPrefect adds {share:.0%}.\n"
    RESULT.write_text(f"# What Prefect adds to one article\n\n{text}", encoding="utf-8")
    sys.stdout.write(text)


def compare_flow(rounds: int) -> tuple[Timing, Timing]:
    """The flow on a standing Prefect server of its own, and the bare functions."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        api = f"http://127.0.0.1:{port}"
        prefect = str(Path(sys.executable).with_name("prefect"))
        command = [prefect, "server", "start", "--port", str(port), "--no-services"]
        home = os.environ | {"PREFECT_HOME": f"{folder}/prefect"}
        # As `veredicto check` has it.
        own = {PREFECT_API_URL: f"{api}/api", PREFECT_HOME: Path(folder)}
        own |= {PREFECT_LOGGING_TO_API_ENABLED: False}
        logging.disable(logging.WARNING)
        with (
            Standing(command, f"{api}/api/health", Path(folder, "log"), home),
            temporary_settings(own),
        ):
            return measure(Path(folder), rounds)


class Bare:
    """Threads that take a task's function and its parameters, as a task runner takes the task."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(checking.AT_ONCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()

    def submit(self, function: Callable[..., Any], parameters: dict[str, Any]) -> Future[Any]:
        """The future of the call."""
        return self._threads.submit(function, **parameters)


def bare_tasks() -> dict[str, Any]:
    """What stands in the place of tasks in `flows.check`, for its functions to run without."""
    bare = {name: it.fn for name, it in vars(checking).items() if isinstance(it, Task)}
    bare |= {"recording": lambda _: record, "whole": lambda value: value}
    return bare | {"_threads": Bare, "tell_of": lambda *_: None}


def measure(folder: Path, rounds: int) -> tuple[Timing, Timing]:
    """The flow, and the bare functions."""
    settings = load_settings(
        warehouse=str(folder / "veredicto.duckdb"), search=["corpus"], corpus=PAGES
    )
    parts = build_parts(settings, lambda _stage, _done, _total: None)
    parts.judges.result()
    bare = bare_tasks()

    def by_functions() -> None:
        with patch.multiple(checking, **bare):
            checking.check(str(ARTICLE), parts)

    def by_a_flow() -> None:
        with checking.run_check(str(ARTICLE), parts):
            pass

    ways = {"flow": by_a_flow, "bare": by_functions}
    time_in_turns(ways, 1)
    timed = time_in_turns(ways, rounds)
    return timed["flow"], timed["bare"]


if __name__ == "__main__":
    main()
