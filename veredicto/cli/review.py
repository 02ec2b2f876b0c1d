"""`veredicto review`: the editors' desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from checkers.errors import BadInput
from veredicto.cli.options import WarehouseFile

if TYPE_CHECKING:
    from veredicto.settings import Settings

PORT = 8090


def review(
    *,
    warehouse: WarehouseFile = None,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at.", min=1, max=65535)] = PORT,
    url: Annotated[
        str | None,
        typer.Option(
            help="Address that browsers reach the desk by, where a proxy stands before it.",
            show_default=False,
        ),
    ] = None,
    second_reading: Annotated[
        str | None,
        typer.Option(
            help="Decisions that a second person reads without seeing them: none, overruled,"
            " refuted, all; several comma separated.",
            show_default=False,
        ),
    ] = None,
    invite: Annotated[
        bool,
        typer.Option("--invite", help="Print a link for another chief editor, and end."),
    ] = False,
) -> None:
    """Open the editors' desk: a web page where people decide on what was found, and publish it.

    The first start prints a link that makes the first account, a chief editor's, who invites the
    others. Everything that is decided goes into the desk's own book beside the warehouse, and what
    is published into the warehouse.
    """
    from veredicto.desk.serve import (
        address_of,
        build,
        first_link,
        keeper_of,
        opened_desk,
        refuse_unsafe,
        serve,
        tell,
    )
    from veredicto.settings import load_settings

    settings = load_settings(warehouse=warehouse, desk_url=url, second_reading=second_reading)
    address = address_of(settings, host, port)
    if invite:
        typer.echo(f"{address.url}/join/{_invitation(settings)}")
        return
    tell("Reading the warehouse…")
    with opened_desk(settings, in_a_process=True) as desk:
        refuse_unsafe(address, desk.book)
        link = first_link(desk.book, address)

        def ready() -> None:
            tell(f"The desk is at {address.url}")
            if link is not None:
                tell(f"Make the first account, a chief editor's, at {link}")
            tell("Ctrl+C ends it.")

        app = build(desk, address, settings)
        keeper = keeper_of(desk, settings)
        keeper.start()
        try:
            serve(app, address, ready)
        finally:
            keeper.stop()


def _invitation(settings: Settings) -> str:
    """An invitation for a chief editor, made beside a desk that may be open."""
    from veredicto.desk.book.opened import Book
    from veredicto.desk.nouns import Role
    from veredicto.desk.serve import THE_DESK
    from warehouse.place import is_there

    if not is_there(settings.warehouse):
        raise BadInput(f"there is no warehouse at {settings.warehouse}: check an article first.")
    # Jobs that are under way are those of the desk that is open.
    with Book(settings.desk, resume=False) as book:
        return book.people.invite(Role.CHIEF, by=THE_DESK)
