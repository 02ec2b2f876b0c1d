"""What is kept of fuzzing: a file a target, an input a line, as JSON strings of Latin-1."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
KEPT = HERE / "corpus"
"""Inputs that between them reach every line and turn that fuzzing reached."""
FORMER = HERE / "former"
"""Inputs that a parser once fell over."""


def read(folder: Path, name: str) -> tuple[bytes, ...]:
    """The inputs of a target; none where there is no file."""
    path = folder / f"{name}.jsonl"
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line).encode("latin-1") for line in lines)


def write(folder: Path, name: str, inputs: Iterable[bytes]) -> None:
    """Leaves the inputs of a target, the shortest first."""
    folder.mkdir(exist_ok=True)
    lines = [
        json.dumps(it.decode("latin-1")) for it in sorted(set(inputs), key=lambda it: (len(it), it))
    ]
    (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
