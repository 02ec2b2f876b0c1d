"""`veredicto sql`: questions to the warehouse, read-only."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from checkers.errors import BadInput


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


def sql(
    query: Annotated[
        str | None,
        typer.Argument(help="SQL, or the name of a query of --list.", show_default=False),
    ] = None,
    *,
    warehouse: Annotated[
        str | None, typer.Option(help="DuckDB file to ask.", show_default=False)
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="Form of the answer.")] = Format.TABLE,
    out: Annotated[
        Path | None, typer.Option(help="File to write; needed for parquet.", show_default=False)
    ] = None,
    copy: Annotated[
        bool,
        typer.Option("--copy", help="Ask the published copy: no waiting for a writer."),
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the named queries.")] = False,
) -> None:
    """Ask the warehouse in SQL; nothing can be written and no other file can be read."""
    from rich.console import Console

    from veredicto.answer import print_table
    from veredicto.settings import load_settings
    from warehouse.query import named_queries, run_sql
    from warehouse.render import to_csv, to_json, write_parquet

    named = {query.name: query for query in named_queries()}
    if list_:
        for one in named.values():
            typer.echo(f"{one.name:<20} {one.description}")
        return
    if query is None:
        message = "no query: give SQL, the name of a query, or --list"
        raise BadInput(message)
    statement = named[query].sql if query in named else query
    settings = load_settings(warehouse=warehouse)
    file = settings.warehouse
    if copy:
        from veredicto.refreshing import copy_to_read

        file = copy_to_read(settings)
    if output is Format.PARQUET:
        if out is None:
            message = "parquet needs a file to write: --out FILE"
            raise BadInput(message)
        write_parquet(file, statement, out)
        return
    table = run_sql(file, statement)
    if output is Format.TABLE:
        print_table(table, Console(highlight=False))
        return
    text = to_json(table) if output is Format.JSON else to_csv(table)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text, encoding="utf-8")
