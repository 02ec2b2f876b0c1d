"""`veredicto check`: verdicts on articles, recorded in the warehouse."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from checkers.errors import VeredictoError
from veredicto.cli.options import (
    DATES,
    Corpus,
    Json,
    Quiet,
    Search,
    Threads,
    Verbose,
    WarehouseFile,
    Zim,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkers.nouns import Report
    from flows.parts import Parts
    from veredicto.cli.progress import TerminalProgress
    from veredicto.refreshing import Refresher
    from veredicto.settings import Settings

FAILED, BAD_INPUT, SOME_RETRIEVALS_FAILED = 1, 2, 3


def check(  # noqa: PLR0913 (each is a flag)
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT…",
            help="Articles: a URL, a .html, .txt, .md, .pdf, .srt or .vtt file, or - for stdin.",
            show_default=False,
        ),
    ],
    *,
    warehouse: WarehouseFile = None,
    search: Search = None,
    corpus: Corpus = None,
    zim: Zim = None,
    published_before: Annotated[
        datetime | None,
        typer.Option(formats=DATES, help="Leave out evidence published at or after this date."),
    ] = None,
    max_risk: Annotated[
        float | None,
        typer.Option(
            help="Share of wrong verdicts you accept, such as 0.3; less sure ones are withheld.",
            show_default=False,
        ),
    ] = None,
    max_claims: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Check the N claims of an article that are most worth it; the others are listed.",
            show_default=False,
        ),
    ] = None,
    min_worth: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Check claims of at least this check-worthiness, from 0 to 1.",
            show_default=False,
        ),
    ] = None,
    at_once: Annotated[
        int, typer.Option(min=1, help="How many of several articles to check at the same time.")
    ] = 1,
    only_changed: Annotated[
        bool,
        typer.Option(
            "--only-changed",
            help="Leave the verdicts on what an earlier version of an article said in the same"
            " words.",
        ),
    ] = False,
    threads: Threads = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Check articles claim by claim and record the verdicts with their evidence.

    Articles are web pages, texts, Markdown, PDF files or transcripts (SRT, WebVTT), in Spanish or
    English. Scans, encrypted files, paywalls and pages that keep robots out are told, not checked.
    """
    from veredicto.settings import load_settings

    settings = load_settings(
        warehouse=warehouse,
        search=search,
        corpus=corpus,
        zim=zim,
        published_before=published_before,
        max_risk=max_risk,
        max_claims=max_claims,
        min_worth=min_worth,
        threads=threads,
    )
    raise typer.Exit(
        check_inputs(
            inputs,
            settings,
            at_once=at_once,
            only_changed=only_changed,
            as_json=as_json,
            quiet=quiet,
            verbose=verbose,
        )
    )


def check_inputs(
    inputs: Sequence[str],
    settings: Settings,
    *,
    at_once: int = 1,
    only_changed: bool = False,
    as_json: bool,
    quiet: bool = False,
    verbose: bool,
) -> int:
    """Check each input, print what was found, and give the exit status.

    One input that fails does not keep the others from being checked.

    Raises:
        VeredictoError: nothing could be begun.
    """
    from veredicto.cli.progress import TerminalProgress
    from veredicto.logs import begin_logs
    from veredicto.quiet import quieten

    begin_logs(settings.log)
    quieten(verbose=verbose)
    # First of all, for it takes longest; its end nobody waits for.
    from flows.own_server import own_server

    # What was checked counts as told when it is shown: until then a kill leaves its run open.
    with own_server() as server, ExitStack() as untold:
        with TerminalProgress(quiet=quiet) as progress:
            progress.say("loading")
            from veredicto.refreshing import Refresher
            from veredicto.wire import build_parts, ensure_readable

            refresher = Refresher(settings)
            if len(inputs) == 1:
                ensure_readable(inputs[0])
            parts = build_parts(settings, progress.update)
            # Prefect takes seconds to import: after all that may be wrong with the input.
            failed: list[VeredictoError] = []
            if len(inputs) == 1:
                progress.begin(inputs[0])
                from flows.check import run_check

                checked = run_check(inputs[0], parts, only_changed=only_changed)
                with server.used():
                    reports = [untold.enter_context(checked)]
                refresher.after_a_run()
            else:
                with server.used():
                    reports, failed = _check_batch(
                        inputs, parts, at_once, progress, refresher, only_changed=only_changed
                    )
        _show(reports, settings, as_json=as_json, single=len(inputs) == 1)
        refresher.finish()
    statuses = [error.exit_status for error in failed]
    statuses += [SOME_RETRIEVALS_FAILED for report in reports if report.run.failures]
    return next((one for one in (FAILED, BAD_INPUT, SOME_RETRIEVALS_FAILED) if one in statuses), 0)


def _check_batch(
    inputs: Sequence[str],
    parts: Parts,
    at_once: int,
    progress: TerminalProgress,
    refresher: Refresher,
    *,
    only_changed: bool,
) -> tuple[list[Report], list[VeredictoError]]:
    from flows.batch import run_batch
    from flows.ending import Unchecked

    ended: set[str] = set()

    def tell(location: str, found: Report | Unchecked) -> None:
        ended.add(location)
        if isinstance(found, Unchecked):
            progress.say_failure(location, found.error)
        else:
            refresher.after_a_run()
        progress.count_articles(len(ended), len(set(inputs)))

    batch = run_batch(inputs, parts, at_once=at_once, only_changed=only_changed, on_done=tell)
    return list(batch.reports), [one.error for one in batch.unchecked]


def _show(reports: list[Report], settings: Settings, *, as_json: bool, single: bool) -> None:
    from rich.console import Console

    from veredicto.contract import check_object
    from veredicto.terminal import print_report

    if as_json:
        objects = [check_object(report) for report in reports]
        typer.echo(json.dumps(objects[0] if single else objects, ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False)
    for report in reports:
        print_report(report, settings.warehouse, console)
