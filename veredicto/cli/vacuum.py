"""`veredicto vacuum`: gives back what the record no longer needs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from veredicto.cli.options import Json, Quiet, WarehouseFile
from veredicto.cli.working import working

if TYPE_CHECKING:
    from veredicto.vacuum import Vacuumed


def vacuum(
    *,
    warehouse: WarehouseFile = None,
    keep_days: Annotated[
        float | None,
        typer.Option(
            metavar="DAYS",
            help="Keep stored pages for so long after use.",
            min=0,
            show_default=False,
        ),
    ] = None,
    keep_mb: Annotated[
        float | None,
        typer.Option(
            metavar="MB", help="How much stored pages may take.", min=0, show_default=False
        ),
    ] = None,
    cited_too: Annotated[
        bool, typer.Option("--cited-too", help="Let pages go that a verdict cites, too.")
    ] = False,
    dry_run: Annotated[bool, typer.Option(help="Say what would go; change nothing.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Remove old stored pages and leftovers, and write the warehouse anew without its empty blocks.

    A page that a verdict which stands or was reviewed cites always stays. The record keeps the row
    of a page that went, and says when and why. Runs may go on meanwhile: they wait.
    """
    from veredicto.retention import Retention
    from veredicto.settings import load_settings
    from veredicto.vacuum import vacuum as vacuum_now

    settings = load_settings(
        warehouse=warehouse, keep_snapshots_days=keep_days, keep_snapshots_mb=keep_mb
    )
    retention = Retention(settings.keep_snapshots_days, settings.keep_snapshots_mb, cited_too)
    with working("looking for what can go" if dry_run else "vacuuming", quiet=quiet):
        done = vacuum_now(settings, retention, now=datetime.now(UTC), dry_run=dry_run)
    if as_json:
        typer.echo(json.dumps(_object(done), ensure_ascii=False, indent=1))
        return
    for line in _lines(done):
        typer.echo(line)


def _lines(done: Vacuumed) -> list[str]:
    from rich.filesize import decimal

    would = "would be " if done.compacted is None else ""
    lines = [
        f"{it.url}: {would}removed, {it.reason} ({decimal(it.record.size)})" for it in done.leaving
    ]
    pages = sum(it.record.size for it in done.leaving)
    lost = sum(it.size for it in done.orphans)
    lines.append(f"{len(done.leaving)} stored pages {would}removed: {decimal(pages)}")
    lines.append(f"{len(done.orphans)} files that nothing names {would}removed: {decimal(lost)}")
    if done.compacted is None:
        lines.append(f"empty blocks in the warehouse: {decimal(done.free)}")
        return [*lines, f"at least {decimal(done.freed)} would be freed"]
    lines.append(f"leftovers of runs and writes removed: {decimal(done.leftovers)}")
    size = done.compacted
    lines.append(f"the warehouse took {decimal(size.before)} and takes {decimal(size.after)}")
    return [*lines, f"{decimal(max(done.freed, 0))} freed"]


def _object(done: Vacuumed) -> dict[str, Any]:
    size = done.compacted
    return {
        "dry_run": size is None,
        "snapshots": [
            {
                "snapshot": it.record.identifier,
                "url": it.url,
                "bytes": it.record.size,
                "reason": it.reason,
            }
            for it in done.leaving
        ],
        "orphans": [{"snapshot": it.identifier, "bytes": it.size} for it in done.orphans],
        "leftover_bytes": done.leftovers,
        "warehouse_bytes": {"before": size.before, "after": size.after} if size else None,
        "freed_bytes": done.freed,
    }
