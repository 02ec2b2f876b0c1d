"""`veredicto watch`: one look at feeds, and a check of what is new in them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checkers.errors import BadInput
from veredicto.cli.deploy import Timezone, show_deployed
from veredicto.cli.options import Corpus, Json, Quiet, Search, Threads, Verbose, WarehouseFile, Zim
from veredicto.cli.working import working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.watch import FeedLook, Taken

DONE, FAILED, SOME_RETRIEVALS_FAILED = 0, 1, 3


def watch(  # noqa: PLR0913 (each is a flag)
    feeds: Annotated[
        list[str],
        typer.Argument(
            metavar="FEED…",
            help="URLs of RSS or Atom feeds and sitemaps, folders of articles, or text files with"
            " one URL a line.",
            show_default=False,
        ),
    ],
    *,
    since: Annotated[
        float,
        typer.Option(metavar="DAYS", help="Leave out what is older and was never seen.", min=0),
    ] = 2,
    most: Annotated[
        int, typer.Option(metavar="N", help="Articles in one look; the next takes the rest.", min=1)
    ] = 50,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="Check all of an article that was updated, not what changed."),
    ] = False,
    cron: Annotated[
        str | None,
        typer.Option(
            metavar="CRON",
            help="Look by this schedule instead of now: a deployment for workers.",
            show_default=False,
        ),
    ] = None,
    timezone: Timezone = "UTC",
    name: Annotated[
        str | None,
        typer.Option(help="Of the deployment; comes from the feeds if unset.", show_default=False),
    ] = None,
    warehouse: WarehouseFile = None,
    search: Search = None,
    corpus: Corpus = None,
    zim: Zim = None,
    threads: Threads = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Look at feeds once and check what is new in them; nothing is checked twice.

    An article is known by its address and GUID, a copy of another by its text. Of one that was
    updated, what has changed is checked; what it says in the same words keeps its verdict. One that
    could not be had is tried again at the next look.

    With --cron nothing is looked at now: the look is put on the Prefect server of PREFECT_API_URL,
    where workers take it up (prefect worker start --pool veredicto).
    """
    from rich.console import Console

    from veredicto.cli.progress import TerminalProgress
    from veredicto.quiet import quieten
    from veredicto.settings import load_settings

    settings = load_settings(
        warehouse=warehouse, search=search, corpus=corpus, zim=zim, threads=threads
    )
    quieten(verbose=verbose)
    if cron is not None:
        _refuse_what_is_the_workers(warehouse=warehouse, corpus=corpus, zim=zim, threads=threads)
        from veredicto.deployed.deployments import deploy
        from veredicto.deployed.watch import watching

        wanted = watching(
            feeds,
            since_days=since,
            most=most,
            whole=whole,
            search=settings.search if search else (),
            cron=cron,
            timezone=timezone,
            name=name,
        )
        with working("deploying", quiet=quiet):
            deployed = deploy([wanted], settings, Path.cwd())
        show_deployed(deployed, settings.pool, as_json=as_json)
        return
    from veredicto.refreshing import Refresher
    from veredicto.watched import looks_object, print_looks

    refresher = Refresher(settings)
    # First of all, for it takes longest.
    from flows.own_server import own_server

    with own_server() as server, TerminalProgress(quiet=quiet) as progress:
        progress.say("loading")
        from veredicto.wire import build_parts
        from warehouse.watched import WatchedFeeds

        parts = build_parts(settings, progress.update)
        record = WatchedFeeds(settings.warehouse, patience_seconds=settings.patience_seconds)
        from flows.choosing import Bounds
        from flows.watch import run_watch

        def tell(taken: Taken) -> None:
            if taken.error is not None:
                progress.say_failure(taken.item.url, taken.error)
            if taken.report is not None:
                refresher.after_a_run()

        bounds = Bounds(timedelta(days=since), most)
        with server.used():
            looks = run_watch(feeds, parts, record, bounds, tell, whole=whole)
    if as_json:
        typer.echo(json.dumps(looks_object(looks), ensure_ascii=False, indent=1))
    else:
        print_looks(looks, Console(highlight=False))
    refresher.finish()
    raise typer.Exit(_status(looks))


def _refuse_what_is_the_workers(**flags: object) -> None:
    for name, value in flags.items():
        if value is not None:
            setting = f"VEREDICTO_{name.upper()}"
            message = f"with --cron, --{name} is the worker's: set {setting} where it runs"
            raise BadInput(message)


def _status(looks: Sequence[FeedLook]) -> int:
    if not any(look.seen.look.read for look in looks):
        return FAILED
    missing = any(
        look.seen.error or any(one.error or _lacks(one) for one in look.taken) for look in looks
    )
    return SOME_RETRIEVALS_FAILED if missing else DONE


def _lacks(one: Taken) -> bool:
    return one.report is not None and bool(one.report.run.failures)
