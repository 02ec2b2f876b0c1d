"""The counts of fuzzing as a table."""

from __future__ import annotations

import json
import platform
from pathlib import Path

from fuzzing.corpus import FORMER, KEPT, read
from fuzzing.families import all_targets


def report(counts: Path) -> str:
    """A Markdown page with a row a target, from a file with a line a call."""
    executions: dict[str, int] = {}
    seconds: dict[str, float] = {}
    for line in counts.read_text(encoding="utf-8").splitlines():
        done = json.loads(line)
        executions[done["name"]] = executions.get(done["name"], 0) + done["executions"]
        seconds[done["name"]] = seconds.get(done["name"], 0.0) + done["seconds"]
    names = [name for name in all_targets() if name in executions]
    kept = {name: read(KEPT, name) for name in names}
    former = {name: len(read(FORMER, name)) for name in names}
    size = sum(len(data) for found in kept.values() for data in found)
    rows = [
        f"| {name} | {executions[name]:,} | {seconds[name]:,.0f} | {len(kept[name])} |"
        f" {former[name]} |"
        for name in names
    ]
    total = (
        f"| all {len(names)} | {sum(executions.values()):,} | {sum(seconds.values()):,.0f} |"
        f" {sum(map(len, kept.values()))} | {sum(former.values())} |"
    )
    head = (
        f"`make fuzz`, atheris under Python {platform.python_version()}, one process at a time. "
        "Seconds are of the processor, the start of each process with them. The kept inputs have "
        f"{size:,} bytes. A crash is an input that raised what its parser may not raise, broke "
        "what must hold, or took more than three seconds; each was mended, and "
        "`tests/fuzzing/test_replayed_inputs.py` tries it again."
    )
    titles = "| target | executions | seconds | inputs kept | crashes mended |"
    lines = ["# Fuzzing", "", head, "", titles, "|---|---:|---:|---:|---:|", *rows, total, ""]
    return "\n".join(lines)
