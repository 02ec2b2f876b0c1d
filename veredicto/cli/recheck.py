"""`veredicto recheck`: claims looked at again where their evidence changed or was added to."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from checkers.errors import BadInput
from veredicto.cli.options import Corpus, Json, Quiet, Search, Threads, Verbose, WarehouseFile

# An identifier and no name: settings of a run are not searched for names that are to be forgotten.
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
DONE, SOME_RETRIEVALS_FAILED = 0, 3


def recheck(  # noqa: PLR0913 - the options of a command
    *,
    warehouse: WarehouseFile = None,
    search: Search = None,
    corpus: Corpus = None,
    older_than: Annotated[
        float, typer.Option(metavar="DAYS", help="Only verdicts not looked at for so long.", min=0)
    ] = 0,
    claim: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Only this claim, with a verdict or without; may be repeated.",
            show_default=False,
        ),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL",
            help="A page to take as evidence of the one claim; may be repeated.",
            show_default=False,
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL",
            help="A page to leave out of the evidence of the one claim; may be repeated.",
            show_default=False,
        ),
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="Only claims whose retrieval failed.")
    ] = False,
    asked_by: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Identifier (no name) of who asks, noted with the run.",
            show_default=False,
        ),
    ] = None,
    threads: Threads = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Ask for the pages of standing verdicts again, search anew, and judge what changed.

    A page that did not change, or that cannot be had now, changes no verdict. Every verdict stays
    in the warehouse; `veredicto sql history` lists them. With --add a page is read and weighed with
    the evidence that the claim has; with --without the claim is judged without one, which stays out
    until it is added again.
    """
    from rich.console import Console

    from veredicto.cli.progress import TerminalProgress
    from veredicto.logs import complain
    from veredicto.quiet import quieten
    from veredicto.settings import load_settings

    began = datetime.now(UTC)
    quieten(verbose=verbose)
    _refuse_names(asked_by)
    settings = load_settings(warehouse=warehouse, search=search, corpus=corpus, threads=threads)
    # First of all, for it takes longest.
    from flows.own_server import own_server

    with own_server() as server, TerminalProgress(quiet=quiet) as progress:
        progress.say("loading")
        from checkers.verdicts.recheck import Wish
        from veredicto.rechecked import print_recheck, recheck_object
        from veredicto.refreshing import refresh_after
        from veredicto.wire import recheck_standing

        wish = Wish(_addresses(add), asked_by, _addresses(without))
        if both := set(wish.pages) & set(wish.without):
            raise BadInput(f"{min(both)} is to be added and left out: give one of both.")
        looks, skipped = recheck_standing(
            settings,
            before=began - timedelta(days=older_than),
            claims=tuple(claim or ()),
            failed=failed,
            wish=wish,
            progress=progress.update,
            served=server.used(),
        )
    for why in skipped:
        complain(why)
    if as_json:
        typer.echo(json.dumps(recheck_object(looks), ensure_ascii=False, indent=1))
    else:
        print_recheck(looks, Console(highlight=False))
    refresh_after(settings)
    failed = any(look.report.run.failures for look in looks)
    raise typer.Exit(SOME_RETRIEVALS_FAILED if failed else DONE)


def _addresses(urls: list[str] | None) -> tuple[str, ...]:
    from checkers.search.editor import page_address

    return tuple(dict.fromkeys(map(page_address, urls or ())))


def _refuse_names(asked_by: str | None) -> None:
    if asked_by is not None and not IDENTIFIER.fullmatch(asked_by):
        raise BadInput(
            f"--asked-by takes the identifier of a person, of letters, digits, - and _ without"
            f" accents, and no name (got {asked_by!r})."
        )
