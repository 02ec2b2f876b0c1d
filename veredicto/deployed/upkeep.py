"""What keeps verdicts current and the installation tidy, as deployed flows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from prefect import State, flow
from prefect.logging import get_run_logger
from prefect.states import Completed
from pydantic import Field
from rich.filesize import decimal

from checkers.errors import BadInput
from flows.artifacts import show
from flows.ending import ending
from flows.here import results_in
from flows.recheck import recheck_runs
from veredicto.backups import back_up
from veredicto.deployed.options import AS_SET, CheckOptions, parts_of
from veredicto.published import Destination, as_claim_reviews, as_pages
from veredicto.refreshing import refresh_after, refresh_now
from veredicto.retention import Retention
from veredicto.settings import load_settings
from veredicto.vacuum import vacuum
from veredicto.wire import choose_standing
from warehouse.current import Selection
from warehouse.export.claimreview import Newsroom
from warehouse.export.ratings import load_ratings
from warehouse.place import Lake
from warehouse.recorded import RecordedRuns


@flow(name="recheck", flow_run_name="recheck", persist_result=False)
def recheck(
    older_than_days: Annotated[
        float, Field(ge=0, description="Only verdicts not looked at for so long.")
    ] = 7.0,
    *,
    failed_only: Annotated[bool, Field(description="Only claims whose retrieval failed.")] = False,
    options: CheckOptions = AS_SET,
) -> State[None]:
    """Ask for the pages of standing verdicts again, search anew, and judge what changed.

    A page that did not change, or cannot be had now, changes no verdict; every verdict stays.
    """
    settings = options.settings()
    before = datetime.now(UTC) - timedelta(days=older_than_days)
    parts = parts_of(options)
    with choose_standing(settings, before=before, failed=failed_only) as chosen:
        for why in chosen.skipped:
            get_run_logger().warning("not looked at: %s", why)
        with results_in(parts):
            looks = recheck_runs(chosen.bases, parts)
    reports = [look.report for look in looks]
    show(reports)
    refresh_after(settings)
    return ending(reports)


@flow(name="publish", flow_run_name="publish to {folder}", persist_result=False)
def publish(
    folder: Annotated[Path, Field(description="Where the ClaimReviews and the pages go.")],
    *,
    pages: Annotated[bool, Field(description="A page for each article, too.")] = True,
) -> State[None]:
    """Refresh the readers' copy, and export what editors approved as ClaimReview.

    A verdict that no editor confirmed or overruled is in no ClaimReview; a page shows it as the
    engine's.
    """
    settings = load_settings()
    if not isinstance(settings.warehouse, Lake):
        refresh_now(settings)
    runs = RecordedRuns(settings.warehouse, patience_seconds=settings.patience_seconds)
    destination = Destination(f"{folder}/", force=False)
    written: list[Path] = []
    if pages:
        documents = as_pages(runs, Selection(), apart=True)
        written += destination.leave(documents.texts, documents.mark)
    try:
        reviews = as_claim_reviews(
            runs,
            Selection(),
            Newsroom.of(settings.newsroom, settings.newsroom_url),
            load_ratings(settings.ratings),
            labelled=True,
            unreviewed=False,
            apart=True,
        )
    except BadInput as nothing:
        get_run_logger().warning("no ClaimReview: %s", nothing)
    else:
        written += destination.leave(reviews.texts, reviews.mark)
    return Completed(message=f"{len(written)} files in {folder}")


@flow(name="maintain", flow_run_name="maintain", persist_result=False)
def maintain(
    backup_folder: Annotated[
        Path | None, Field(description="Where to leave a dated backup; none is made if empty.")
    ] = None,
    keep_days: Annotated[
        float | None, Field(ge=0, description="Keep pages that no verdict cites for so long.")
    ] = None,
) -> State[None]:
    """Back the warehouse up, remove old pages and leftovers, and give back its empty blocks."""
    settings = load_settings(keep_snapshots_days=keep_days)
    now = datetime.now(UTC)
    backup = None
    if backup_folder is not None:
        backup_folder.mkdir(parents=True, exist_ok=True)
        backup = back_up(settings, backup_folder / f"veredicto-{now:%Y%m%dT%H%M%SZ}.zip", now=now)
    retention = Retention(settings.keep_snapshots_days, settings.keep_snapshots_mb, cited_too=False)
    done = vacuum(settings, retention, now=now, dry_run=False)
    told = f"{decimal(max(done.freed, 0))} freed"
    if backup is not None:
        told = f"{backup.runs} runs in {backup.file.name}, {told}"
    return Completed(message=told)
