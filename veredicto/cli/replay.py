"""`veredicto replay`: a verdict derived again from what is stored."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from veredicto.cli.options import Json, Quiet
from veredicto.cli.working import working

SAME, DIFFERS = 0, 1


def replay(
    identifier: Annotated[
        str,
        typer.Argument(
            metavar="RUN|VERDICT",
            help="Identifier of a run or a verdict, or enough of its beginning.",
            show_default=False,
        ),
    ],
    *,
    warehouse: Annotated[
        str | None, typer.Option(help="DuckDB file that has it.", show_default=False)
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(help="Threads of the models; the run's own if unset.", show_default=False),
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Derive a run or a verdict again from its snapshots, models and settings, and compare.

    Nothing is fetched and nothing is written. Exit status: 0 identical, scores within 1e-4
    included; 1 something differs or cannot be derived; 2 there is no such run or verdict.
    """
    from rich.console import Console

    from veredicto.quiet import quieten
    from veredicto.replayed import print_replay, replay_object
    from veredicto.settings import load_settings

    quieten(verbose=False)
    settings = load_settings(warehouse=warehouse, threads=threads)

    with working("deriving it again", quiet=quiet):
        from veredicto.wire import replay_recorded

        # A line of CSV ends in a carriage return, which a shell leaves on it.
        replayed = replay_recorded(identifier.strip(), settings)
    if as_json:
        typer.echo(json.dumps(replay_object(replayed), ensure_ascii=False, indent=1))
    else:
        print_replay(replayed, Console(highlight=False))
    raise typer.Exit(SAME if replayed.same else DIFFERS)
