"""The flow that judges again the claims whose evidence changed.

A task a step and a run that is looked at again; the work itself is `checkers.verdicts.recheck`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.flows import Flow
from prefect.settings import (
    PREFECT_LOCAL_STORAGE_PATH,
    PREFECT_SERVER_ANALYTICS_ENABLED,
    temporary_settings,
)

from checkers.fetching.stored import StoredPages
from checkers.labels import Stage
from checkers.nouns import Article, Claim, ClaimSearch, Report, Run, Source
from checkers.search.ask import Bounds, search_claim
from checkers.search.editor import with_pages
from checkers.verdicts.derive import Rules
from checkers.verdicts.policies import PUBLISHED_BEFORE, recorded_limit
from checkers.verdicts.recheck import (
    NO_WISH,
    Look,
    Looked,
    Rechecked,
    Wish,
    cited_sources,
    failed_searches,
    recheck,
    through_gate,
    unknown_urls,
)
from checkers.verdicts.replay import RECHECK
from flows.parts import Parts
from flows.retry import may_help
from flows.stopwatch import Stopwatch

ASKED_BY = "asked_by"
"""The setting of a run that holds the identifier of the person who asked for it."""


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The report of a re-check, and what became of each claim of the run `of`."""

    of: str
    report: Report
    looked: tuple[Looked, ...]


@task(task_run_name="look again {base.run.id}", cache_policy=NO_CACHE)
def look_again(base: Report, parts: Parts, watch: Stopwatch, pages: tuple[str, ...] = ()) -> Look:
    """The cited pages by conditional requests, the searches, and the pages that are new.

    Where no provider is there to be asked, only `pages` are.
    """
    started_at = datetime.now(UTC)
    bounds = Bounds(
        run=f"{base.run.id} again", claims=len(base.claims), results=parts.results_a_claim
    )
    with watch.stage(Stage.SEARCH):
        searches = tuple(
            with_pages(_search(claim, base.article, parts, bounds), pages, base.article.language)
            for claim in base.claims
        )
    known: tuple[Source, ...] = ()
    again: tuple[ClaimSearch, ...] = ()
    if parts.engines:
        known = tuple(one for one in cited_sources(base) if one.url not in pages)
        again = failed_searches(base)
    urls = dict.fromkeys((*pages, *unknown_urls(base, (*searches, *again))))
    with watch.stage(Stage.FETCH):
        visits = parts.fetcher.revisit_all(known)
        fresh = parts.fetcher.fetch_all(tuple(urls), since=started_at)
    return Look(visits, searches, fresh)


def _search(claim: Claim, article: Article, parts: Parts, bounds: Bounds) -> ClaimSearch:
    if not parts.engines:
        return ClaimSearch(claim.id, queries=(), results=(), failures=(), answered=0)
    return search_claim(claim, article, parts.engines, bounds, parts.translate)


@task(task_run_name="judge again {base.run.id}", cache_policy=NO_CACHE)
def judge_again(base: Report, look: Look, parts: Parts) -> Rechecked:
    """The claims whose evidence changed, judged; the others as they stand."""
    # A check that left later pages out is not flipped by them.
    limit = parts.published_before or recorded_limit(dict(base.run.settings))
    rules = Rules(parts.policy, limit, datetime.now(UTC))
    found = recheck(base, look, parts.judges.result(), rules)
    return through_gate(found, StoredPages(parts.snapshots), base.article.language)


@task(retries=2, retry_delay_seconds=2, retry_condition_fn=may_help, cache_policy=NO_CACHE)
def record(report: Report, parts: Parts) -> Report:
    """The report, whole, in one transaction of the warehouse, with what its claims repeat."""
    return parts.record(report)


def recheck_flow(
    parts: Parts, wish: Wish = NO_WISH
) -> Flow[[Sequence[Report]], tuple[SecondLook, ...]]:
    """The flow over `parts`; it takes recorded runs, narrowed to the claims to look at."""

    @flow(name="recheck", persist_result=False, validate_parameters=False)
    def recheck_runs(bases: Sequence[Report]) -> tuple[SecondLook, ...]:
        """Look at each run again and record what was found as a run of its own."""
        return tuple(_second_look(base, parts, wish) for base in bases)

    return recheck_runs


def run_recheck(
    bases: Sequence[Report], parts: Parts, wish: Wish = NO_WISH
) -> tuple[SecondLook, ...]:
    """Run the flow here and now."""
    with temporary_settings(
        {
            PREFECT_LOCAL_STORAGE_PATH: parts.journal.results,
            PREFECT_SERVER_ANALYTICS_ENABLED: False,
        }
    ):
        return recheck_flow(parts, wish)(bases)


def _second_look(base: Report, parts: Parts, wish: Wish) -> SecondLook:
    watch = Stopwatch()
    started_at = datetime.now(UTC)
    look = look_again(base, parts, watch, wish.pages)
    with watch.stage(Stage.VERDICTS):
        found = judge_again(base, look, parts)
    report = record(report_of(base, found, parts, started_at, watch, wish.by), parts)
    return SecondLook(base.run.id, report, found.looked)


def report_of(
    base: Report,
    found: Rechecked,
    parts: Parts,
    started_at: datetime,
    watch: Stopwatch,
    asked_by: str | None = None,
) -> Report:
    """What the new run records: the claims that were looked at, judged again or not."""
    return Report(
        run=Run(
            id=uuid4().hex,
            article_id=base.article.id,
            started_at=started_at,
            finished_at=datetime.now(UTC),
            version=parts.version,
            models=parts.judges.result().titles,
            settings=_settings(base, parts, asked_by),
            failures=found.failures,
            seconds=watch.seconds,
        ),
        article=base.article,
        claims=base.claims,
        searches=found.searches,
        sources=found.sources,
        passages=found.found.passages,
        evidence=found.found.evidence,
        assessments=tuple(one.after for one in found.looked),
    )


def _settings(base: Report, parts: Parts, asked_by: str | None) -> tuple[tuple[str, str], ...]:
    own, earlier = dict(parts.settings), dict(base.run.settings)
    if PUBLISHED_BEFORE in earlier:
        own.setdefault(PUBLISHED_BEFORE, earlier[PUBLISHED_BEFORE])
    if asked_by is not None:
        own[ASKED_BY] = asked_by
    return (*own.items(), (RECHECK, base.run.id))
