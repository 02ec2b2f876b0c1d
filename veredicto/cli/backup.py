"""`veredicto backup` and `veredicto restore`: the warehouse and its stored pages in one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from veredicto.cli.options import Quiet, WarehouseFile, WarehouseToRead
from veredicto.cli.working import working


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="File to write; beside the warehouse if unset.", show_default=False),
    ] = None,
    *,
    warehouse: WarehouseToRead = None,
    quiet: Quiet = False,
) -> None:
    """Back up the warehouse with its stored pages in one file, opened and counted before.

    Runs may go on meanwhile: they wait while the warehouse is copied.
    """
    from veredicto.backups import back_up
    from veredicto.settings import load_settings

    settings = load_settings(warehouse=warehouse)
    with working("backing up", quiet=quiet):
        done = back_up(settings, file, now=datetime.now(UTC))
    size = done.file.stat().st_size / 1e6
    typer.echo(f"{done.file}: {done.runs:,} runs, {done.pages:,} stored pages, {size:,.1f} MB")


def restore(
    file: Annotated[Path, typer.Argument(help="What veredicto backup wrote.", show_default=False)],
    *,
    warehouse: WarehouseFile = None,
    force: Annotated[
        bool, typer.Option("--force", help="Set aside the warehouse that is there.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Restore a backup. What was forgotten since it was made is forgotten again.

    A warehouse that is there is kept under another name. Stored pages are added to those there are.
    """
    from veredicto.backups import restore as restore_now
    from veredicto.settings import load_settings

    settings = load_settings(warehouse=warehouse)
    with working("restoring", quiet=quiet):
        done = restore_now(settings, file, force=force, now=datetime.now(UTC))
    typer.echo(f"{settings.warehouse}: {done.runs:,} runs; {done.pages:,} stored pages added")
    if done.forgotten:
        typer.echo(f"{done.forgotten} removals that were made since were made again")
    if done.aside is not None:
        typer.echo(f"what was there is kept as {done.aside}")
