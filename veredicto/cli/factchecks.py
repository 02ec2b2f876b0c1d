"""`veredicto factchecks`: the published fact-checks of others, imported and looked up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from checkers.errors import BadInput, VeredictoError
from veredicto.cli.options import Json, Quiet, WarehouseFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veredicto.fact_check_import import Tally
    from veredicto.settings import Settings

DONE, SOME_RETRIEVALS_FAILED = 0, 3

factchecks = typer.Typer(
    no_args_is_help=True, help="Import the fact-checks of others, and look claims up in them."
)


@factchecks.command("import")
def import_fact_checks(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH|URL…",
            help="Pages with ClaimReview, RSS or Atom feeds, or Data Commons' dump.",
            show_default=False,
        ),
    ],
    *,
    warehouse: WarehouseFile = None,
    quiet: Quiet = False,
) -> None:
    """Import fact-checks into the warehouse; what is there already is left as it is."""
    from veredicto.settings import load_settings

    raise typer.Exit(_import(inputs, load_settings(warehouse=warehouse), quiet=quiet))


@factchecks.command("match")
def match_fact_checks(
    claim: Annotated[
        str, typer.Argument(metavar="CLAIM", help="The claim, in words.", show_default=False)
    ],
    *,
    warehouse: Annotated[
        str | None, typer.Option(help="DuckDB file to look in.", show_default=False)
    ] = None,
    most: Annotated[int, typer.Option(min=1, max=100, help="How many to show, at most.")] = 10,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show the imported fact-checks of a claim, in Spanish or English, whatever its language."""
    from veredicto.settings import load_settings

    settings = load_settings(warehouse=warehouse)
    _match(claim, settings, most=most, quiet=quiet, as_json=as_json)


def _import(inputs: Sequence[str], settings: Settings, *, quiet: bool) -> int:
    from veredicto.cli.progress import TerminalProgress
    from veredicto.quiet import quieten

    quieten(verbose=False)
    statuses: list[int] = []
    with TerminalProgress(quiet=quiet) as progress:
        progress.say("loading")
        from veredicto.earlier import EarlierFactChecks
        from veredicto.fact_check_import import FactCheckImport
        from veredicto.refreshing import refresh_after
        from veredicto.wire import build_fetcher, build_shelf, build_snapshots, ensure_models

        ensure_models(settings)
        shelf = build_shelf(settings)
        fetcher = build_fetcher(settings, build_snapshots(settings))
        importer = FactCheckImport(fetcher, shelf, progress.say)
        for location in inputs:
            try:
                tally = importer.run(location)
            except VeredictoError as error:
                if len(inputs) == 1:
                    raise
                progress.say_failure(location, error)
                statuses.append(error.exit_status)
                continue
            _tell(location, tally)
            statuses.append(SOME_RETRIEVALS_FAILED if tally.failed else DONE)
        from checkers.models.embedder import load_embedder

        progress.say("loading the embedder")
        EarlierFactChecks(shelf).complete(
            load_embedder(settings.embedder),
            lambda done, total: progress.say(f"embedding {done:,} of {total:,}"),
        )
        refresh_after(settings)
    return next((one for one in (1, 2, SOME_RETRIEVALS_FAILED) if one in statuses), DONE)


def _tell(location: str, tally: Tally) -> None:
    for broken in tally.named:
        typer.echo(f"{broken.where}: {broken.reason}", err=True)
    unnamed = tally.broken + tally.failed - len(tally.named)
    if unnamed:
        typer.echo(f"{location}: {unnamed:,} more", err=True)
    typer.echo(f"{location}: {tally.words}")


def _match(claim: str, settings: Settings, *, most: int, quiet: bool, as_json: bool) -> None:
    from warehouse.place import is_there

    if not claim.strip():
        message = "the claim is empty: give a sentence"
        raise BadInput(message)
    if not is_there(settings.warehouse):
        message = f"there is no warehouse at {settings.warehouse}: import fact-checks first"
        raise BadInput(message)
    from veredicto.cli.progress import TerminalProgress
    from veredicto.quiet import quieten

    quieten(verbose=False)
    with TerminalProgress(quiet=quiet) as progress:
        progress.say("loading")
        from checkers.identifiers import identify
        from checkers.reading.languages import identify_language
        from veredicto.earlier import EarlierFactChecks, Question
        from veredicto.wire import build_shelf, ensure_models, load_judges

        ensure_models(settings)
        found = EarlierFactChecks(build_shelf(settings)).find(
            [Question(identify("claim", claim), claim)],
            identify_language(claim),
            load_judges(settings).result(),
            most=most,
            on_traced=lambda done, total: progress.say(f"embedding {done:,} of {total:,}"),
        )
    if as_json:
        from veredicto.contract import earlier_object

        objects = [earlier_object(one) for one in found]
        typer.echo(json.dumps(objects, ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    from veredicto.earlier_shown import print_earlier

    print_earlier(found, Console(highlight=False))
