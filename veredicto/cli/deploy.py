"""`veredicto deploy`: the flows on a Prefect server, for workers to run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veredicto.cli.options import Json, Quiet
from veredicto.cli.working import working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veredicto.deployed.deployments import Deployed

Timezone = Annotated[
    str, typer.Option(help="The zone of the schedules, daylight saving and all.", metavar="ZONE")
]


def deploy(  # noqa: PLR0913 (each is a flag)
    *,
    pool: Annotated[
        str | None,
        typer.Option(help="The work pool, made if it is not there.", show_default=False),
    ] = None,
    folder: Annotated[
        Path,
        typer.Option(
            help="Where runs work: veredicto.toml and a warehouse of relative path are there."
        ),
    ] = Path(),
    recheck: Annotated[
        str | None,
        typer.Option(
            metavar="CRON", help="When to look at old verdicts again.", show_default=False
        ),
    ] = None,
    maintain: Annotated[
        str | None,
        typer.Option(metavar="CRON", help="When to back up and tidy.", show_default=False),
    ] = None,
    backup_folder: Annotated[
        Path | None, typer.Option(help="Where backups go.", show_default=False)
    ] = None,
    publish: Annotated[
        str | None,
        typer.Option(
            metavar="CRON", help="When to publish what editors approved.", show_default=False
        ),
    ] = None,
    publish_folder: Annotated[Path, typer.Option(help="Where to publish it.")] = Path("published"),
    digest: Annotated[
        str | None,
        typer.Option(
            metavar="CRON",
            help="When to send the claims that most need a person.",
            show_default=False,
        ),
    ] = None,
    timezone: Timezone = "UTC",
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Put the flows on the Prefect server of PREFECT_API_URL, or bring them up to date there.

    Checks run when they are asked for; re-checks, publishing, the digest and upkeep also by their
    schedules. Then start workers, as many as you like: prefect worker start --pool veredicto. What
    is to be watched is deployed by veredicto watch --cron.
    """
    from veredicto.quiet import quieten
    from veredicto.settings import load_settings

    quieten(verbose=False)
    settings = load_settings(pool=pool)
    with working("deploying", quiet=quiet):
        from veredicto.deployed.deployments import deploy as put
        from veredicto.deployed.installation import installation

        wanted = installation(
            recheck=recheck,
            maintain=maintain,
            backup_folder=backup_folder,
            publish=publish,
            publish_folder=publish_folder,
            digest=digest,
            timezone=timezone,
        )
        deployed = put(wanted, settings, folder.absolute())
    show_deployed(deployed, settings.pool, as_json=as_json)


def show_deployed(deployed: Sequence[Deployed], pool: str, *, as_json: bool) -> None:
    """Print what was deployed, and how to go on."""
    if as_json:
        rows = [
            {"deployment": one.name, "pool": pool, "cron": one.cron, "timezone": one.timezone}
            for one in deployed
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("deployment", "runs", box=None, pad_edge=False)
    for one in deployed:
        table.add_row(one.name, f"{one.cron} ({one.timezone})" if one.cron else "when asked")
    console = Console(highlight=False)
    console.print(table)
    console.print(f"\nstart a worker:  prefect worker start --pool {pool}", markup=False)
    example = " -p article=URL" if "article" in deployed[0].name else ""
    console.print(
        f"run one now:     prefect deployment run {deployed[0].name}{example}", markup=False
    )
