"""`veredicto doctor`: what is well with this installation, and what to do about the rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from veredicto.cli.options import Corpus, Json, Quiet, Search, WarehouseToRead, Zim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from veredicto.diagnosis.finding import Finding

STYLES = {"ok": "green", "warning": "yellow", "failed": "red"}


def doctor(
    *,
    warehouse: WarehouseToRead = None,
    search: Search = None,
    corpus: Corpus = None,
    zim: Zim = None,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Save what can be saved of a damaged warehouse; tidy up."),
    ] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Look at the warehouse, models, search providers and settings, and say what is not well.

    A repair deletes nothing that was recorded: what is damaged is set aside under another name.
    Exit status: 0 nothing failed, 1 something did.
    """
    from rich.console import Console

    from veredicto.cli.progress import TerminalProgress
    from veredicto.quiet import quieten
    from veredicto.settings import load_settings

    quieten(verbose=False)
    settings = load_settings(warehouse=warehouse, search=search, corpus=corpus, zim=zim)
    with TerminalProgress(quiet=quiet) as progress:
        progress.say("loading")
        from veredicto.diagnosis.examine import examine

        findings = tuple(examine(settings, repair=repair, tell=progress.say))
    if as_json:
        objects = [finding.facts for finding in findings]
        typer.echo(json.dumps(objects, ensure_ascii=False, indent=1))
    else:
        Console(highlight=False).print(_table(findings))
    raise typer.Exit(any(finding.state == "failed" for finding in findings))


def _table(findings: Sequence[Finding]) -> Table:
    from rich.table import Column, Table
    from rich.text import Text

    # A deployment's long name leaves most of the line to what was found.
    looked_at = Column("looked at", max_width=24, overflow="fold")
    table = Table("", looked_at, "found", header_style="bold", show_lines=True)
    for finding in findings:
        found = Text(finding.said, overflow="fold")
        if finding.repaired:
            found.append(f"\nrepaired: {finding.repaired}", style="bold")
        if finding.advice:
            found.append(f"\n→ {finding.advice}", style="bold")
        state = Text(finding.state, style=STYLES[finding.state])
        table.add_row(state, Text(finding.look), found)
    return table
