"""`veredicto snapshot`: the pages as they were retrieved."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from veredicto.cli.options import Json, Quiet, WarehouseToRead
from veredicto.cli.working import working

snapshot = typer.Typer(no_args_is_help=True, help="Look at the pages as they were retrieved.")


@snapshot.command()
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID|URL",
            help="Identifier of a source or snapshot, or enough of its beginning, or an address.",
            show_default=False,
        ),
    ],
    *,
    warehouse: WarehouseToRead = None,
    text: Annotated[bool, typer.Option("--text", help="Print the extracted text alone.")] = False,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the page as it came.", show_default=False),
    ] = None,
    warc: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the WARC record.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a stored page: when it came from where, its headers, its hash checked, its text.

    An address shows its newest version and names the others. Exit status: 0 intact, 1 the record is
    missing, damaged or altered, 2 there is no such page.
    """
    from rich.console import Console

    from veredicto.settings import load_settings
    from veredicto.snapshots import look_at, open_record, write_page, write_record
    from veredicto.snapshots_shown import print_page, stored_page_object

    settings = load_settings(warehouse=warehouse)
    page = look_at(*open_record(settings), name)
    if html is not None:
        write_page(page, html)
    if warc is not None:
        write_record(page, warc)
    if as_json:
        typer.echo(json.dumps(stored_page_object(page), ensure_ascii=False, indent=1))
    elif text:
        typer.echo(page.text)
    elif html is None and warc is None:
        print_page(page, Console(highlight=False))
    raise typer.Exit(0 if page.document is not None else 1)


@snapshot.command("list")
def list_(
    *,
    warehouse: WarehouseToRead = None,
    older_than: Annotated[
        float | None,
        typer.Option(metavar="DAYS", help="Only what was not used for so long.", min=0),
    ] = None,
    unused: Annotated[
        bool, typer.Option("--unused", help="Only what no current verdict or review cites.")
    ] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """List the stored pages with their size and last use, the one unused for longest first."""
    from rich.console import Console

    from veredicto.settings import load_settings
    from veredicto.snapshots import open_record, stored_pages
    from veredicto.snapshots_shown import list_object, print_list

    settings = load_settings(warehouse=warehouse)
    before = None if older_than is None else datetime.now(UTC) - timedelta(days=older_than)
    with working("looking at the stored pages", quiet=quiet):
        pages = stored_pages(*open_record(settings), before=before, unused=unused)
    if as_json:
        typer.echo(json.dumps(list_object(pages), ensure_ascii=False, indent=1))
    else:
        print_list(pages, Console(highlight=False))
