"""The flow that checks one article.

A task a stage, and for the searches one a claim. Results are kept under the run's identifier, so
that a run that was killed goes on where it was: what is finished is not done again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.context import TaskRunContext
from prefect.flows import Flow
from prefect.futures import PrefectFuture
from prefect.settings import (
    PREFECT_LOCAL_STORAGE_PATH,
    PREFECT_SERVER_ANALYTICS_ENABLED,
    temporary_settings,
)
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from checkers.claims.find import find_claims
from checkers.claims.worth import weigh_claims
from checkers.evidence.gather import EvidenceSet, gather_evidence
from checkers.fetching.stored import StoredPages
from checkers.labels import OpinionOutcome, Stage
from checkers.nouns import (
    Article,
    Assessment,
    Claim,
    ClaimSearch,
    EarlierFactCheck,
    Failure,
    Opinion,
    Report,
    Run,
    Source,
)
from checkers.opinions.brief import Brief, make_briefs
from checkers.opinions.judge import OpinionJudge
from checkers.search.ask import Bounds, search_claim
from checkers.verdicts.assess import assess
from checkers.verdicts.gate import Gated, let_through
from flows.journal import OpenRun
from flows.parts import Parts
from flows.retry import may_help
from flows.stopwatch import Stopwatch

SEARCHES_AT_ONCE = 4


def _key(context: TaskRunContext, parameters: dict[str, Any]) -> str:
    """Where a task's result is kept: the run, the task, and the claim where there is one."""
    name = context.task.name.replace(" ", "-")
    claim = parameters.get("claim")
    return "-".join([parameters["run"].id, name, *([claim.id] if claim else [])])


@task(retries=2, retry_delay_seconds=2, retry_condition_fn=may_help, cache_policy=NO_CACHE)
def read_article(location: str, parts: Parts) -> Article:
    """The article at a URL, in a file or on standard input."""
    return parts.read(location)


@task(cache_key_fn=_key, persist_result=True)
def split_claims(article: Article, run: OpenRun) -> tuple[Claim, ...]:  # noqa: ARG001 (keys the result)
    """Every statement of the article, those not to check with the reason."""
    return find_claims(article)


@task(task_run_name="search {claim.id}", cache_key_fn=_key, persist_result=True)
def search(claim: Claim, article: Article, claims: int, run: OpenRun, parts: Parts) -> ClaimSearch:
    """What the providers find for one claim of so many."""
    bounds = Bounds(run=run.id, claims=claims, results=parts.results_a_claim)
    return search_claim(claim, article, parts.engines, bounds, parts.translate)


@task(cache_key_fn=_key, persist_result=True)
def fetch_pages(urls: tuple[str, ...], run: OpenRun, parts: Parts) -> tuple[Source, ...]:
    """Every page once; pages that this run had already retrieved come from their snapshots."""
    done = 0

    def count(_: Source) -> None:
        nonlocal done
        done += 1
        parts.progress(Stage.FETCH, done, len(urls))

    return parts.fetcher.fetch_all(urls, since=run.started_at, on_done=count)


@task(cache_key_fn=_key, persist_result=True)
def judge_passages(
    claims: tuple[Claim, ...],
    sources: tuple[Source, ...],
    language: str,
    run: OpenRun,  # noqa: ARG001 (keys the result)
    parts: Parts,
) -> EvidenceSet:
    """The nearest passages of each claim with their stance, in one batch for the article."""
    return gather_evidence(claims, sources, language, parts.judges.result())


@task(cache_policy=NO_CACHE)
def weigh_statements(claims: tuple[Claim, ...], language: str, parts: Parts) -> tuple[Claim, ...]:
    """The claims with their check-worthiness, in one batch for the article."""
    return weigh_claims(claims, language, parts.judges.result().statements)


@task(retries=2, retry_delay_seconds=2, retry_condition_fn=may_help, cache_policy=NO_CACHE)
def find_earlier_fact_checks(
    claims: tuple[Claim, ...], language: str, parts: Parts
) -> tuple[EarlierFactCheck, ...]:
    """What others have published about the claims; shown beside the verdicts, never in them."""
    return parts.find_earlier(
        claims,
        language,
        parts.judges.result(),
        lambda done, total: parts.progress(Stage.EVIDENCE, done, total),
    )


@task(cache_policy=NO_CACHE)
def decide_verdicts(
    article: Article,
    claims: tuple[Claim, ...],
    searches: tuple[ClaimSearch, ...],
    sources: tuple[Source, ...],
    found: EvidenceSet,
    parts: Parts,
) -> tuple[Assessment, ...]:
    """One assessment a claim."""
    return assess(
        article,
        claims,
        {search.claim_id: search for search in searches},
        sources,
        found,
        policy=parts.policy,
        published_before=parts.published_before,
        decided_at=datetime.now(UTC),
    )


@task(cache_policy=NO_CACHE)
def look_quotes_up(
    claims: tuple[Claim, ...],
    assessments: tuple[Assessment, ...],
    sources: tuple[Source, ...],
    found: EvidenceSet,
    pages: StoredPages,
    language: str,
) -> Gated:
    """The assessments without the verdicts whose quotes are not in the stored pages."""
    return let_through(claims, assessments, sources, found, pages, language)


@task(task_run_name="opinion {claim.id}", cache_key_fn=_key, persist_result=True)
def ask_opinion(
    claim: Claim,  # noqa: ARG001 (keys the result)
    brief: Brief,
    run: OpenRun,  # noqa: ARG001 (keys the result)
    judge: OpinionJudge,
) -> Opinion:
    """What the additional judge makes of one claim."""
    return judge.opine(brief)


@task(retries=2, retry_delay_seconds=2, retry_condition_fn=may_help, cache_policy=NO_CACHE)
def record(report: Report, parts: Parts) -> Report:
    """The report, whole, in one transaction of the warehouse, with what its claims repeat."""
    return parts.record(report)


def check_flow(parts: Parts) -> Flow[[str], Report]:
    """The flow over `parts`; it takes an article's location and gives the report."""

    @flow(
        name="check-article",
        flow_run_name="check {location}",
        task_runner=cast(
            "TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=SEARCHES_AT_ONCE)
        ),
        persist_result=False,
    )
    def check_article(location: str) -> Report:
        """Check one article and record what was found."""
        watch = Stopwatch()
        with watch.stage(Stage.READ):
            article = read_article(location, parts)
        with parts.journal.run(article, parts.settings) as run:
            return record(_check(article, run, parts, watch), parts)

    return check_article


def run_check(location: str, parts: Parts) -> Report:
    """Run the flow here and now, with its intermediate results in the journal's folder."""
    with temporary_settings(
        {
            PREFECT_LOCAL_STORAGE_PATH: parts.journal.results,
            PREFECT_SERVER_ANALYTICS_ENABLED: False,
        }
    ):
        return check_flow(parts)(location)


def _check(article: Article, run: OpenRun, parts: Parts, watch: Stopwatch) -> Report:
    with watch.stage(Stage.CLAIMS):
        claims = split_claims(article, run)
    to_check = tuple(claim for claim in claims if claim.to_check)
    with watch.stage(Stage.SEARCH):
        searches = _search_all(to_check, article, run, parts)
    urls = tuple(dict.fromkeys(result.url for search in searches for result in search.results))
    with watch.stage(Stage.FETCH):
        sources = fetch_pages(urls, run, parts)
    with watch.stage(Stage.EVIDENCE):
        parts.progress(Stage.EVIDENCE, 0, 1)
        claims = weigh_statements(claims, article.language, parts)
        earlier = find_earlier_fact_checks(to_check, article.language, parts)
        found = judge_passages(to_check, sources, article.language, run, parts)
    with watch.stage(Stage.VERDICTS):
        assessments = decide_verdicts(article, claims, searches, sources, found, parts)
        pages = StoredPages(parts.snapshots)
        gated = look_quotes_up(claims, assessments, sources, found, pages, article.language)
        opinions = _ask_opinions(article, claims, sources, gated, pages, run, parts)
    return Report(
        run=Run(
            id=run.id,
            article_id=article.id,
            started_at=run.started_at,
            finished_at=datetime.now(UTC),
            version=parts.version,
            models=_models(parts),
            settings=parts.settings,
            failures=(*_failures(searches, sources), *gated.failures, *_unanswered(opinions)),
            seconds=watch.seconds,
        ),
        article=article,
        claims=claims,
        searches=searches,
        sources=sources,
        passages=gated.found.passages,
        evidence=gated.found.evidence,
        assessments=gated.assessments,
        opinions=opinions,
        earlier_fact_checks=earlier,
    )


def _search_all(
    claims: tuple[Claim, ...], article: Article, run: OpenRun, parts: Parts
) -> tuple[ClaimSearch, ...]:
    futures = search.map(
        list(claims), unmapped(article), unmapped(len(claims)), unmapped(run), unmapped(parts)
    )
    searches = []
    for done, future in enumerate(futures, start=1):
        searches.append(future.result())
        parts.progress(Stage.SEARCH, done, len(claims))
    return tuple(searches)


def _ask_opinions(
    article: Article,
    claims: tuple[Claim, ...],
    sources: tuple[Source, ...],
    gated: Gated,
    pages: StoredPages,
    run: OpenRun,
    parts: Parts,
) -> tuple[Opinion, ...]:
    """A second reading of each verdict that rests on passages; none where no judge is set."""
    if parts.judge is None:
        return ()
    briefs = make_briefs(claims, gated.assessments, sources, gated.found, pages, article.language)
    futures = ask_opinion.map(
        [brief.claim for brief in briefs],
        list(briefs),
        unmapped(run),
        unmapped(parts.judge.anew()),
    )
    opinions = []
    for done, future in enumerate(futures, start=1):
        opinions.append(future.result())
        parts.progress(Stage.VERDICTS, done, len(briefs))
    return tuple(opinions)


def _models(parts: Parts) -> tuple[tuple[str, str], ...]:
    titles = parts.judges.result().titles
    return titles if parts.judge is None else (*titles, ("judge", parts.judge.title))


def _unanswered(opinions: tuple[Opinion, ...]) -> tuple[Failure, ...]:
    return tuple(
        Failure(Stage.VERDICTS, opinion.reason or "", provider="llm", claim_id=opinion.claim_id)
        for opinion in opinions
        if opinion.outcome is OpinionOutcome.FAILED
    )


def _failures(
    searches: tuple[ClaimSearch, ...], sources: tuple[Source, ...]
) -> tuple[Failure, ...]:
    pages = (
        Failure(Stage.FETCH, f"{source.outcome}: {source.detail}", url=source.url)
        for source in sources
        if not source.retrieved
    )
    return (*(failure for search in searches for failure in search.failures), *pages)
