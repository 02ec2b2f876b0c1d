"""A look at feeds as a deployed flow."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from prefect import State, flow
from pydantic import Field

from flows.artifacts import show
from flows.choosing import DAYS, MOST, Bounds
from flows.ending import ending
from flows.here import results_in
from flows.naming import rename_run
from flows.watch import failed_in, watch, watching_with
from veredicto.deployed.deployments import Deployment
from veredicto.deployed.options import AS_SET, CheckOptions, parts_of
from veredicto.refreshing import refresh_after
from warehouse.watched import WatchedFeeds

NAME_CHARACTERS = 8


@flow(name="watch-feeds", persist_result=False)
def watch_feeds(
    feeds: Annotated[
        list[str],
        Field(description="Feeds, sitemaps, folders of articles, files with one URL a line."),
    ],
    since_days: Annotated[
        float, Field(ge=0, description="Leave out what is older and was never seen.")
    ] = DAYS,
    most: Annotated[
        int, Field(ge=1, description="Articles in one look; the next takes the rest.")
    ] = MOST,
    options: CheckOptions = AS_SET,
    *,
    whole: Annotated[
        bool, Field(description="Check all of an article that was updated, not what has changed.")
    ] = False,
) -> State[None]:
    """Look at feeds once and check what is new in them; nothing is checked twice.

    An article is known by its address and GUID, a copy of another by its text. Of one that was
    updated only what has changed is checked. One that could not be had is tried again at the next
    look.
    """
    settings, parts = options.settings(), parts_of(options)
    record = WatchedFeeds(settings.warehouse, patience_seconds=settings.patience_seconds)
    bounds = Bounds(timedelta(days=since_days), most)
    rename_run(f"watch {len(feeds)} feeds")
    with results_in(parts):
        looks = watch(feeds, watching_with(parts, record, whole=whole), bounds)
    reports = [it.report for look in looks for it in look.taken if it.report is not None]
    failed = failed_in(looks)
    show(reports, failed)
    refresh_after(settings)
    return ending(reports, failed)


def watching(
    feeds: Sequence[str],
    *,
    since_days: float,
    most: int,
    whole: bool = False,
    search: Sequence[str],
    cron: str,
    timezone: str,
    name: str | None = None,
) -> Deployment:
    """The deployment that looks at the feeds by a schedule.

    Its name, unless there is one, comes from the feeds: given again, it is brought up to date.
    """
    places = [feed if "://" in feed else str(Path(feed).absolute()) for feed in feeds]
    digest = hashlib.sha256("\n".join(sorted(places)).encode()).hexdigest()
    return Deployment(
        watch_feeds,
        {
            "feeds": places,
            "since_days": since_days,
            "most": most,
            "whole": whole,
            "options": {"search": list(search)},
        },
        name=name or digest[:NAME_CHARACTERS],
        cron=cron,
        timezone=timezone,
        one_at_a_time=True,
    )
