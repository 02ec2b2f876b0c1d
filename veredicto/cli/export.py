"""`veredicto export`: what the warehouse knows, for publishing and for other programs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checkers.errors import BadInput
from checkers.labels import VerdictLabel
from veredicto.cli.options import DATES, Quiet, WarehouseToRead
from veredicto.cli.working import working
from veredicto.misspelt import question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veredicto.published import Destination, Documents
    from veredicto.settings import Settings
    from warehouse.current import Selection
    from warehouse.export.tables import Form
    from warehouse.recorded import RecordedRuns

export = typer.Typer(
    no_args_is_help=True,
    help="Publish what was found: as ClaimReview, web pages, Web Annotations, CSV or Parquet.",
)

WRITING = "reading what was found"

Articles = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ARTICLE…]",
        help="Articles by address or identifier; all if none is named.",
        show_default=False,
    ),
]
Runs = Annotated[
    list[str] | None,
    typer.Option("--run", help="Only claims of this run; may be repeated.", show_default=False),
]
Claims = Annotated[
    list[str] | None,
    typer.Option("--claim", help="Only this claim; may be repeated.", show_default=False),
]
Since = Annotated[
    datetime | None,
    typer.Option(
        formats=DATES, help="Only claims checked or reviewed since then.", show_default=False
    ),
]
Labels = Annotated[
    list[VerdictLabel] | None,
    typer.Option(
        "--label",
        help="Only claims with this label, an editor's first; may be repeated.",
        show_default=False,
    ),
]
Out = Annotated[
    str,
    typer.Option("--out", "-o", help="File, folder (ends in / or is there) or - for the screen."),
]
Folder = Annotated[
    Path, typer.Option("--out", "-o", help="Folder to write into.", show_default=False)
]
Force = Annotated[
    bool, typer.Option("--force", help="Replace files that no export of this kind wrote, too.")
]
Queries = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[QUERY…]",
        help="Named queries of `veredicto sql --list`; all tables if none is named.",
        show_default=False,
    ),
]


@export.command("claimreview")
def export_claimreview(  # noqa: PLR0913 (each is a flag)
    articles: Articles = None,
    *,
    run: Runs = None,
    claim: Claims = None,
    since: Since = None,
    label: Labels = None,
    newsroom: Annotated[
        str | None, typer.Option(help="Who publishes the fact-checks.", show_default=False)
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(help="Address of the folder of their pages.", show_default=False),
    ] = None,
    unreviewed: Annotated[
        bool, typer.Option("--unreviewed", help="Verdicts that no editor has seen, too.")
    ] = False,
    no_label: Annotated[bool, typer.Option("--no-label", help="Leave out the rating.")] = False,
    out: Out = "-",
    force: Force = False,
    warehouse: WarehouseToRead = None,
    quiet: Quiet = False,
) -> None:
    """Export the verdicts that an editor approved as schema.org ClaimReview, in JSON-LD."""
    from veredicto.published import as_claim_reviews
    from veredicto.settings import load_settings
    from warehouse.export.claimreview import Newsroom
    from warehouse.export.ratings import load_ratings

    settings = load_settings(warehouse=warehouse, newsroom=newsroom, newsroom_url=base_url)
    destination = _destination(out, force=force)
    with working(WRITING, quiet=quiet):
        documents = as_claim_reviews(
            _recorded(settings),
            _selection(articles, run, claim, since, label),
            Newsroom.of(settings.newsroom, settings.newsroom_url),
            load_ratings(settings.ratings),
            labelled=not no_label,
            unreviewed=unreviewed,
            apart=destination.to_folder,
        )
    _leave(documents, destination)


@export.command("html")
def export_html(  # noqa: PLR0913 (each is a flag)
    articles: Articles = None,
    *,
    run: Runs = None,
    claim: Claims = None,
    since: Since = None,
    label: Labels = None,
    out: Out = "-",
    force: Force = False,
    warehouse: WarehouseToRead = None,
    quiet: Quiet = False,
) -> None:
    """Export an article with its verdicts and their evidence as one page that opens offline.

    The page shows the newest run of the article, whole, or the run that is named; the options
    choose articles. In a folder each article has its page, under the names that ClaimReview uses.
    """
    from veredicto.published import as_pages
    from veredicto.settings import load_settings

    settings = load_settings(warehouse=warehouse)
    destination = _destination(out, force=force)
    with working(WRITING, quiet=quiet):
        documents = as_pages(
            _recorded(settings),
            _selection(articles, run, claim, since, label),
            apart=destination.to_folder,
        )
    _leave(documents, destination)


@export.command("annotation")
def export_annotation(  # noqa: PLR0913 (each is a flag)
    articles: Articles = None,
    *,
    run: Runs = None,
    claim: Claims = None,
    since: Since = None,
    label: Labels = None,
    out: Out = "-",
    force: Force = False,
    warehouse: WarehouseToRead = None,
    quiet: Quiet = False,
) -> None:
    """Export claims and evidence as W3C Web Annotations of the article and of the pages.

    Each says whether an editor has reviewed it. Offsets count Unicode code points of the stored
    text, as the standard asks, not the UTF-16 units of JavaScript.
    """
    from veredicto.published import as_annotations
    from veredicto.settings import load_settings
    from warehouse.export.ratings import load_ratings

    settings = load_settings(warehouse=warehouse)
    destination = _destination(out, force=force)
    with working(WRITING, quiet=quiet):
        documents = as_annotations(
            _recorded(settings),
            _selection(articles, run, claim, since, label),
            load_ratings(settings.ratings),
            apart=destination.to_folder,
        )
    _leave(documents, destination)


@export.command("csv")
def export_csv(
    queries: Queries = None,
    *,
    out: Folder,
    force: Force = False,
    warehouse: WarehouseToRead = None,
    quiet: Quiet = False,
) -> None:
    """Export the whole warehouse, or named queries, as CSV that a spreadsheet opens safely."""
    from warehouse.export.tables import Form

    runs = _recorded(_settings(warehouse))
    _leave_tables(queries or [], out, Form.CSV, runs, force=force, quiet=quiet)


@export.command("parquet")
def export_parquet(
    queries: Queries = None,
    *,
    out: Folder,
    force: Force = False,
    warehouse: WarehouseToRead = None,
    quiet: Quiet = False,
) -> None:
    """Export the whole warehouse, or named queries, as Parquet with types and comments."""
    from warehouse.export.tables import Form

    runs = _recorded(_settings(warehouse))
    _leave_tables(queries or [], out, Form.PARQUET, runs, force=force, quiet=quiet)


def _selection(
    articles: Sequence[str] | None,
    runs: Sequence[str] | None,
    claims: Sequence[str] | None,
    since: datetime | None,
    labels: Sequence[VerdictLabel] | None,
) -> Selection:
    from warehouse.current import Selection

    return Selection(
        articles=tuple(articles or ()),
        runs=tuple(runs or ()),
        claims=tuple(claims or ()),
        since=since.astimezone() if since is not None and since.tzinfo is None else since,
        labels=tuple(labels or ()),
    )


def _recorded(settings: Settings) -> RecordedRuns:
    from warehouse.recorded import RecordedRuns

    return RecordedRuns(settings.warehouse, patience_seconds=settings.patience_seconds)


def _destination(out: str, *, force: bool) -> Destination:
    from veredicto.published import Destination

    return Destination(out, force=force)


def _leave(documents: Documents, destination: Destination) -> None:
    if destination.to_screen:
        typer.echo("".join(documents.texts.values()), nl=False)
        return
    for path in destination.leave(documents.texts, documents.mark):
        typer.echo(path)


def _settings(warehouse: str | None) -> Settings:
    from veredicto.settings import load_settings

    return load_settings(warehouse=warehouse)


def _leave_tables(
    names: Sequence[str],
    folder: Path,
    form: Form,
    runs: RecordedRuns,
    *,
    force: bool,
    quiet: bool,
) -> None:
    from warehouse.export.tables import export_tables
    from warehouse.query import named_queries

    named = {query.name: query for query in named_queries()}
    for name in names:
        if name not in named:
            asked = question(name, named)
            where = f"{asked} veredicto sql --list has them.".lstrip()
            raise BadInput(f"there is no query {name!r}: {where}")
    queries = [named[name] for name in names]
    with working(WRITING, quiet=quiet):
        written = list(export_tables(runs, folder, form, queries, force=force))
    for one in written:
        typer.echo(f"{one.path}\t{one.rows} rows")
