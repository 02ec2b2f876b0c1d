"""A replay for a person at a terminal, and as JSON."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checkers.verdicts.compare import TOLERANCE, Difference, Value
from checkers.verdicts.replay import Replay

LONGEST = 240
NOT_THERE = "—"


def replay_object(replayed: Replay) -> dict[str, Any]:
    """The object that `veredicto replay --json` prints."""
    closeness = replayed.comparisons.closeness
    return {
        "run": replayed.run_id,
        "verdict": replayed.verdict_id,
        "outcome": _outcome(replayed),
        "notes": list(replayed.notes),
        "unreadable": [
            {"url": one.url, "snapshot": one.snapshot, "reason": one.why}
            for one in replayed.unreadable
        ],
        "differences": [
            {
                "kind": one.kind,
                "of": one.of,
                "field": one.field,
                "recorded": one.recorded,
                "derived": one.derived,
            }
            for one in replayed.comparisons.differences
        ],
        "tolerance": TOLERANCE,
        "largest_difference": closeness.largest,
        "largest_difference_of": closeness.where or None,
        "compared": {
            "claims": replayed.claims,
            "pages": replayed.pages - len(replayed.unreadable),
            "verdicts": 0 if replayed.unreadable else replayed.verdicts,
        },
        "carried": replayed.carried,
    }


def print_replay(replayed: Replay, console: Console) -> None:
    """What must be known first, then what differs with both sides, then the outcome."""
    for note in replayed.notes:
        console.print(Text(note, style="yellow"))
    for one in replayed.unreadable:
        console.print(Text.assemble((f"{one.url}\n", "bold"), f"    {one.why}"))
    if replayed.unreadable:
        console.print(
            Text(
                "Evidence and verdicts were not derived: without these pages they could only be "
                "guessed.",
                style="red",
            )
        )
    if replayed.comparisons.differences:
        console.print(_table(replayed.comparisons.differences))
    console.print(_conclusion(replayed))


def _outcome(replayed: Replay) -> str:
    if replayed.unreadable:
        return "unreadable"
    if replayed.identical:
        return "identical"
    return "identical_within_tolerance" if replayed.same else "differs"


def _conclusion(replayed: Replay) -> Text:
    what = (
        f"verdict {replayed.verdict_id} of run {replayed.run_id}"
        if replayed.verdict_id
        else f"run {replayed.run_id}"
    )
    count = len(replayed.comparisons.differences)
    closeness = replayed.comparisons.closeness
    compared = f"{replayed.claims} claims, {replayed.pages} pages, {replayed.verdicts} verdicts"
    match _outcome(replayed):
        case "unreadable":
            words, colour = f"cannot be derived: {len(replayed.unreadable)} snapshots", "bold red"
        case "identical":
            words, colour = f"identical: {compared}", "bold green"
        case "differs":
            words, colour = f"differs in {count} fields", "bold red"
        case _:
            words = (
                f"identical within {TOLERANCE:g}: {compared}; the largest difference of a score is "
                f"{closeness.largest:.1e} ({closeness.where})"
            )
            colour = "bold green"
    return Text.assemble((words, colour), (f"\n{what}", "dim"))


def _table(differences: tuple[Difference, ...]) -> Table:
    table = Table("of", "field", "recorded", "derived", header_style="bold", show_lines=True)
    for one in differences:
        table.add_row(
            Text(f"{one.kind} {_short(one.of)}"),
            Text(one.field),
            Text(_short(_words(one.recorded)), style="cyan"),
            Text(_short(_words(one.derived)), style="magenta"),
        )
    return table


def _words(value: Value) -> str:
    return NOT_THERE if value is None else str(value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
