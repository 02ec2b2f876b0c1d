"""`veredicto recheck`: verdicts looked at again where their evidence changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from veredicto.cli.options import Corpus, Json, Search, Threads, Verbose, WarehouseFile

DONE, SOME_RETRIEVALS_FAILED = 0, 3


def recheck(
    *,
    warehouse: WarehouseFile = None,
    search: Search = None,
    corpus: Corpus = None,
    older_than: Annotated[
        float, typer.Option(metavar="DAYS", help="Only verdicts not looked at for so long.", min=0)
    ] = 0,
    claim: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this claim; may be repeated.", show_default=False),
    ] = None,
    threads: Threads = None,
    as_json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Ask for the pages of standing verdicts again, search anew, and judge what changed.

    A page that did not change, or that cannot be had now, changes no verdict. Every verdict stays
    in the warehouse; `veredicto sql history` lists them.
    """
    from rich.console import Console

    from veredicto.quiet import quieten
    from veredicto.settings import load_settings

    began = datetime.now(UTC)
    quieten(verbose=verbose)
    settings = load_settings(warehouse=warehouse, search=search, corpus=corpus, threads=threads)
    from veredicto.rechecked import print_recheck, recheck_object
    from veredicto.refreshing import refresh_after
    from veredicto.wire import recheck_standing

    looks, skipped = recheck_standing(
        settings, before=began - timedelta(days=older_than), claims=tuple(claim or ())
    )
    for why in skipped:
        typer.secho(f"veredicto: {why}", err=True, fg=typer.colors.YELLOW)
    if as_json:
        typer.echo(json.dumps(recheck_object(looks), ensure_ascii=False, indent=1))
    else:
        print_recheck(looks, Console(highlight=False))
    refresh_after(settings)
    failed = any(look.report.run.failures for look in looks)
    raise typer.Exit(SOME_RETRIEVALS_FAILED if failed else DONE)
