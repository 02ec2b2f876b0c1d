"""`veredicto refresh`: the copy of the warehouse for readers, made by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from veredicto.cli.options import Quiet, WarehouseToRead
from veredicto.cli.working import working


def refresh(
    *,
    warehouse: WarehouseToRead = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Write every Parquet file, not only what changed.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Bring the copy for readers, a DuckDB file and Parquet by month, to what is recorded now.

    A check does that by itself when it ends. Dashboards, notebooks and DuckDB read the copy without
    holding up a writer; `veredicto sql --copy` asks it.
    """
    from veredicto.refreshing import public_copy, refresh_now
    from veredicto.settings import load_settings

    settings = load_settings(warehouse=warehouse)
    with working("copying", quiet=quiet):
        done = refresh_now(settings, anew=anew)
    copy = public_copy(settings)
    state = f"{done.as_of:%Y-%m-%d %H:%M:%S} UTC"
    if not done.copied:
        typer.echo(f"{copy.database} is up to date: nothing was recorded since {state}")
        return
    typer.echo(f"{copy.database}: as of {state}")
    typer.echo(f"{copy.parquet}: {done.parquet_files} files written")
