"""The head of the chain in a small file beside the book: a witness to how long the chain was."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from warehouse.file_copy import sync_folder


@dataclass(frozen=True, slots=True)
class Head:
    """The last action of a book: its number and hash."""

    book: str
    number: int
    hash: str


def head_file(path: Path) -> Path:
    """Where the head of the book at `path` is."""
    return path.with_suffix(".head")


def read_head(path: Path) -> Head | None:
    """The head beside the book at `path`; None where there is none that can be read."""
    try:
        said = json.loads(head_file(path).read_text(encoding="utf-8"))
        return Head(str(said["book"]), int(said["number"]), str(said["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_head(path: Path, head: Head) -> None:
    """Leaves the head beside the book, on the disk.

    What it is about is committed already, and a head that lags behind is told from a chain that was
    cut, so that a full disk is no reason to fail here.
    """
    target = head_file(path)
    fresh = target.with_name(f"{target.name}.new")
    with suppress(OSError):
        fresh.touch(mode=0o600)
        with fresh.open("w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(head)))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
        sync_folder(target.parent)
