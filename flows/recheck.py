"""The flow that judges again the claims whose evidence changed.

A task a step and a run that is looked at again; the work itself is `checkers.verdicts.recheck`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE

from checkers.articles import Article
from checkers.fetching.stored import StoredPages
from checkers.labels import Stage
from checkers.nouns import Claim, ClaimSearch, Report, Run, Source
from checkers.search.ask import Bounds, search_claim
from checkers.search.editor import with_pages, without_pages
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
from checkers.verdicts.replay import ASKED_BY, RECHECK
from flows.artifacts import show
from flows.ending import ending
from flows.events import tell_of
from flows.here import results_in, run_here
from flows.parts import Parts
from flows.stages import recording
from flows.stopwatch import Stopwatch
from flows.whole import whole


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The report of a re-check, and what became of each claim of the run `of`."""

    of: str
    report: Report
    looked: tuple[Looked, ...]


@task(task_run_name="look again {base.run.id}", cache_policy=NO_CACHE)
def look_again(base: Report, parts: Parts, watch: Stopwatch, wish: Wish = NO_WISH) -> Look:
    """The cited pages by conditional requests, the searches, and the pages that are new.

    Where no provider is there to be asked, only the pages of the wish are.
    """
    started_at = datetime.now(UTC)
    bounds = Bounds(
        run=f"{base.run.id} again", claims=len(base.claims), results=parts.results_a_claim
    )
    with watch.stage(Stage.SEARCH):
        searches = tuple(
            _wished(_search(claim, base.article, parts, bounds), base, wish)
            for claim in base.claims
        )
    named = {*wish.pages, *wish.without}
    known: tuple[Source, ...] = ()
    again: tuple[ClaimSearch, ...] = ()
    if parts.engines:
        known = tuple(one for one in cited_sources(base) if one.url not in named)
        again = failed_searches(base)
    urls = dict.fromkeys((*wish.pages, *unknown_urls(base, (*searches, *again))))
    with watch.stage(Stage.FETCH):
        visits = parts.fetcher.revisit_all(known)
        fresh = parts.fetcher.fetch_all(tuple(urls), since=started_at)
    return Look(visits, searches, fresh)


def _wished(search: ClaimSearch, base: Report, wish: Wish) -> ClaimSearch:
    """The search with the pages that the wish names, and those that it leaves out."""
    language = base.article.language
    without = without_pages(search, wish.without, language, base.sources)
    return with_pages(without, wish.pages, language)


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


def recheck_runs(
    bases: Sequence[Report], parts: Parts, wish: Wish = NO_WISH
) -> tuple[SecondLook, ...]:
    """Look at each recorded run, narrowed to some of its claims, again; each is a run of its own.

    Raises:
        VeredictoError: what was found cannot be recorded.
    """
    return tuple(_second_look(base, parts, wish) for base in bases)


def run_recheck(
    bases: Sequence[Report], parts: Parts, wish: Wish = NO_WISH
) -> tuple[SecondLook, ...]:
    """Look again by a flow that runs here and now.

    Raises:
        VeredictoError: as `recheck_runs` does, or Prefect's server cannot be reached.
    """
    looks: list[SecondLook] = []

    @flow(name="recheck", flow_run_name="recheck {runs} runs", persist_result=False)
    def recheck(runs: int) -> State[None]:
        """Look at recorded runs again and record what was found."""
        del runs
        with results_in(parts):
            looks.extend(recheck_runs(bases, parts, wish))
        reports = [look.report for look in looks]
        show(reports)
        return ending(reports)

    run_here(recheck, len(bases))
    return tuple(looks)


def _second_look(base: Report, parts: Parts, wish: Wish) -> SecondLook:
    watch = Stopwatch()
    started_at = datetime.now(UTC)
    look = look_again(base, parts, watch, wish)
    with watch.stage(Stage.VERDICTS):
        found = judge_again(whole(base), whole(look), parts)
    again = report_of(base, found, parts, started_at, watch, wish.by)
    report = recording(parts.warehouse)(whole(again), parts)
    tell_of(report, parts.labels_before(report.run.id))
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
