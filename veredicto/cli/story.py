"""`veredicto story`: all that was ever recorded about one claim."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from veredicto.cli.options import Json, Quiet, WarehouseToRead
from veredicto.cli.working import working


def story(
    identifier: Annotated[
        str,
        typer.Argument(
            metavar="CLAIM",
            help="Identifier of a claim, or enough of its beginning.",
            show_default=False,
        ),
    ],
    *,
    warehouse: WarehouseToRead = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Tell the story of a claim: each check with its evidence, and each decision, oldest first.

    With --json all columns of all rows are printed. Exit status: 0 done, 2 there is no such claim.
    """
    from rich.console import Console

    from veredicto.quiet import quieten
    from veredicto.settings import load_settings
    from veredicto.story_shown import print_story, story_object
    from warehouse.claim_story import claim_story
    from warehouse.recorded import RecordedRuns

    quieten(verbose=False)
    settings = load_settings(warehouse=warehouse)
    runs = RecordedRuns(settings.warehouse, patience_seconds=settings.patience_seconds)
    with working("reading what was recorded", quiet=quiet):
        # A line of CSV ends in a carriage return, which a shell leaves on it.
        told = claim_story(runs, identifier.strip())
    if as_json:
        typer.echo(json.dumps(story_object(told), ensure_ascii=False, indent=1))
    else:
        print_story(told, Console(highlight=False))
