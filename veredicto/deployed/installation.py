"""The deployments that every installation has."""

from __future__ import annotations

from pathlib import Path

from veredicto.deployed.check import check_article, check_batch
from veredicto.deployed.deployments import Deployment
from veredicto.deployed.digest import digest as digest_flow
from veredicto.deployed.upkeep import maintain as maintain_flow
from veredicto.deployed.upkeep import publish as publish_flow
from veredicto.deployed.upkeep import recheck as recheck_flow


def installation(
    *,
    recheck: str | None = None,
    maintain: str | None = None,
    backup_folder: Path | None = None,
    publish: str | None = None,
    publish_folder: Path = Path("published"),
    digest: str | None = None,
    timezone: str = "UTC",
) -> tuple[Deployment, ...]:
    """The deployments of checks, re-checks, publishing, the digest and upkeep.

    Args:
        recheck: cron expression of re-checks; without one they run when they are asked for.
        maintain: the same of upkeep.
        backup_folder: where upkeep leaves backups; without one it makes none.
        publish: the same of publishing.
        publish_folder: where it publishes.
        digest: the same of the digest.
        timezone: of the schedules.
    """
    backups = str(backup_folder) if backup_folder is not None else None
    return (
        Deployment(check_article),
        Deployment(check_batch),
        Deployment(recheck_flow, cron=recheck, timezone=timezone),
        Deployment(publish_flow, {"folder": str(publish_folder)}, cron=publish, timezone=timezone),
        Deployment(digest_flow, cron=digest, timezone=timezone),
        Deployment(maintain_flow, {"backup_folder": backups}, cron=maintain, timezone=timezone),
    )
