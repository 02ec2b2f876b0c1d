"""What breaks, one thing at a time: each fault is done, lasts a moment and is undone."""

from __future__ import annotations

import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.soak.checking import Checkers
from benchmarks.soak.web import Web

sys.path.append(str(Path(__file__).parents[2] / "tests"))
from servers.standing import Standing

CLOCK = Path(__file__).with_name("clock.c")
BLOCK = bytes(1_000_000)
JUMPS_SECONDS = (60, 3_600, 40 * 86_400)
MOST_SECONDS = 6.0


@dataclass(slots=True)
class Faults:
    """The faults that can be made here, by name.

    Args:
        moments: Chooses what breaks, and for how long.
        web: The search engine and the pages.
        checkers: The commands under way.
        prefect: Its server.
        disk: A folder on a small disk of its own, where the warehouse is; None without one.
        clock: The file that says how far the clock of a check jumped; None where it cannot.
    """

    moments: random.Random
    web: Web
    checkers: Checkers
    prefect: Standing
    disk: Path | None
    clock: Path | None

    def all(self) -> Mapping[str, Callable[[], None]]:
        """Each fault with what it is called in the report."""
        made: dict[str, Callable[[], None]] = {
            "a check is killed": self._kill_a_check,
            "Prefect's server is killed": self.prefect.restart,
            "Prefect's server is frozen": self._freeze,
            "connections break in the middle": lambda: self._of_the_web("broken"),
            "the web is silent": lambda: self._of_the_web("frozen"),
            "names have no address": lambda: self._of_the_web("nameless"),
        }
        if self.disk is not None:
            made["the disk is full"] = partial(self._fill, self.disk)
        if self.clock is not None:
            made["the clock jumps"] = partial(self._jump, self.clock)
        return made

    def _while(self) -> None:
        time.sleep(self.moments.uniform(0.5, MOST_SECONDS))

    def _kill_a_check(self) -> None:
        if under_way := sorted(self.checkers.running):
            with suppress(ProcessLookupError):
                os.kill(self.moments.choice(under_way), signal.SIGKILL)

    def _freeze(self) -> None:
        self.prefect.signal(signal.SIGSTOP)
        self._while()
        self.prefect.signal(signal.SIGCONT)

    def _of_the_web(self, fault: str) -> None:
        setattr(self.web, fault, True)
        self._while()
        setattr(self.web, fault, False)

    def _fill(self, disk: Path) -> None:
        filler = disk / "filler"
        try:
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(BLOCK) == len(BLOCK):
                    pass
            self._while()
        finally:
            filler.unlink(missing_ok=True)

    def _jump(self, clock: Path) -> None:
        set_clock(clock, self.moments.choice((-1, 1)) * self.moments.choice(JUMPS_SECONDS))
        self._while()


def clock_library(folder: Path) -> Path | None:
    """What lets a process have another time of day, built in the folder; None without a compiler.

    It reads the jump from the file that SOAK_CLOCK names, see `set_clock`.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "clock.so"
    build = (compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(CLOCK), "-ldl")
    subprocess.run(build, check=True)  # noqa: S603 (fixed words)
    return library


def set_clock(clock: Path, seconds: int) -> None:
    """Let the processes that read the file be so many seconds after the machine."""
    with clock.open("r+b" if clock.exists() else "wb") as file:
        file.write(struct.pack("q", seconds))


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """A disk of so many megabytes in memory, at the folder; None where none may be mounted."""
    mount = ("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "veredicto-soak", str(folder))
    unmount = ("umount", "-l", str(folder))
    made = subprocess.run(mount, capture_output=True, check=False)  # noqa: S603 (fixed words)
    try:
        yield folder if made.returncode == 0 else None
    finally:
        if made.returncode == 0:
            subprocess.run(unmount, check=False)  # noqa: S603 (fixed words)
