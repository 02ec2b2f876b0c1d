"""Checks as deployed flows: one article, or a batch of them."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from prefect import State, flow
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import Field

from checkers.errors import BadSetting
from flows.artifacts import show
from flows.batch import check_all
from flows.check import check
from flows.ending import ending
from flows.here import results_in
from flows.naming import rename_run
from veredicto.deployed.options import AS_SET, CheckOptions, parts_of
from veredicto.refreshing import refresh_after


class Runner(StrEnum):
    """What the articles of a batch run on."""

    THREADS = "threads"
    DASK = "dask"
    RAY = "ray"


OnlyChanged = Annotated[
    bool,
    Field(description="Leave verdicts on what an earlier version said in the same words."),
]


@flow(name="check-article", flow_run_name="check {article}", persist_result=False)
def check_article(
    article: Annotated[str, Field(description="A URL, or a file that the worker can read.")],
    options: CheckOptions = AS_SET,
    *,
    only_changed: OnlyChanged = False,
) -> State[None]:
    """Check one article claim by claim and record the verdicts with their evidence.

    The run is **SearchesFailed** and not green where a search provider gave no answer: silence is
    no evidence. Its tables show the verdicts, what was left out, what failed and what it took.
    """
    parts = parts_of(options)
    with results_in(parts):
        report = check(article, parts, only_changed=only_changed)
    if report.article.title:
        rename_run(report.article.title)
    show([report])
    refresh_after(options.settings())
    return ending([report])


@flow(name="check-batch", persist_result=False)
def check_batch(
    articles: Annotated[list[str], Field(description="URLs, or files that the worker can read.")],
    at_once: Annotated[int, Field(ge=1, description="Articles to check at the same time.")] = 4,
    runner: Annotated[Runner, Field(description="What they run on.")] = Runner.THREADS,
    options: CheckOptions = AS_SET,
    *,
    only_changed: OnlyChanged = False,
) -> State[None]:
    """Check several articles; one that fails keeps no other from being checked.

    A batch that was cut off goes on where it was when it is run again within a day: what is
    finished is not fetched, embedded or judged again.
    """
    rename_run(f"check {len(articles)} articles")
    with results_in(parts_of(options)):
        batch = check_all(
            articles,
            partial(parts_of, options),
            task_runner(runner, at_once),
            only_changed=only_changed,
        )
    show(batch.reports, batch.unchecked)
    refresh_after(options.settings())
    return ending(batch.reports, batch.unchecked)


def task_runner(runner: Runner, at_once: int) -> TaskRunner[Any]:
    """The runner of that name for so many articles at once.

    Raises:
        BadSetting: what it needs is not installed.
    """
    try:
        if runner is Runner.DASK:
            from prefect_dask.task_runners import DaskTaskRunner

            return DaskTaskRunner(cluster_kwargs={"n_workers": at_once, "threads_per_worker": 1})
        if runner is Runner.RAY:
            from prefect_ray import RayTaskRunner

            ray: TaskRunner[Any] = RayTaskRunner(init_kwargs={"num_cpus": at_once})
            return ray
    except ImportError as error:
        message = f"the runner {runner} needs pip install 'veredicto[{runner}]': {error}"
        raise BadSetting(message) from error
    return ThreadPoolTaskRunner(max_workers=at_once)
