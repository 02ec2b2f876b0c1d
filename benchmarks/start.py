"""How long until something is seen: the help, and the first verdict of a process that starts cold.

    python -m benchmarks.start [--rounds 3]

`veredicto --help` stands beside an interpreter that imports Typer alone. The first verdict is that
on the article of `tests/almorva.py`, two statements and two pages in a folder, with a Prefect
server that stands by and with none, where `veredicto` starts its own: with the database that an
earlier one left, and on a machine where there never was one. Each time in a new folder.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.interleaved import Timing, describe_machine, markdown, time_in_turns
from benchmarks.one_article import COMMAND, standing_prefect

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from almorva import write_article, write_corpus

RESULT = Path("benchmarks/results/start.md")
HELP, TYPER = "`veredicto --help`", "`python -c 'import typer'`"
STANDING, ALONE = "first verdict, a server stands by", "first verdict, no server"
EVER = "first verdict ever: no server, no database of one"
MOST = {HELP: 0.3, STANDING: 10.0, ALONE: 10.0, EVER: 10.0}
HELPS_A_ROUND = 5


def main() -> None:
    """Measure, print and save."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=3)
    text = measure(asked.parse_args().rounds)
    RESULT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def measure(rounds: int) -> str:
    """The table in Markdown."""
    quick: dict[str, Callable[[], object]] = {
        HELP: partial(_run, [COMMAND, "--help"], Path.cwd()),
        TYPER: partial(_run, [sys.executable, "-c", "import typer"], Path.cwd()),
    }
    timings = time_in_turns(quick, rounds * HELPS_A_ROUND)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with standing_prefect(folder) as api:
            numbers, used = count(), folder / "used"

            def start(*, server: str = "", home: Path | None = None) -> None:
                _first_verdict(folder / str(next(numbers)), server, home)

            start(home=used)
            slow: dict[str, Callable[[], object]] = {
                STANDING: partial(start, server=api),
                ALONE: partial(start, home=used),
                EVER: start,
            }
            timings |= time_in_turns(slow, rounds)
    rows = [(name, *_cells(timing), f"{MOST.get(name, '')}") for name, timing in timings.items()]
    header = ("start", "median s", "least s", "most s", "wanted s")
    return f"# Starting\n\n{describe_machine()}\n\n{markdown(header, rows)}\n"


def _cells(timing: Timing) -> tuple[str, ...]:
    figures = (timing.median, min(timing.seconds), max(timing.seconds))
    return tuple(f"{figure:.2f}" for figure in figures)


def _first_verdict(folder: Path, api: str, home: Path | None) -> None:
    folder.mkdir()
    article, pages = write_article(folder), write_corpus(folder)
    environment = {"PREFECT_HOME": str(home or folder / "prefect"), "PREFECT_API_URL": api}
    command = [COMMAND, "check", str(article), "--corpus", str(pages), "--json"]
    _run(command, folder, **{name: value for name, value in environment.items() if value})


def _run(command: list[str], folder: Path, **variables: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())} | variables
    subprocess.run(  # noqa: S603 (the commands of this file)
        command, cwd=folder, env=environment, capture_output=True, check=True
    )


if __name__ == "__main__":
    main()
