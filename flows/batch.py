"""The check of a batch of articles, several at once, each of which fails alone.

A batch that was killed goes on where it was: an article that was finished is not checked again,
one that was under way is resumed. So does one some of whose articles failed in passing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from prefect import State, flow, task
from prefect.context import TaskRunContext
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from checkers.errors import CheckFailed, VeredictoError
from checkers.identifiers import identify
from checkers.nouns import Report
from flows.artifacts import show
from flows.check import check, goes_by
from flows.ending import Unchecked, ending
from flows.here import results_in, run_here
from flows.journal import OpenBatch
from flows.parts import Parts

STANDARD_INPUT = "-"
PartsOf = Callable[[], Parts]
"""Gives the parts of the process that it is called in; it travels to other processes."""
OnDone = Callable[[str, Report | Unchecked], None]
"""Told an article's location and what became of it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of the articles of a batch, in the order in which they were given."""

    reports: tuple[Report, ...]
    unchecked: tuple[Unchecked, ...]


def _key(context: TaskRunContext, parameters: dict[str, Any]) -> str:
    del context
    batch: OpenBatch = parameters["batch"]
    return f"{batch.id}-article-{identify(parameters['location'], parameters['content'])}"


@task(name="check", task_run_name="check {location}", cache_key_fn=_key, persist_result=True)
def check_in_batch(
    location: str,
    content: str,  # noqa: ARG001 (keys the result)
    batch: OpenBatch,
    parts_of: PartsOf,
    *,
    only_changed: bool,
) -> Report:
    """One article of a batch; what is done of it stays kept until the batch ends."""
    return check(location, parts_of(), batch, only_changed=only_changed)


def check_all(
    locations: Sequence[str],
    parts_of: PartsOf,
    runner: TaskRunner[Any],
    on_done: OnDone = lambda _location, _found: None,
    *,
    only_changed: bool = False,
) -> Batch:
    """Check the articles at the locations on a task runner: threads, Dask's, Ray's.

    An article that fails, for whatever reason, keeps no other from being checked. With
    `only_changed`, what an earlier version of one said in the same words is left as it stands.
    """
    parts = parts_of()
    distinct = tuple(dict.fromkeys(locations))
    found: dict[str, Report | Unchecked] = {}
    noted = goes_by(parts, only_changed=only_changed)
    with parts.journal.batch(distinct, noted) as batch, runner:
        given = {"batch": batch, "parts_of": parts_of, "only_changed": only_changed}
        futures = {
            runner.submit(
                check_in_batch,
                {"location": location, "content": _content(location, parts), **given},
            ): location
            for location in distinct
        }
        for future in as_completed(list(futures)):
            location = futures[future]
            found[location] = _outcome(location, _result(future))
            on_done(location, found[location])
        if not any(isinstance(one, Unchecked) and one.error.transient for one in found.values()):
            parts.journal.end(batch)
    in_order = [found[location] for location in locations]
    return Batch(
        tuple(one for one in in_order if isinstance(one, Report)),
        tuple(one for one in in_order if isinstance(one, Unchecked)),
    )


def run_batch(
    locations: Sequence[str],
    parts: Parts,
    *,
    at_once: int = 1,
    only_changed: bool = False,
    on_done: OnDone,
) -> Batch:
    """Check articles by a flow that runs here and now.

    Raises:
        OrchestratorFailed: Prefect's server cannot be reached.
    """
    batches: list[Batch] = []

    @flow(name="check-batch", flow_run_name="check {articles} articles", persist_result=False)
    def check_batch(articles: int) -> State[None]:
        """Check several articles, each of which fails alone."""
        del articles
        threads: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=at_once)
        with results_in(parts):
            batch = check_all(locations, lambda: parts, threads, on_done, only_changed=only_changed)
        batches.append(batch)
        show(batch.reports, batch.unchecked)
        return ending(batch.reports, batch.unchecked)

    run_here(check_batch, len(locations))
    return batches[0]


def _content(location: str, parts: Parts) -> str:
    """What tells whether a result that was kept is of this article as it is now."""
    path = Path(location)
    if location == STANDARD_INPUT:
        return uuid4().hex
    try:
        text = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    except OSError:
        text = ""
    return f"{parts.version} {text}"


def _result(future: PrefectFuture[Any]) -> Any:  # noqa: ANN401 (a report, or any error)
    try:
        return future.result(raise_on_failure=False)
    except Exception as error:  # noqa: BLE001 (runners raise what they like when a worker dies)
        return error


def _outcome(location: str, found: Report | BaseException) -> Report | Unchecked:
    if isinstance(found, Report):
        return found
    if isinstance(found, VeredictoError):
        return Unchecked(location, found)
    return Unchecked(location, CheckFailed(f"{type(found).__name__}: {found}"))
