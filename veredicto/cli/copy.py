"""`veredicto copy`: the whole warehouse at another place, a file as a lake or a lake as a file."""

from __future__ import annotations

from typing import Annotated

import typer

from veredicto.cli.options import Quiet, WarehouseToRead
from veredicto.cli.working import working


def copy(
    target: Annotated[
        str,
        typer.Argument(
            help="DuckDB file, or ducklake: address, to make.", show_default=False, metavar="TARGET"
        ),
    ],
    *,
    warehouse: WarehouseToRead = None,
    quiet: Quiet = False,
) -> None:
    """Copy the warehouse to another place: a file into a lake, or a lake into a file.

    Every row and stored page is copied, in one transaction, and counted. What has rows is refused;
    a copy that was cut off left none, so that the same command begins anew. The desk's book of
    accounts stays where it is.
    """
    from veredicto.copying import copy_all
    from veredicto.settings import load_settings
    from warehouse.place import parse_place

    place = parse_place(target)
    settings = load_settings(warehouse=warehouse)
    with working(f"copying to {place}", quiet=quiet):
        done = copy_all(settings, place)
    typer.echo(
        f"{place}: {done.runs:,} runs, {done.rows:,} rows, {done.pages:,} stored pages added"
    )
