"""Picks from a folder of inputs the few that reach what all reach: `python -m fuzzing.picking`."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any

from fuzzing.corpus import KEPT, read, write
from fuzzing.families import target
from fuzzing.target import Target

OURS = tuple(f"/{name}/" for name in ("checkers", "flows", "veredicto", "warehouse"))
MOST_INPUTS = 60
MOST_BYTES = 25_000
SECONDS = 10.0
"""How long inputs are tried, the shortest first."""

Turn = tuple[str, int, int]


def reached(wanted: Target, data: bytes) -> frozenset[Turn]:
    """The turns from line to line that an input takes through our code."""
    found: set[Turn] = set()

    def called(frame: FrameType, event: str, _argument: object) -> Any:
        del event
        file = frame.f_code.co_filename
        if not any(name in file for name in OURS) or "site-packages" in file:
            return None
        last = frame.f_lineno

        def stepped(inner: FrameType, _event: str, _argument: object) -> Any:
            nonlocal last
            found.add((file, last, inner.f_lineno))
            last = inner.f_lineno
            return stepped

        return stepped

    sys.settrace(called)
    try:
        wanted.try_out(data)
    finally:
        sys.settrace(None)
    return frozenset(found)


def pick(wanted: Target, inputs: Iterable[bytes]) -> tuple[bytes, ...]:
    """The seeds, and of the inputs, the shortest first, those that reach something new."""
    known: set[Turn] = set()
    kept: list[bytes] = []
    size = 0
    ends = time.monotonic() + SECONDS
    for data in (*wanted.first, *sorted(set(inputs), key=lambda it: (len(it), it))):
        if time.monotonic() > ends or len(kept) == MOST_INPUTS:
            break
        try:
            new = reached(wanted, data) - known
        except Exception:  # noqa: BLE001, S112 (a crash is kept elsewhere)
            continue
        if (new or data in wanted.first) and size + len(data) <= MOST_BYTES:
            known |= new
            kept.append(data)
            size += len(data)
    return tuple(kept)


def main() -> None:
    """Replaces what is kept of a target by what is picked from it and from a folder."""
    name, folder = sys.argv[1:]
    warnings.simplefilter("ignore")
    wanted = target(name)
    found = (path.read_bytes() for path in Path(folder).iterdir())
    picked = pick(wanted, (*read(KEPT, name), *(it for it in found if len(it) <= wanted.longest)))
    write(KEPT, name, picked)
    print(len(picked))  # noqa: T201 (what the caller reads)


if __name__ == "__main__":
    main()
