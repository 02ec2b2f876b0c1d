"""`veredicto repeats`: clusters for claims that were checked before there were any."""

from __future__ import annotations

import typer

from checkers.errors import BadInput, BadSetting
from veredicto.cli.options import Quiet, Threads, WarehouseFile


def repeats(
    *, warehouse: WarehouseFile = None, threads: Threads = None, quiet: Quiet = False
) -> None:
    """Find repeats among claims that were recorded without; `veredicto sql repeats` shows them.

    A check does that for its own claims. What is done is kept, so that an interrupted call goes on
    where it was.
    """
    from veredicto.settings import load_settings
    from warehouse.place import is_there

    settings = load_settings(warehouse=warehouse, threads=threads)
    if not is_there(settings.warehouse):
        message = f"there is no warehouse at {settings.warehouse}: check an article first"
        raise BadInput(message)
    if settings.embedder:
        message = (
            "repeats are told with the shipped embedder only: unset VEREDICTO_EMBEDDER for this"
        )
        raise BadSetting(message)
    from veredicto.cli.progress import TerminalProgress
    from veredicto.quiet import quieten

    quieten(verbose=False)
    with TerminalProgress(quiet=quiet) as progress:
        progress.say("loading")
        from veredicto.refreshing import refresh_after
        from veredicto.wire import build_repeats, ensure_models, load_judges

        ensure_models(settings)
        done = build_repeats(settings).fill_in(
            load_judges(settings).result(),
            lambda done, total: progress.say(f"comparing {done:,} of {total:,}"),
        )
        refresh_after(settings)
    typer.echo(f"{done:,} claims compared: veredicto sql repeats")
